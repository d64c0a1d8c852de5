package throttle

import (
	"sync"
	"time"
)

// Pace spaces the requests of one client, so that all clients of an application user stay
// a little below the limits. The clients do not talk to each other, and know no limit. Each
// client measures its own use of the window, and takes in the headers of each response:
//
//   - With headers, a client sends at a steady rate that uses its share of what remains.
//     The share follows from its part of the present use.
//   - Without headers, a 429 says that the window is full. Then the own use of the client is
//     its share: it sends a little less, and more from minute to minute.
//
// Requests and execution time have a budget each, and the scarcer budget decides. A client
// that has met no limit, and sees no limit near, does not wait. A Pace is safe for
// concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type Pace struct {
	mu                sync.Mutex
	requests, seconds budget
	next              time.Duration // the time of the next turn
	last              time.Duration // the time of the last turn
	latest            time.Duration // the latest time of a call
}

const (
	// credit is the time of unused turns that a client may still use. A container is idle
	// between two invocations.
	credit = 5 * time.Second
	// longestTurn bounds the time between two requests.
	longestTurn = 10 * time.Second
	// lookahead bounds the time for which a turn is reserved. A later turn may come sooner
	// than the present rate says.
	lookahead = 2 * time.Second
	// begunTurn bounds the time between a turn and the next turn of an operation that has begun.
	begunTurn = 5 * time.Second
)

// NewPace returns the pace of one of several clients that share the limits of a user.
func NewPace(clients int) *Pace {
	n := float64(max(1, clients))
	return &Pace{requests: newBudget(n, documentedRequests), seconds: newBudget(n, documentedSeconds)}
}

// Reserve reserves the next turn to send a request. It returns the time until the turn. If
// that time is longer than two seconds, it reserves nothing and returns false: ask again
// within that time. It also reserves no turn that a request cannot use, because the time is
// longer than longest. A turn that is now is always reserved. now is the time since any moment;
// see [clock.Stopwatch].
//
// hasBegun tells a request of an operation that has had a turn before. Its turn comes at most
// five seconds after the last turn, and the turns of other operations come after it.
func (p *Pace) Reserve(now, longest time.Duration, hasBegun bool) (wait time.Duration, isReserved bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now = p.forward(now)
	interval := p.interval(now)
	p.next = min(p.next, now+lookahead+interval) // the rate may have grown since the turn before
	turn := max(p.next, now-max(credit, 2*interval))
	if hasBegun {
		turn = min(turn, max(now, p.last+begunTurn))
	}
	if turn > now && turn-now > min(lookahead, longest) {
		return turn - now, false
	}
	p.next, p.last = turn+interval, max(now, turn)
	return max(0, turn-now), true
}

// forward returns the time of a call, or the latest time of an earlier call. A call that read
// its clock first may get the lock last, and a budget must not grow by a negative time.
func (p *Pace) forward(now time.Duration) time.Duration {
	p.latest = max(p.latest, now)
	return p.latest
}

// interval is the time between two requests at the present rates.
func (p *Pace) interval(now time.Duration) time.Duration {
	seconds := 1 / p.requests.rate(now)
	if p.requests.sum > 0 && p.seconds.sum > 0 { // 0/0 is not a number
		mean := p.seconds.sum / p.requests.sum
		seconds = max(seconds, mean/p.seconds.rate(now))
	}
	return time.Duration(min(seconds, longestTurn.Seconds()) * float64(time.Second))
}

// Mean returns the mean time of a request; 0 before the first response.
func (p *Pace) Mean() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Duration(p.seconds.mean * float64(time.Second))
}

// Observe takes in a response.
func (p *Pace) Observe(now time.Duration, r Response) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now = p.forward(now)
	p.requests.observe(now, r.Remaining.Requests, r.IsRefused && r.Limit == Requests)
	p.seconds.observe(now, r.Remaining.Seconds, r.IsRefused && r.Limit == ExecutionTime)
	switch {
	case !r.IsRefused:
		p.requests.spend(now, 1)
		p.seconds.spend(now, r.Took.Seconds())
	case r.Limit == Requests:
		p.requests.refuse(now, r.RetryAfter)
	case r.Limit == ExecutionTime:
		p.seconds.refuse(now, r.RetryAfter)
	}
	if r.IsRefused {
		p.resume(now, r.RetryAfter)
	}
}

// resume sets the next turn after a 429. The time of the Retry-After gives no unused turns: they
// would fill the window at once. Other clients may wait for the same moment, so the turn comes
// up to one interval later. The part of the interval follows from the time of the 429, which
// differs from client to client.
func (p *Pace) resume(now, retryAfter time.Duration) {
	end := now + min(retryAfter, longestHold)
	p.next = max(p.next, end+now%(p.interval(now)+1))
	p.last = max(p.last, p.next)
}
