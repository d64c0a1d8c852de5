package throttle

import (
	"math"
	"time"
)

// budget decides the rate at which a client uses one limit. The tables of docs/scale.md have
// the figures of other constants.
type budget struct {
	usage
	clients    float64 // the clients that share the limit
	documented float64 // the documented limit
	remaining  remainder
	mean       float64       // the mean cost of a request
	reserve    float64       // the part of the limit that stays free
	changed    time.Duration // the time of the last change of the reserve

	most    float64       // the own use that fits, by the last 429; infinite before the first 429
	cut     time.Duration // the time of the last 429
	resumed time.Duration // the end of its Retry-After
	grown   time.Duration // the time of the last growth of most
}

const (
	// firstReserve to mostReserve is the part of the limit that stays free if the headers
	// show it. Each 429 enlarges the reserve, and each minute without a 429 reduces it.
	firstReserve = 0.03
	leastReserve = 0.01
	mostReserve  = 0.10
	reserveUp    = 1.3
	reserveDown  = 0.95
	// freePart is the part of the limit below which a client uses what remains without a
	// wait.
	freePart = 0.5
	// mostLimit is the highest limit that a client believes, in documented limits. One header
	// that is too high must not make the reserve larger than the limit: mostLimit times
	// mostReserve is less than 1.
	mostLimit = 8
	// mostRunning is the largest part of the limit that stays free for the requests that run.
	mostRunning = 0.25
	// equalPart is the part of the rate that all clients have alike. So a client that was
	// idle gets its share.
	equalPart = 0.2
	// trendFactor is the multiple of the growth of the remainder that the clients add to their
	// rates together.
	trendFactor = 3

	// A 429 of a client without headers takes cutFirst from its budget, and cutMore for
	// each other client that did not meet the limit with it.
	cutFirst = 0.05
	cutMore  = 0.007
	cutMost  = 0.3
	// sameRefusal is the time after a Retry-After in which further 429 responses are the same
	// event. A 429 within soon says that the use of others grows: the budget falls from the
	// budget before, by cutAgain times as much.
	sameRefusal = 5 * time.Second
	soon        = 30 * time.Second
	cutAgain    = 1.5
	// growth is the first growth of the budget in a window. It is twice as fast after the time
	// in which the client sends calmRequests, within leastCalm and mostCalm, and then faster and
	// faster. A client that sends seldom also learns seldom that the window is full.
	growth       = 0.04
	calmRequests = 400
	leastCalm    = 30 * time.Second
	mostCalm     = 450 * time.Second
)

func newBudget(clients, documented float64) budget {
	return budget{clients: clients, documented: documented, reserve: firstReserve, most: math.Inf(1)}
}

// observe takes in what remains by a header of a response. isFull tells a 429 for this limit.
func (b *budget) observe(now time.Duration, remaining float64, isFull bool) {
	if remaining >= 0 {
		b.remaining.observe(now, min(remaining, mostLimit*b.documented), isFull)
	} else if !isFull {
		b.remaining.silent++
	}
	if now-b.changed > time.Minute {
		b.reserve, b.changed = max(leastReserve, b.reserve*reserveDown), now
	}
}

// spend counts the cost of a request.
func (b *budget) spend(now time.Duration, cost float64) {
	b.add(now, cost)
	if b.mean == 0 {
		b.mean = cost
	}
	b.mean += (cost - b.mean) / 64
	calm := (now - b.cut).Seconds() / min(mostCalm.Seconds(), max(leastCalm.Seconds(), calmRequests*window.Seconds()/max(b.sum, 1)))
	b.most *= 1 + growth*(now-b.grown).Seconds()/window.Seconds()*(1+calm*calm*calm)
	b.grown = now
}

// refuse takes in a 429: the window is full.
func (b *budget) refuse(now, retryAfter time.Duration) {
	isLater := !math.IsInf(b.most, 1)
	if isLater && now < b.resumed+sameRefusal {
		return
	}
	b.slide(now)
	least := b.documented / b.clients / 20
	if b.sum < least {
		return // a client that has used little cannot know its share
	}
	own, part := b.sum, min(cutMost, cutFirst+cutMore*(b.clients-1)*b.unaware(retryAfter))
	if isLater && now < b.resumed+soon {
		own, part = min(own, b.most), min(cutMost, part*cutAgain)
	}
	b.most = max(least, own*(1-part))
	b.cut, b.grown, b.resumed = now, now, now+min(retryAfter, window)
	b.reserve, b.changed = min(mostReserve, b.reserve*reserveUp), now
}

// unaware is the part of the other clients that send nothing during a Retry-After, and so do not
// learn of the 429, if they send as often as this client. A Retry-After of one second is mostly
// the rounding of a shorter time.
func (b *budget) unaware(retryAfter time.Duration) float64 {
	return math.Exp(-b.sum * max(0, retryAfter-time.Second).Seconds() / window.Seconds())
}

// rate is the use in a second that keeps the client within its share; it may be infinite.
func (b *budget) rate(now time.Duration) float64 {
	b.slide(now)
	least := b.sum / window.Seconds() / 4
	switch {
	case b.remaining.isCredible():
		return max(least, b.rateByHeaders(now))
	case math.IsInf(b.most, 1):
		return b.most
	}
	// Half of the rate goes on while the use shrinks to the budget.
	return max(b.steady(b.most-b.sum, 60*time.Second, 120*time.Second), b.most/window.Seconds()/2)
}

// rateByHeaders is the rate by what remains.
func (b *budget) rateByHeaders(now time.Duration) float64 {
	left, limit := b.remaining.value, b.remaining.limit
	if left > freePart*max(limit, b.documented) {
		return math.Inf(1)
	}
	// All clients divide what remains as they divide the present use of the window.
	used := max(limit-left, limit/4, 1) // 0/0 is not a number
	share := (1-equalPart)*b.sum/used + equalPart/b.clients
	if limit < b.documented/4 {
		// Either the limit is low, or the window was full since the client began.
		share = min(share, 2/b.clients)
	}
	// The requests of all clients that run now also need a reserve. It stays small enough that
	// a client finds out that the requests are quick again.
	running := min(2*b.clients*b.mean, mostRunning*min(limit, b.documented))
	room := share * (left - max(b.reserve*limit, running))
	from := 10 * time.Second // the use has to shrink soon
	if room > 0 {
		from = 30 * time.Second
	}
	return b.steady(room, from, 150*time.Second) + trendFactor*share*max(0, b.remaining.trend(now))
}

// steady is the highest constant rate that uses no more than the room and what leaves the
// window, within each of the times between two times.
func (b *budget) steady(room float64, from, to time.Duration) float64 {
	rate := math.Inf(1)
	for d := from; d <= to; d += 30 * time.Second {
		rate = min(rate, (room+b.leaving(d))/d.Seconds())
	}
	return max(0, rate)
}
