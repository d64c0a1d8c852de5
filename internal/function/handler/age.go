package handler

import (
	"strconv"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
)

// maxOrderedAge is the time for which the function retries a message of a FIFO queue. The
// message blocks the later messages of its group, and SQS deletes all of them after 14
// days. The rest of that time is for attempts of the later messages.
const maxOrderedAge = 10 * 24 * time.Hour

// givenUp returns the reason for which a message of a queue that failed for a reason that
// may pass gets no other attempt. It is empty for every other message.
func (h *Handler) givenUp(d delivery.Delivery, r result, now time.Time) string {
	switch {
	case r.err == nil || d.Queued == nil || !r.isPassing():
		return ""
	case d.IsOrdered() && age(d, now) > maxOrderedAge:
		return "given up after 10 days"
	case h.isLastReceive(d, r):
		return "given up after " + strconv.Itoa(d.Queued.Received) + " receives"
	}
	return ""
}

// isNearLastReceive reports whether a message is in the last twelfth of the receives that its
// queue allows: 10 of 120. Its operation then goes alone. So the function gives up a message for
// a failure of its own, and not because each request that it shared had a row that makes
// Dataverse fail.
func (h *Handler) isNearLastReceive(d delivery.Delivery) bool {
	most := h.config.MaxReceives
	return most > 0 && d.Queued != nil && d.Queued.Received > most-max(1, most/12)
}

// age is the time of a message in its queue, which is also the basis of SQS's deletion.
func age(d delivery.Delivery, now time.Time) time.Duration {
	if d.Queued.Sent.IsZero() {
		return now.Sub(d.Envelope.Published)
	}
	return now.Sub(d.Queued.Sent)
}

// isLastReceive reports whether SQS moves a message of a queue to the dead-letter queue
// instead of another delivery. The function then writes the dead letter, with its reason and
// its outcome event.
//
// The function leaves two kinds of messages to SQS. One kind is a message that is sent again
// as a new message. The other kind is an ordered write that may still take effect: the
// message group has to wait until the write can no longer take effect.
func (h *Handler) isLastReceive(d delivery.Delivery, r result) bool {
	most := h.config.MaxReceives
	return most > 0 && d.Queued.Received >= most && !r.isSentAgain(d) && !dynamics.MayStillCommit(r.err)
}
