package handler

import (
	"cmp"
	"errors"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operation"
)

// result is the outcome of one message and its disposition.
type result struct {
	// route is the route of the message; nil without routes, and if no route matches.
	route *route.Route
	// client runs the operation: the client of the environment of the route.
	client *dynamics.Client
	op     operation.Operation
	ran    dynamics.Result
	err    error // of the attempt
	began  time.Time
	took   time.Duration
	// disposition is empty until the function disposed of the message.
	disposition disposition
	// disposalErr is the error of the SQS calls that disposed of the message.
	disposalErr error
	// waiting is set for a message of class waiting.
	waiting waiting
	// givenUp is the reason for which a message that failed for a reason that may pass
	// gets no other attempt; mostly empty.
	givenUp string
	// wasSentAgain says that a queue took the message as a new message.
	wasSentAgain bool
	// isDuplicate says that the result was copied from another record of the same
	// message.
	isDuplicate bool
}

// class is the class of the failure; empty for a success.
func (r result) class() operation.Class {
	if r.err == nil {
		return ""
	}
	if e, ok := errors.AsType[*route.Error](r.err); ok {
		return e.Class
	}
	if _, ok := errors.AsType[*environmentError](r.err); ok {
		return operation.Misconfigured
	}
	if ownCode(r.err) != "" {
		return operation.Rejected
	}
	if dynamics.IsRowMissing(r.err) && !r.waiting.isOver {
		return operation.Waiting
	}
	return dynamics.ClassOf(r.err)
}

// isSentAgain reports whether a message that waits is sent to a queue as a new message. A
// message of SNS has no queue yet, and a message in Lambda's record must not wait together
// with the other messages of the record. A message of a queue is sent again at the first
// failure of class waiting, because only a new message can carry the start of its patience.
func (r result) isSentAgain(d delivery.Delivery) bool {
	return d.Queued == nil || d.IsUnwrapped || r.class() == operation.Waiting && !r.waiting.isMarked
}

// isGone reports whether the source of the message, SNS or a queue, need not deliver it
// again.
func (r result) isGone() bool {
	switch r.disposition {
	case completed, deadLettered:
		return true
	case retry:
		return r.wasSentAgain
	}
	return false
}

// code is the code of the failure for [advice.Explain]; often empty.
func (r result) code() string {
	return cmp.Or(ownCode(r.err), dynamics.CodeOf(r.err))
}

// ownCode is the code of a message that the function refused before anything was sent: a
// malformed message, a message that the routes make no operation from, a message for an
// environment that the function does not have, or a message that the fence does not allow. It is
// empty for another error.
func ownCode(err error) string {
	if _, ok := errors.AsType[*message.Error](err); ok {
		return "decode"
	}
	if _, ok := errors.AsType[*fence.Error](err); ok {
		return fence.Code
	}
	if e, ok := errors.AsType[*route.Error](err); ok {
		return e.Code
	}
	if _, ok := errors.AsType[*environmentError](err); ok {
		return noEnvironment
	}
	return ""
}

// fix is the advice about the failure; empty if there is no advice.
func (r result) fix() string {
	if r.givenUp != "" {
		return advice.Redrive(r.class(), r.fixOfFailure())
	}
	return r.fixOfFailure()
}

func (r result) fixOfFailure() string {
	if ownCode(r.err) != "" {
		e, _ := advice.Explain(r.code())
		return e.Fix
	}
	if r.class() == operation.Waiting {
		e, _ := advice.Explain(string(operation.Waiting))
		return e.Fix
	}
	return advice.For(dynamics.FailureOf(r.err))
}

// reason is the reason of the failure, for the log and the dead letter.
func (r result) reason() string {
	if r.givenUp != "" {
		return r.givenUp + ": " + r.err.Error()
	}
	return r.err.Error()
}

// isPassing reports whether the failure may pass.
func (r result) isPassing() bool {
	c := r.class()
	return c == operation.Unavailable || c == operation.Misconfigured || c == operation.Waiting
}

// response returns the status of the last response of Dataverse, and the id by which
// Microsoft's support finds the request.
func (r result) response() (status int, requestID string) {
	if e, ok := errors.AsType[*dynamics.Error](r.err); ok {
		return e.Status, e.RequestID
	}
	return r.ran.Status, r.ran.RequestID
}

// retryAfter is the Retry-After of the service; 0 without one.
func (r result) retryAfter() time.Duration {
	if e, ok := errors.AsType[*dynamics.Error](r.err); ok {
		return e.RetryAfter
	}
	return 0
}

// outcome is the outcome of the message in the log.
func (r result) outcome() string {
	if r.err == nil {
		return string(r.ran.Outcome)
	}
	return string(r.disposition)
}
