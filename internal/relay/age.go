package relay

import (
	"time"

	"sns-dynamics/internal/delivery"
)

// longestOrdered is how long a message is tried in a FIFO queue, where it keeps back
// the messages of its group. SQS deletes a message after 14 days, the ones behind it
// as well; four days are left for those to be tried.
const longestOrdered = 10 * 24 * time.Hour

// isGivenUp reports whether a message of a FIFO queue failed for a reason that may
// pass, and is too old to wait for that. The age is that in the queue, which is what
// SQS goes by.
func isGivenUp(d delivery.Delivery, r result, now time.Time) bool {
	if r.err == nil || !d.IsOrdered() || !r.isPassing() {
		return false
	}
	since := d.Queued.Sent
	if since.IsZero() {
		since = d.Envelope.Published
	}
	return now.Sub(since) > longestOrdered
}
