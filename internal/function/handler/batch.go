package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/function/delivery"
)

// marginPerMessage is the time that each message of a batch adds to the margin,
// because the function disposes of all messages at the end of the batch.
const marginPerMessage = 10 * time.Millisecond

// invokeBatch runs the messages of a standard queue together, in as few requests as
// possible, and publishes the outcome events of the queue.
func (h *Handler) invokeBatch(ctx context.Context, deliveries, waiting []delivery.Delivery) *events.SQSEventResponse {
	v := h.newInvocation(deliveries, margin+time.Duration(len(deliveries))*marginPerMessage)
	records := make([]int, len(deliveries))
	for i := range records {
		records[i] = i
	}
	v.process(ctx, records...)
	v.outcomes.take(ctx, waiting)
	v.outcomes.publish(ctx)
	return v.response()
}
