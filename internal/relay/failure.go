package relay

import (
	"fmt"
	"strings"
)

// Failure is a message that failed.
type Failure struct {
	MessageID string
	Err       error
	// HandOver is why no queue took the message, nil where there is none.
	HandOver error
}

// Error names the message and says why it failed, and why it was not handed
// over.
func (f Failure) Error() string {
	text := "message " + f.MessageID + ": " + shorten(f.Err.Error())
	if f.HandOver != nil {
		text += "; not handed over: " + shorten(f.HandOver.Error())
	}
	return text
}

// Unwrap returns why the message failed.
func (f Failure) Unwrap() error { return f.Err }

// Failures are the messages of one event that failed, never none.
type Failures []Failure

// Error says why messages failed, on one line, the first ten of them: the
// failure destination keeps it beside the event, and takes no more than so much.
func (f Failures) Error() string {
	const most = 10
	var texts []string
	for _, failure := range f[:min(most, len(f))] {
		texts = append(texts, failure.Error())
	}
	if more := len(f) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
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
