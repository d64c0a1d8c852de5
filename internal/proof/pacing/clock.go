package pacing

import (
	"container/heap"
	"time"
)

// clock is a clock of events: the time of an event follows the time of the event before it
// without a wait. It is not safe for concurrent use.
type clock struct {
	now    time.Duration // since the start
	events events
	count  int
}

// event is a call at a time. Events of one time run in the order in which they were made.
type event struct {
	at    time.Duration
	order int
	run   func()
}

// after calls run when d has passed.
func (c *clock) after(d time.Duration, run func()) {
	c.count++
	heap.Push(&c.events, event{c.now + max(0, d), c.count, run})
}

// runUntil runs the events up to a time.
func (c *clock) runUntil(end time.Duration) {
	for len(c.events) > 0 && c.events[0].at <= end {
		e := heap.Pop(&c.events).(event)
		c.now = e.at
		e.run()
	}
	c.now = end
}

// events is a heap of events, the next event first.
type events []event

func (e events) Len() int { return len(e) }

func (e events) Less(i, j int) bool {
	if e[i].at != e[j].at {
		return e[i].at < e[j].at
	}
	return e[i].order < e[j].order
}

func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push implements heap.Interface.
func (e *events) Push(x any) { *e = append(*e, x.(event)) }

// Pop implements heap.Interface.
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = event{}
	*e = (*e)[:last]
	return x
}
