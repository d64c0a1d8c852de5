package dynamics

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// CommitWindow is how long Dataverse may work on a request after its client lost the
// connection: Dataverse ends a request of its own after two minutes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/analyze-performance
const CommitWindow = 120 * time.Second

// enoughForOrderedAction is the least time before the deadline in which an ordered
// action is sent: its CommitWindow has to end before its dead letter is written.
const enoughForOrderedAction = CommitWindow + 5*time.Second

// MayStillCommit reports whether an error of [Client.Run] for an ordered operation
// leaves open whether its write takes effect within the next [CommitWindow]. Such a
// write is not sent again within the call. The caller has to wait for the end of the
// window before it tries the operation again, and before it begins a later one of the
// same order.
func MayStillCommit(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.mayCommit
}

// awaitCommit marks the error of an ordered write that got no response. An action is
// not tried again, so its window is waited for here, unless ctx ends before.
func (op Operation) awaitCommit(ctx context.Context, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok || !op.Ordered || !e.isWrite() || !e.mayHaveRun() {
		return
	}
	e.mayCommit = true
	if !e.outcomeUnknown {
		return
	}
	timer := time.NewTimer(time.Until(e.began.Add(CommitWindow)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// isWrite reports whether the error is of a request that changes rows.
func (e *Error) isWrite() bool {
	return !e.fromEntra && e.Method != "" && e.Method != http.MethodGet
}

// timeToBegin is the least time before the deadline in which the operation's request
// is sent.
func (op Operation) timeToBegin() time.Duration {
	if op.Ordered && op.MayDouble() {
		return enoughForOrderedAction
	}
	return 0
}

// hasTime reports whether the deadline of ctx leaves at least so much time.
func hasTime(ctx context.Context, least time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= least
}
