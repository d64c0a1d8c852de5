// Package timescale draws the time of a message to scale: its requests, and the waits between
// them.
package timescale

import "time"

// Width is the length of a drawing in units.
const Width = 1000

const (
	// shortest is the shortest wait that is drawn. The time of the function between two
	// requests is shorter.
	shortest = 100 * time.Millisecond
	// thinnest is the width of a request that would be too thin to see, in units.
	thinnest = 3
)

// Span is the time of a request.
type Span struct{ From, To time.Time }

// Segment is a part of a drawing, in units.
type Segment struct {
	X, Width int
	IsWait   bool
	Took     time.Duration
}

// Draw returns the requests and the waits between two moments, in the order of time. It returns
// nil if no wait is long enough to be seen. A request that begins before the last one ended is
// drawn from that end.
func Draw(from, to time.Time, requests []Span) []Segment {
	whole := to.Sub(from)
	if whole < shortest {
		return nil
	}
	unit := func(t time.Time) int { return int(Width * t.Sub(from) / whole) }
	var all []Segment
	waits := false
	add := func(begin, end time.Time, isWait bool) {
		s := Segment{X: unit(begin), IsWait: isWait, Took: end.Sub(begin)}
		s.Width = unit(end) - s.X
		if !isWait {
			s.Width = max(thinnest, s.Width)
			s.X = min(s.X, Width-s.Width)
		}
		all = append(all, s)
		waits = waits || isWait
	}
	last := from
	for _, r := range requests {
		begin, end := later(r.From, last), later(r.To, last)
		if end.After(to) {
			end = to
		}
		if begin.Sub(last) >= shortest {
			add(last, begin, true)
		}
		add(begin, end, false)
		last = end
	}
	if to.Sub(last) >= shortest {
		add(last, to, true)
	}
	if !waits {
		return nil
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
