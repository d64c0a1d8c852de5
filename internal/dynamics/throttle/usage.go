package throttle

import "time"

const (
	// window is the time over which Dataverse counts the requests and the execution time of
	// a user.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
	window = 300 * time.Second
	// slot is the resolution of a usage.
	slot = 5 * time.Second
	// slots is one more than the window has, so that no request leaves the usage before it
	// has left the window.
	slots = int(window/slot) + 1
)

// usage is the use of the window by one client: a number of requests, or seconds of
// execution time. The zero value is an unused window.
type usage struct {
	used   [slots]float64
	newest int64 // the number of the newest slot since the start of the clock
	sum    float64
}

// slide removes the slots that have left the window.
func (u *usage) slide(now time.Duration) {
	at := int64(now / slot)
	if at-u.newest >= int64(slots) {
		*u = usage{newest: at}
		return
	}
	for u.newest < at {
		u.newest++
		oldest := &u.used[u.newest%int64(slots)]
		u.sum -= *oldest
		*oldest = 0
	}
}

// add counts a cost at the present time.
func (u *usage) add(now time.Duration, cost float64) {
	u.slide(now)
	u.used[u.newest%int64(slots)] += cost
	u.sum += cost
}

// leaving returns the cost that leaves the window within a time.
func (u *usage) leaving(within time.Duration) float64 {
	sum := 0.0
	for i := int64(1); i <= int64(within/slot); i++ {
		sum += u.used[(u.newest+i)%int64(slots)]
	}
	return sum
}
