package pacing

import (
	"math/rand/v2"
	"time"

	moments "sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/dynamics/throttle"
)

// strategy decides when a client sends its next request.
type strategy interface {
	// held is the time for which the client sends nothing.
	held(now time.Duration) time.Duration
	// reserve reserves the next turn, and returns the time until then. If it reserves
	// nothing, the client asks again. The client cannot wait longer than longest. hasBegun
	// tells a message that a request was sent for.
	reserve(now, longest time.Duration, hasBegun bool) (wait time.Duration, isReserved bool)
	// observe takes in a response.
	observe(now time.Duration, r answer)
	// pause is the time before the next attempt of a refused request.
	pause(try int, r answer, dice *rand.Rand) time.Duration
	// freshFirst says that the client sorts the messages of an invocation.
	freshFirst() bool
}

// Strategies are the names of the strategies: the function, the function before it had a
// pace, and what other clients do.
func Strategies() []string {
	return []string{Ours, "hold", "Retry-After", "fixed rate", "blind retries"}
}

// Ours is the strategy of the function.
const Ours = "ours"

// newStrategy returns the strategy of one of several containers.
func newStrategy(name string, containers int) strategy {
	switch name {
	case Ours:
		return &paced{Pace: throttle.NewPace(containers)}
	case "hold":
		return &holding{}
	case "Retry-After":
		return waiting{}
	case "fixed rate": // the documented rate of one server
		return &fixed{interval: time.Duration(containers) * window / windowRequests}
	case "blind retries":
		return blind{}
	}
	panic("no strategy has the name " + name)
}

// moment is a time of the simulation on both clocks of package throttle.
func moment(now time.Duration) moments.Moment {
	return moments.Moment{Wall: start.Add(now), Running: start.Add(now)}
}

// holding holds all requests of a container while a Retry-After lasts.
type holding struct{ throttle.Throttle }

func (h *holding) held(now time.Duration) time.Duration { return h.LeftAt(moment(now)) }

func (h *holding) reserve(time.Duration, time.Duration, bool) (time.Duration, bool) { return 0, true }

func (h *holding) observe(now time.Duration, r answer) {
	h.ObserveAt(r.RetryAfter, moment(now))
}

func (h *holding) pause(int, answer, *rand.Rand) time.Duration { return 0 }
func (h *holding) freshFirst() bool                            { return false }

// paced is the pacing of the function.
type paced struct {
	holding
	*throttle.Pace
}

func (p *paced) reserve(now, longest time.Duration, hasBegun bool) (time.Duration, bool) {
	return p.Reserve(now, longest, hasBegun)
}

func (p *paced) observe(now time.Duration, r answer) {
	p.holding.observe(now, r)
	p.Pace.Observe(now, r.Response)
}
func (p *paced) freshFirst() bool { return true }

// waiting is a client whose refused request waits for its own Retry-After.
type waiting struct{}

func (waiting) held(time.Duration) time.Duration                                 { return 0 }
func (waiting) reserve(time.Duration, time.Duration, bool) (time.Duration, bool) { return 0, true }
func (waiting) observe(time.Duration, answer)                                    {}
func (waiting) freshFirst() bool                                                 { return false }
func (waiting) pause(_ int, r answer, _ *rand.Rand) time.Duration                { return r.RetryAfter }

// fixed is a client with a fixed rate.
type fixed struct {
	waiting
	interval, next time.Duration
}

func (f *fixed) reserve(now, _ time.Duration, _ bool) (time.Duration, bool) {
	f.next = max(f.next, now)
	wait := f.next - now
	f.next += f.interval
	return wait, true
}

// blind is a client that retries with an exponential backoff.
type blind struct{ waiting }

func (blind) pause(try int, _ answer, dice *rand.Rand) time.Duration {
	return time.Duration(dice.Int64N(int64(500 * time.Millisecond << try)))
}
