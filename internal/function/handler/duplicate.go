package handler

import (
	"context"

	"sns-dynamics/internal/function/delivery"
)

// identity is equal for two records of the same message. It includes the text, because
// an edited dead letter keeps the MessageId of its original.
type identity struct {
	topicARN, messageID string
	published           int64
	message             string
}

// originals returns for each record the index of the first record of the same message.
// SNS or SQS may deliver a message twice in one event.
func originals(deliveries []delivery.Delivery) []int {
	first := make([]int, len(deliveries))
	seen := make(map[identity]int, len(deliveries))
	for i, d := range deliveries {
		e := d.Envelope
		id := identity{e.TopicARN, e.MessageID, e.Published.UnixNano(), e.Message}
		if _, known := seen[id]; !known {
			seen[id] = i
		}
		first[i] = seen[id]
	}
	return first
}

// follow returns the result of a record from the result of the first record of its message.
// If the first record stays in the queue, this record gets the same visibility timeout.
// There is one dead letter, and one message in the retry queue, for all records.
func (h *Handler) follow(ctx context.Context, d, first delivery.Delivery, r result) result {
	r.isDuplicate, r.disposalErr = true, nil
	if d.Queued == nil || first.Queued == nil || r.isGone() {
		return r
	}
	ctx, cancel := disposalContext(ctx)
	defer cancel()
	r.disposalErr = h.setVisibility(ctx, d, h.wait(r, first.Queued.Received))
	return r
}
