package handler

import "time"

const (
	// firstWait is the visibility timeout of a message after its first attempt.
	firstWait = 5 * time.Second
	// longestWait is the longest delay of a message that SQS accepts.
	longestWait = 15 * time.Minute
)

// handOverDelay is the delay of a message in the retry queue: the Retry-After of the
// service, or else a random time of up to half a minute. The random time spreads messages
// that failed together.
func (h *Handler) handOverDelay(retryAfter time.Duration) time.Duration {
	if retryAfter > 0 {
		return min(longestWait, retryAfter)
	}
	return firstWait + h.config.Jitter(5*firstWait)
}

// visibility is the visibility timeout of a message that failed: the Retry-After of the
// service, but at least a time that grows exponentially with the number of receives. The
// lower limit matters if the service asks for a short wait again and again: without it,
// the message would use up its receives in less than a day.
func (h *Handler) visibility(retryAfter time.Duration, received int) time.Duration {
	least := longestWait
	if n := received - 1; n < 8 {
		least = min(longestWait, firstWait<<n)
	}
	// The jitter adds up to a quarter of the lower limit.
	return min(longestWait, max(retryAfter, least+h.config.Jitter(least/4)))
}
