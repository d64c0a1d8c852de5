package handler

import (
	"context"
	"time"
)

// responseMargin is the part of the margin for the response to Lambda. Without a
// response Lambda counts every message of the event as failed, the successful ones
// too.
const responseMargin = 500 * time.Millisecond

// beforeDeadline returns a context that ends the given time before ctx does.
func beforeDeadline(ctx context.Context, margin time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-margin))
}

// disposalContext returns the context of the SQS calls that dispose of a message. It
// leaves time for the response.
func disposalContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return beforeDeadline(ctx, responseMargin)
}
