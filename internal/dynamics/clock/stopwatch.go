package clock

import (
	"sync"
	"time"
)

// Stopwatch measures the time since its first use, on the two clocks of a [Moment]: between
// two calls, the longer time of both counts. So a freeze counts, and its time never runs
// backwards. The zero value is ready for use. A Stopwatch is safe for concurrent use.
type Stopwatch struct {
	mu      sync.Mutex
	last    Moment
	elapsed time.Duration
}

// Elapsed returns the time since the first call. wall is the time of the wall clock.
func (s *Stopwatch) Elapsed(wall time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.last.Running.IsZero() {
		s.elapsed += max(0, s.last.Since(wall))
	}
	s.last = At(wall)
	return s.elapsed
}
