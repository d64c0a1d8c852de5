package relay

import "strings"

// Failure is a message that failed.
type Failure struct {
	MessageID string
	Err       error
}

// Error names the message and says why it failed.
func (f Failure) Error() string { return "message " + f.MessageID + ": " + f.Err.Error() }

// Unwrap returns why the message failed.
func (f Failure) Unwrap() error { return f.Err }

// Failures are the messages of one event that failed, never none.
type Failures []Failure

// Error says why each message failed, on one line.
func (f Failures) Error() string {
	texts := make([]string, len(f))
	for i, failure := range f {
		texts[i] = failure.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the failures one by one.
func (f Failures) Unwrap() []error {
	all := make([]error, len(f))
	for i, failure := range f {
		all[i] = failure
	}
	return all
}
