package pacing

import (
	"slices"
	"time"
)

// The times of the function: its timeout without the margin at its end, and the time that
// must be left to begin another message.
const (
	timeout  = 148 * time.Second
	leastFor = 30 * time.Second
	maxTries = 5
)

// container is one container of the function. It runs one invocation at a time.
type container struct {
	*world
	strategy
	deadline time.Duration
	messages []*message
	running  int // the workers that run
	// quiet is the time since which a message waits, nothing was sent, and no Retry-After
	// lasted.
	quiet time.Duration
}

// invoke runs a batch of messages.
func (c *container) invoke(messages []*message) {
	c.deadline = c.now() + timeout
	if c.freshFirst() {
		slices.SortStableFunc(messages, func(a, b *message) int { return int(b.published - a.published) })
	}
	c.messages = messages
	c.quiet = c.now()
	c.running = min(len(messages), max(1, concurrent/c.Containers))
	for range c.running {
		c.at(0, func() { c.work(true) })
	}
}

// work runs the next message.
func (c *container) work(first bool) {
	for len(c.messages) > 0 && !first && c.deadline-c.now() < leastFor {
		c.giveBack(c.messages[0], 0)
		c.messages = c.messages[1:]
	}
	if len(c.messages) == 0 {
		if c.running--; c.running == 0 {
			c.idle(c)
		}
		return
	}
	m := c.messages[0]
	c.messages = c.messages[1:]
	c.attempt(m, 0)
}

// attempt sends a message when its turn comes.
func (c *container) attempt(m *message, tries int) {
	left := c.deadline - c.now()
	if wait := c.held(c.now()); wait > 0 {
		if wait >= left {
			c.giveBack(m, wait)
			c.at(0, func() { c.work(false) })
			return
		}
		c.quiet = max(c.quiet, c.now()+wait)
		c.at(wait, func() { c.attempt(m, tries) })
		return
	}
	wait, isReserved := c.reserve(c.now(), left-leastFor, tries > 0)
	switch {
	case wait > 0 && wait+leastFor >= left:
		c.giveBack(m, wait)
		c.at(0, func() { c.work(false) })
	case !isReserved:
		c.at(min(wait, time.Second), func() { c.attempt(m, tries) })
	default:
		c.at(wait, func() {
			if c.held(c.now()) > 0 {
				c.attempt(m, tries)
				return
			}
			c.send(m, tries)
		})
	}
}

func (c *container) send(m *message, tries int) {
	c.counts.silence = max(c.counts.silence, c.now()-c.quiet)
	c.quiet = c.now()
	c.counts.sent++
	c.environment.send(m.takes, func(r answer) {
		c.observe(c.now(), r)
		if !r.IsRefused {
			c.done(m)
			c.work(false)
			return
		}
		c.counts.refused++
		if tries+1 == maxTries {
			c.giveBack(m, r.RetryAfter)
			c.work(false)
			return
		}
		pause := c.pause(tries, r, c.dice)
		if pause >= c.deadline-c.now() {
			c.giveBack(m, r.RetryAfter)
			c.work(false)
			return
		}
		c.quiet = max(c.quiet, c.now()+pause)
		c.at(pause, func() { c.attempt(m, tries+1) })
	})
}

// giveBack hides a message in the queue for the time that the function would hide it.
func (c *container) giveBack(m *message, retryAfter time.Duration) {
	least := 15 * time.Minute
	if n := m.received - 1; n < 8 {
		least = min(least, 5*time.Second<<n)
	}
	c.inFlight--
	c.queue.hide(m, c.now()+min(15*time.Minute, max(retryAfter, least+time.Duration(c.dice.Int64N(int64(least/4))))))
}
