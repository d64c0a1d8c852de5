package relay

import (
	"context"

	"sns-dynamics/internal/delivery"
)

// identity is what two records of one message have in common. The text is part of
// it: a letter that was edited keeps the MessageId of its original.
type identity struct {
	topicARN, messageID string
	published           int64
	message             string
}

// originals tells for each record of an event which is the first of the same
// message: itself, unless SNS or SQS delivered the message twice into one event.
func originals(all []delivery.Delivery) []int {
	first := make([]int, len(all))
	seen := make(map[identity]int, len(all))
	for i, d := range all {
		e := d.Envelope
		id := identity{e.TopicARN, e.MessageID, e.Published.UnixNano(), e.Message}
		if _, known := seen[id]; !known {
			seen[id] = i
		}
		first[i] = seen[id]
	}
	return first
}

// follow does with a record what was done with the first one of its message, whose
// result it has: one that stays in the queue waits there as long. There is one dead
// letter, and one message handed over, for all records.
func (h *Handler) follow(ctx context.Context, d, first delivery.Delivery, r result) result {
	r.isDuplicate, r.handed = true, nil
	if d.Queued == nil || first.Queued == nil || r.isGone(d) {
		return r
	}
	ctx, cancel := handing(ctx)
	defer cancel()
	r.handed = h.Retry.Of(d.Queued.ARN).Hold(ctx, d.Queued.ReceiptHandle, h.wait(r, first.Queued.Received))
	return r
}
