package handler

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
)

// invokeFIFO runs the messages of a FIFO queue, one after the other. If a message
// stays in the queue, the later messages of its group stay too: they must not
// overtake it. It also publishes the outcome events of the queue.
func (h *Handler) invokeFIFO(ctx context.Context, deliveries, waiting []delivery.Delivery) *events.SQSEventResponse {
	v := h.newInvocation(deliveries, margin)
	stopped := map[string]bool{} // by message group
	for i, d := range deliveries {
		if stopped[d.Queued.Group] {
			v.results[i] = result{err: notBegun(), disposition: retry}
			h.releaseGroup(ctx, d)
			continue
		}
		v.process(h.briefly(ctx, len(deliveries)-i-1), i)
		stopped[d.Queued.Group] = !v.results[i].isGone()
	}
	v.outcomes.take(ctx, waiting)
	v.outcomes.publish(ctx)
	return v.response()
}

// briefly returns the context of a message that others of the event wait for. They may be for
// another environment, so the function does not wait long for the environment of the message.
func (h *Handler) briefly(ctx context.Context, others int) context.Context {
	if others == 0 || len(h.config.Environments) == 0 {
		return ctx
	}
	waiting := make(chan struct{})
	close(waiting)
	return dynamics.WithBriefWaits(ctx, waiting)
}
