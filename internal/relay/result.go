package relay

import (
	"errors"
	"time"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// result is what became of one message, and what is to be done about it.
type result struct {
	op     dynamics.Operation
	ran    dynamics.Result
	err    error
	began  time.Time
	took   time.Duration
	fate   fate
	handed error // why it could not be handed over, where it could not
	// waiting is set for a message of class waiting.
	waiting waiting
	// givenUp says that the message is too old to be tried again in its FIFO queue.
	givenUp bool
	// isDuplicate says that the result is that of another record of the same message.
	isDuplicate bool
}

// fate is what the function does with a message.
type fate string

const (
	// settled is a message that is done with, well or as it must.
	settled fate = "settled"
	// later is a message that is tried again after a while.
	later fate = "retry"
	// dead is a message that failed for good and is kept in the dead-letter
	// queue.
	dead fate = "dead-letter"
	// failed is a message that nothing could be done about, so that Lambda or
	// SQS must.
	failed fate = "failed"
)

// class is what can be done about the failure; empty for a success.
func (r result) class() dynamics.Class {
	if r.err == nil {
		return ""
	}
	if _, ok := errors.AsType[*message.Error](r.err); ok {
		return dynamics.Rejected
	}
	if dynamics.IsRowMissing(r.err) && !r.waiting.isOver {
		return dynamics.Waiting
	}
	return dynamics.ClassOf(r.err)
}

// isSentAnew reports whether a message of a queue goes back into it as a new one: the
// first time that it waits for a row, as only a new message can carry the time.
func (r result) isSentAnew() bool {
	return r.class() == dynamics.Waiting && !r.waiting.isMarked
}

// isGone reports whether the message is no more to be tried where it came from.
func (r result) isGone(d delivery.Delivery) bool {
	return r.fate == settled || r.fate == dead || r.fate == later && (d.Queued == nil || r.isSentAnew())
}

// code is what [dynamics.Explain] knows the failure by; often empty.
func (r result) code() string {
	if _, ok := errors.AsType[*message.Error](r.err); ok {
		return "decode"
	}
	return dynamics.CodeOf(r.err)
}

// fix is what to do about the failure; empty where nothing is to be done or known.
func (r result) fix() string {
	if _, ok := errors.AsType[*message.Error](r.err); ok {
		e, _ := dynamics.Explain(r.code())
		return e.Fix
	}
	if r.class() == dynamics.Waiting {
		e, _ := dynamics.Explain(string(dynamics.Waiting))
		return e.Fix
	}
	return dynamics.Advice(r.err)
}

// reason is why the message failed.
func (r result) reason() string {
	if r.givenUp {
		return "given up after 10 days: " + r.err.Error()
	}
	return r.err.Error()
}

// isPassing reports whether the failure may pass.
func (r result) isPassing() bool {
	c := r.class()
	return c == dynamics.Unavailable || c == dynamics.Misconfigured || c == dynamics.Waiting
}

// answer is what the log and the trace name of the last answer: its status and
// the id by which Microsoft's support finds its request.
func (r result) answer() (status int, requestID string) {
	if e, ok := errors.AsType[*dynamics.Error](r.err); ok {
		return e.Status, e.RequestID
	}
	return r.ran.Status, r.ran.RequestID
}

// retryAfter is how long the service asked to wait.
func (r result) retryAfter() time.Duration {
	if e, ok := errors.AsType[*dynamics.Error](r.err); ok {
		return e.RetryAfter
	}
	return 0
}

// outcome is what the log calls the end of the message.
func (r result) outcome() string {
	if r.err == nil {
		return string(r.ran.Outcome)
	}
	return string(r.fate)
}
