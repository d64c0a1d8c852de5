package handler

import (
	"context"

	"sns-dynamics/internal/function/delivery"
)

// invokeSNS runs the messages of an SNS event, one after the other. It returns a [Failures]
// with the messages that were not completed and that no queue took.
func (h *Handler) invokeSNS(ctx context.Context, deliveries []delivery.Delivery) error {
	v := h.newInvocation(deliveries, margin)
	for i := range deliveries {
		v.process(ctx, i)
	}
	v.outcomes.publish(ctx)
	return v.failures()
}
