package handler

import (
	"fmt"
	"strings"
)

// Failure is a message that failed and that no queue took.
type Failure struct {
	MessageID string
	// Err is the reason of the failed attempt.
	Err error
	// HandOver is the reason why no queue took the message; nil if no queue is
	// configured.
	HandOver error
}

// Error names the message, the reason of its failure, and the reason why no queue took
// it.
func (f Failure) Error() string {
	text := "message " + f.MessageID + ": " + shorten(f.Err.Error())
	if f.HandOver != nil {
		text += "; not handed over: " + shorten(f.HandOver.Error())
	}
	return text
}

// Unwrap returns the error of the attempt.
func (f Failure) Unwrap() error { return f.Err }

// Failures are the messages of one event that failed and that no queue took. There is at
// least one.
type Failures []Failure

// failures returns a [Failures] with the messages of an SNS event that Lambda has to
// retry, or nil.
func (v *invocation) failures() error {
	var all Failures
	for i, d := range v.deliveries {
		if r := v.results[i]; !r.isGone() && !r.isDuplicate {
			all = append(all, Failure{MessageID: d.Envelope.MessageID, Err: r.err, HandOver: r.disposalErr})
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// Error gives the reasons of the first ten messages on one line. The failure destination
// keeps this text beside the event, and its size is limited.
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
