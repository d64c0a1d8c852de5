package chaos

import (
	"sync/atomic"
	"time"
)

// wallClock is the wall clock of a container, which somebody may set. The runtime's own
// clock is the bubble's clock, which nobody can stop: a container that is frozen between
// two invocations idles on both clocks.
type wallClock struct{ ahead atomic.Int64 }

func (c *wallClock) now() time.Time { return time.Now().Add(c.skew()).Round(0) }

func (c *wallClock) skew() time.Duration { return time.Duration(c.ahead.Load()) }

const (
	setBack    = "wall clock set back"
	setForward = "wall clock set forward"
	// mostSkew is how far a clock is wrong, either way.
	mostSkew = 3 * time.Minute
)

// step sets the clock of a container between two invocations, now and then.
func (c *container) step(batch []*message) {
	d := c.fleet.w.dice("clock", c.fleet.name, c.n, c.fleet.invocations)
	if d.IntN(16) == 0 {
		before, after := c.clock.skew(), time.Duration(d.Int64N(int64(2*mostSkew)))-mostSkew
		c.clock.ahead.Store(int64(after))
		kind := setForward
		if after < before {
			kind = setBack
		}
		c.fleet.w.tally.count(kind, batch...)
	}
	for _, m := range batch {
		m.fastest, m.slowest = max(m.fastest, c.clock.skew()), min(m.slowest, c.clock.skew())
	}
}

// skew is by how much the clocks differ, of the publisher and of the containers that a
// message was in.
func (m *message) skew() time.Duration { return m.fastest - m.slowest }

// wait is how long the container was asked to send nothing yet. A clock that was set
// forward since then cannot be told from a freeze, which ends the wait as well.
func (c *container) wait() time.Duration {
	if c.quiet.IsZero() {
		return 0
	}
	return time.Until(c.quiet) - max(0, c.clock.skew()-c.quietSkew)
}
