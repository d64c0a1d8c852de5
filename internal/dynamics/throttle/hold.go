package throttle

import (
	"errors"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/clock"
)

// Throttle holds every request of a client back while a Retry-After lasts. Dataverse
// makes the wait of a client longer if the client keeps sending. The zero value holds
// nothing back. A Throttle is safe for concurrent use.
//
// It has one end on each clock of a [clock.Moment]: the latest end that any Retry-After
// gave it. It ends as soon as one of these times has passed. One common end would lose a
// Retry-After: if the wall clock is set forward, the wait looks short and a shorter wait
// replaces it; then the wall clock may be set back.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type Throttle struct {
	mu  sync.Mutex
	end clock.Moment
}

// extend holds requests back for a time from now, unless the throttle already lasts
// longer.
func (h *Throttle) extend(now clock.Moment, length time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if end := now.Wall.Add(length); end.After(h.end.Wall) {
		h.end.Wall = end
	}
	if end := now.Running.Add(length); end.After(h.end.Running) {
		h.end.Running = end
	}
}

// Observe takes in the Retry-After of a response, 0 if it had none. One hour is the
// limit.
func (h *Throttle) Observe(retryAfter time.Duration, now time.Time) {
	h.ObserveAt(retryAfter, clock.At(now))
}

// ObserveAt is Observe for a caller that has both clocks.
func (h *Throttle) ObserveAt(retryAfter time.Duration, now clock.Moment) {
	if retryAfter > 0 {
		h.extend(now, min(retryAfter, longestHold))
	}
}

// longestHold is far above the five minutes of Dataverse's limits. Without it, one
// absurd Retry-After would stop a container for its whole life.
const longestHold = time.Hour

// ErrHeld is the error of a request that was not sent, because the throttle holds
// requests back.
var ErrHeld = errors.New("not sent: the service asked to wait before")

// ErrTooLate is the error of a request that was not sent, because its turn comes after the
// deadline.
var ErrTooLate = errors.New("not sent: the limits of the service leave no turn before the deadline")

// Left returns how long the throttle still lasts; 0 if it holds nothing back.
func (h *Throttle) Left(now time.Time) time.Duration { return h.LeftAt(clock.At(now)) }

// LeftAt is Left for a caller that has both clocks.
func (h *Throttle) LeftAt(now clock.Moment) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(0, min(h.end.Wall.Sub(now.Wall), h.end.Running.Sub(now.Running)))
}
