package chaos

import (
	"container/heap"
	"time"
)

// eventQueue is the future events of the simulation, in the order of their time.
type eventQueue struct{ scheduledEvents []scheduledEvent }

type scheduledEvent struct {
	at time.Time
	n  int // serial number, so that events of one time keep their order
	do func()
}

func (a *eventQueue) Len() int { return len(a.scheduledEvents) }
func (a *eventQueue) Less(i, j int) bool {
	x, y := a.scheduledEvents[i], a.scheduledEvents[j]
	return x.at.Before(y.at) || x.at.Equal(y.at) && x.n < y.n
}
func (a *eventQueue) Swap(i, j int) {
	a.scheduledEvents[i], a.scheduledEvents[j] = a.scheduledEvents[j], a.scheduledEvents[i]
}
func (a *eventQueue) Push(x any) { a.scheduledEvents = append(a.scheduledEvents, x.(scheduledEvent)) }
func (a *eventQueue) Pop() any {
	last := len(a.scheduledEvents) - 1
	e := a.scheduledEvents[last]
	a.scheduledEvents[last] = scheduledEvent{}
	a.scheduledEvents = a.scheduledEvents[:last]
	return e
}

// next returns the time of the first event. ok is false if the queue is empty.
func (a *eventQueue) next() (at time.Time, ok bool) {
	if len(a.scheduledEvents) == 0 {
		return time.Time{}, false
	}
	return a.scheduledEvents[0].at, true
}

// due removes and returns the first event whose time has come.
func (a *eventQueue) due(now time.Time) (do func(), ok bool) {
	if at, any := a.next(); !any || at.After(now) {
		return nil, false
	}
	return heap.Pop(a).(scheduledEvent).do, true
}

func (a *eventQueue) add(e scheduledEvent) { heap.Push(a, e) }
