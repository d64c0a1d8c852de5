package chaos

import (
	"container/heap"
	"time"
)

// agenda is what the model is going to do, by time.
type agenda struct{ entries []entry }

type entry struct {
	at time.Time
	n  int // of entries made, so that those of one time keep their order
	do func()
}

func (a *agenda) Len() int { return len(a.entries) }
func (a *agenda) Less(i, j int) bool {
	x, y := a.entries[i], a.entries[j]
	return x.at.Before(y.at) || x.at.Equal(y.at) && x.n < y.n
}
func (a *agenda) Swap(i, j int) { a.entries[i], a.entries[j] = a.entries[j], a.entries[i] }
func (a *agenda) Push(x any)    { a.entries = append(a.entries, x.(entry)) }
func (a *agenda) Pop() any {
	last := len(a.entries) - 1
	e := a.entries[last]
	a.entries[last] = entry{}
	a.entries = a.entries[:last]
	return e
}

// next is when there is something to do, if there is.
func (a *agenda) next() (at time.Time, ok bool) {
	if len(a.entries) == 0 {
		return time.Time{}, false
	}
	return a.entries[0].at, true
}

// due takes the first entry whose time has come.
func (a *agenda) due(now time.Time) (do func(), ok bool) {
	if at, any := a.next(); !any || at.After(now) {
		return nil, false
	}
	return heap.Pop(a).(entry).do, true
}

func (a *agenda) add(e entry) { heap.Push(a, e) }
