package relay

import "time"

const (
	// firstWait is how long a message waits in a queue after its first try.
	firstWait = 5 * time.Second
	// longestWait is the most that SQS delays a message.
	longestWait = 15 * time.Minute
)

// handOverDelay is how long a message handed over to the retry queue waits:
// what the service asked for, else up to half a minute, spread at random so
// that messages that failed together do not come back together.
func (h *Handler) handOverDelay(retryAfter time.Duration) time.Duration {
	if retryAfter > 0 {
		return min(longestWait, retryAfter)
	}
	return firstWait + h.Jitter(5*firstWait)
}

// visibility is how long a message that failed in a queue waits there: what the
// service asked for, but no less than grows exponentially with the number of
// receives. That floor keeps a service that asks for a short wait again and
// again from using up the receives before their day is over.
func (h *Handler) visibility(retryAfter time.Duration, received int) time.Duration {
	floor := longestWait
	if n := received - 1; n < 8 {
		floor = min(longestWait, firstWait<<n)
	}
	// Jitter above the floor, of up to a quarter of it.
	return min(longestWait, max(retryAfter, floor+h.Jitter(floor/4)))
}
