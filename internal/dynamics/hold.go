package dynamics

import (
	"context"
	"errors"
	"sync"
	"time"
)

// hold keeps every request of a client back while a Retry-After lasts, because
// Dataverse lengthens the wait of a client that keeps sending.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type hold struct {
	mu     sync.Mutex
	begun  moment
	length time.Duration
}

// extend holds for that long from now, unless it holds for longer already.
func (h *hold) extend(now time.Time, length time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if length > h.length-h.begun.since(now) {
		h.begun, h.length = at(now), length
	}
}

// heed extends the hold by the Retry-After of a failure, if it has one.
func (h *hold) heed(err error, now time.Time) {
	if e, ok := errors.AsType[*Error](err); ok && e.RetryAfter > 0 {
		h.extend(now, min(e.RetryAfter, longestHold))
	}
}

// left is how long the hold lasts yet.
func (h *hold) left(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(0, h.length-h.begun.since(now))
}

// wait sleeps for d, unless ctx ends before d and the reserve are over: then it
// returns false at once, without having slept.
func wait(ctx context.Context, d, reserve time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d+reserve {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
