package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/metrics"
	"sns-dynamics/internal/operation"
)

// metricsOf returns the metrics of one message.
func metricsOf(d delivery.Delivery, r result) metrics.End {
	e := metrics.End{Operation: string(r.op.Kind), IsHandedOver: r.disposition == retry && r.isGone()}
	switch r.class() {
	case operation.Rejected:
		e.Metric = metrics.Rejected
	case operation.Misconfigured:
		e.Metric = metrics.Misconfigured
	case operation.Unknown:
		e.Metric = metrics.Unknown
	case operation.Waiting:
		e.Metric = metrics.Waiting
	case operation.Unavailable:
		e.Metric = metrics.Unavailable
		e.IsOverdue = isOverdue(d, r)
	default:
		switch r.ran.Outcome {
		case dynamics.Done:
			e.Metric = metrics.Applied
			e.Age = r.began.Add(r.took).Sub(d.Envelope.Published)
		case ignored:
			e.Metric = metrics.Ignored
		default:
			e.Metric = metrics.Unchanged
		}
	}
	if r.route != nil {
		e.Route = r.route.Name
	}
	return e
}

// overdueAge is the time in a queue after which OverdueAlarm of the template reports a message
// that still fails. The first hour has about ten attempts.
const overdueAge = time.Hour

// isOverdue reports whether a failed message entered its queue long ago. A redrive starts the
// time anew.
func isOverdue(d delivery.Delivery, r result) bool {
	return d.Queued != nil && !d.Queued.Sent.IsZero() && r.began.Add(r.took).Sub(d.Queued.Sent) > overdueAge
}

// flush writes the metrics of an invocation, with the id of its request.
func (h *Handler) flush(ctx context.Context) {
	id := ""
	if c, ok := lambdacontext.FromContext(ctx); ok {
		id = c.AwsRequestID
	}
	h.config.Metrics.Flush(id)
}
