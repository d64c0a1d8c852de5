package chaos

import (
	"slices"
	"sync/atomic"
	"time"
)

// wallClock is the wall clock of a container. Its time may be changed. The runtime's own
// clock is the clock of the bubble, which cannot be stopped, so a container that is
// frozen between two invocations waits on both clocks.
type wallClock struct{ ahead atomic.Int64 }

func (c *wallClock) now() time.Time { return time.Now().Add(c.skew()).Round(0) }

func (c *wallClock) skew() time.Duration { return time.Duration(c.ahead.Load()) }

const (
	setBack    = "wall clock set back"
	setForward = "wall clock set forward"
	// mostSkew is the largest error of a clock, in both directions.
	mostSkew = 3 * time.Minute
)

// step changes the clock of a container between two invocations, sometimes.
func (c *container) step(batch []*message) {
	d := c.fleet.w.random("clock", c.fleet.name, c.n, c.fleet.invocations)
	if d.IntN(16) == 0 {
		before, after := c.clock.skew(), time.Duration(d.Int64N(int64(2*mostSkew)))-mostSkew
		c.clock.ahead.Store(int64(after))
		kind := setForward
		if after < before {
			kind = setBack
		}
		c.fleet.w.faultCounts.count(kind, batch...)
	}
	for _, m := range batch {
		m.fastest, m.slowest = max(m.fastest, c.clock.skew()), min(m.slowest, c.clock.skew())
	}
}

// skew returns the largest difference between the clocks of the publisher and of the
// containers of a message.
func (m *message) skew() time.Duration { return m.fastest - m.slowest }

// quiet is a Retry-After that a container was given: its end, and the skew of the
// container's clock at that time.
type quiet struct {
	until time.Time
	skew  time.Duration
}

// wait returns the time for which the container must still send nothing, by any
// Retry-After. A clock that was set forward looks like a freeze, so both end the wait.
func (c *container) wait() time.Duration {
	var left time.Duration
	c.quiet = slices.DeleteFunc(c.quiet, func(q quiet) bool { return !q.until.After(time.Now()) })
	for _, q := range c.quiet {
		left = max(left, time.Until(q.until)-max(0, c.clock.skew()-q.skew))
	}
	return left
}
