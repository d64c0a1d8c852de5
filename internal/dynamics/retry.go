package dynamics

import (
	"context"
	"errors"
	"math"
	"net/http"
	"time"

	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

const (
	// maxTries limits the attempts of one call of Run. A longer wait costs less in a
	// queue than in a function.
	maxTries = 5
	// firstBackoff and maxBackoff limit the wait if the service asks for no wait.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// enoughForAction is the minimum time before the deadline for an action that had
	// to wait. Most actions end within seconds. Dataverse ends an action after two
	// minutes.
	enoughForAction = 30 * time.Second
)

// retry calls once until it succeeds, fails permanently, or the deadline leaves no time for
// another attempt. It returns the number of attempts; a call that the throttle stopped does
// not count. If the throttle lasts past the deadline before the first attempt, the error
// describes the request that what returns.
func (s *sender) retry(ctx context.Context, what func() webapi.Request, reserve time.Duration, once func() error) (tries int, err error) {
	reserve = max(reserve, s.usualTime())
	for {
		// Other operations may extend the throttle during the wait.
		for left := s.throttle.Left(s.now()); left > 0; left = s.throttle.Left(s.now()) {
			if wait(ctx, left, reserve) {
				continue
			}
			if tries == 0 {
				err = held(what(), s.throttle.Left(s.now()))
			}
			return tries, err
		}
		err = once()
		if errors.Is(err, throttle.ErrHeld) {
			continue
		}
		if errors.Is(err, throttle.ErrTooLate) {
			return tries, err
		}
		tries++
		if err == nil {
			return tries, nil
		}
		s.observeRetryAfter(err)
		s.holdAfterRefusal(err, tries)
		if tries == maxTries || ClassOf(err) != operation.Unavailable || MayStillCommit(err) || !s.pause(ctx, reserve, tries) {
			return tries, err
		}
	}
}

// usualTime is the time that must be left after a wait, so that the deadline does not cut the
// request off: twice the mean time of the requests, and at most 30 seconds.
func (s *sender) usualTime() time.Duration {
	if s.pace == nil {
		return 0
	}
	return min(2*s.pace.Mean(), minTimeToStart)
}

// pause waits before the next attempt: until the throttle ends or, if it holds nothing
// back, for the backoff. It returns false at once if the deadline leaves no time for the
// wait.
func (s *sender) pause(ctx context.Context, reserve time.Duration, try int) bool {
	if left := s.throttle.Left(s.now()); left > 0 {
		return wait(ctx, left, reserve)
	}
	return wait(ctx, s.backoff(try), reserve)
}

// reserve returns the time that must be left after a wait. If the deadline cuts off an
// operation that may do something twice, its outcome is unknown. A later call with more
// time is better for it.
func reserve(op operation.Operation) time.Duration {
	if op.MayDouble() {
		return max(enoughForAction, minTimeForOrdered(op))
	}
	return 0
}

// backoff returns a random time up to a bound that grows exponentially, so that
// functions that failed together do not retry together.
func (s *sender) backoff(try int) time.Duration {
	return s.jitter(min(maxBackoff, firstBackoff<<(try-1)))
}

// holdAfterRefusal holds the requests of the client back for the backoff of an attempt, if the
// attempt failed with a 429 that asks for no wait. The 429 is about all requests of the client.
func (s *sender) holdAfterRefusal(err error, try int) {
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusTooManyRequests && e.RetryAfter == 0 && !e.fromEntra {
		s.throttle.Observe(s.backoff(try), s.now())
	}
}

// requestForError returns the request of an operation for an error. It names no
// environment.
func requestForError(op operation.Operation) webapi.Request {
	return webapi.NewRequest(op, webapi.Root{})
}

// wait sleeps for d. If ctx ends before d and the reserve have passed, it returns false
// at once. It also returns false if the caller does not wait that long any more; see
// [WithBriefWaits].
func wait(ctx context.Context, d, reserve time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d+reserve {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-impatience(ctx, d):
		return false
	case <-ctx.Done():
		return false
	}
}

// briefWait is the longest wait of a caller that others wait for.
const briefWait = 5 * time.Second

type briefKey struct{}

// WithBriefWaits returns a context for calls of [Client.Run] and [Client.RunAll] that others may
// have to wait for. Once others is closed, the client waits for at most 5 seconds before an
// attempt: it ends a longer wait, and returns the failure as if the deadline left no time. It
// does not end a request that was sent.
func WithBriefWaits(ctx context.Context, others <-chan struct{}) context.Context {
	return context.WithValue(ctx, briefKey{}, others)
}

// impatience returns the channel that ends a wait of length d; nil if nothing ends it.
func impatience(ctx context.Context, d time.Duration) <-chan struct{} {
	others, _ := ctx.Value(briefKey{}).(<-chan struct{})
	if d <= briefWait {
		return nil
	}
	return others
}

// observeRetryAfter holds the requests of the client back for the Retry-After of a
// failure, if it has one.
func (s *sender) observeRetryAfter(err error) {
	if e, ok := errors.AsType[*Error](err); ok {
		s.throttle.Observe(e.RetryAfter, s.now())
	}
}

// CommitWindow is the time for which Dataverse may work on a request after the client
// lost the connection. Dataverse ends a request after two minutes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/analyze-performance
const CommitWindow = 120 * time.Second

// enoughForOrderedAction is the minimum time before the deadline to send an ordered
// action. Its CommitWindow must end before its dead letter is written.
const enoughForOrderedAction = CommitWindow + 5*time.Second

// MayStillCommit reports whether the write of an ordered operation may still take effect
// within the next [CommitWindow]. err is an error of [Client.Run], which does not send
// such a write again. The caller must wait for the end of the window before it tries the
// operation again, and before it starts a later operation of the same order.
func MayStillCommit(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.mayCommit
}

// awaitCommit marks the error of an ordered write that got no response. An action is not
// tried again, so awaitCommit waits for the end of its window, or of ctx.
func awaitCommit(op operation.Operation, ctx context.Context, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok || !op.Ordered || !e.isWrite() || !e.mayHaveRun() {
		return
	}
	e.mayCommit = true
	if e.class != operation.Unknown {
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

// minTimeForOrdered returns the minimum time before the deadline to send the request of
// an operation.
func minTimeForOrdered(op operation.Operation) time.Duration {
	if op.Ordered && op.MayDouble() {
		return enoughForOrderedAction
	}
	return 0
}

// hasTime reports whether the deadline of ctx leaves at least that much time.
func hasTime(ctx context.Context, least time.Duration) bool { return timeLeft(ctx) >= least }

// timeLeft is the time before the deadline of ctx; the longest time if there is no deadline.
func timeLeft(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return math.MaxInt64
	}
	return time.Until(deadline)
}
