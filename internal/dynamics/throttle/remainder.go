package throttle

import "time"

const (
	// stale is the age at which a header says nothing about the present.
	stale = 30 * time.Second
	// fall and rise are the parts of a difference that a header adds. Each header is of a
	// random server, and the server with the least decides. So the value falls faster.
	fall = 0.5
	rise = 0.15
	// maxSilent is the number of responses without a remainder above 0 after which the headers
	// tell nothing. At the longest turns they take a little more than three minutes.
	maxSilent = 10
	// trendTime is the time between two marks of the trend.
	trendTime = 20 * time.Second
)

// remainder is the unused part of a limit by the headers, smoothed.
type remainder struct {
	value  float64
	limit  float64 // the highest remainder: no more than the limit
	seen   time.Duration
	isSeen bool
	silent int // the responses since the last remainder above 0, or 429 for the limit with a header
	marks  [2]mark
}

// mark is an earlier value.
type mark struct {
	at    time.Duration
	value float64
}

// isCredible reports whether the headers tell the remainder. Headers that say 0 again and again
// do not tell the remainder if the server accepts the requests. An old header does not tell the
// remainder if the later responses have no headers.
func (r *remainder) isCredible() bool { return r.isSeen && r.silent < maxSilent }

// observe takes in a header. isFull reports a 429 for the limit.
func (r *remainder) observe(now time.Duration, value float64, isFull bool) {
	if r.silent++; value > 0 || isFull {
		r.silent = 0
	}
	r.limit = max(r.limit, value)
	switch weight := fall; {
	case !r.isSeen || now-r.seen > stale:
		*r = remainder{value: value, limit: r.limit, silent: r.silent, marks: [2]mark{{}, {now, value}}}
	default:
		if value > r.value {
			weight = rise
		}
		r.value += (value - r.value) * weight
	}
	r.isSeen, r.seen = true, now
	if now-r.marks[1].at > trendTime {
		r.marks[0], r.marks[1] = r.marks[1], mark{now, r.value}
	}
}

// trend is the change of the remainder in a second; 0 if it is not known.
func (r *remainder) trend(now time.Duration) float64 {
	before := r.marks[0]
	if before.at == 0 || now-before.at > 5*trendTime || r.seen <= before.at {
		return 0
	}
	return (r.value - before.value) / (r.seen - before.at).Seconds()
}
