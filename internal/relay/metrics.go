package relay

import (
	"context"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/metrics"
)

// end is what the metrics are told of the end of a message.
func end(d delivery.Delivery, r result) metrics.End {
	e := metrics.End{Operation: string(r.op.Kind), IsHandedOver: r.fate == later && r.isGone(d)}
	switch r.class() {
	case dynamics.Rejected:
		e.Metric = metrics.Rejected
	case dynamics.Misconfigured:
		e.Metric = metrics.Misconfigured
	case dynamics.Unknown:
		e.Metric = metrics.Unknown
	case dynamics.Waiting:
		e.Metric = metrics.Waiting
	case dynamics.Unavailable:
		e.Metric = metrics.Unavailable
	default:
		e.Metric = metrics.Unchanged
		if r.ran.Outcome == dynamics.Done {
			e.Metric = metrics.Applied
			e.Age = r.began.Add(r.took).Sub(d.Envelope.Published)
		}
	}
	return e
}

// flush writes the metrics of an invocation down, under its id.
func (h *Handler) flush(ctx context.Context) {
	id := ""
	if c, ok := lambdacontext.FromContext(ctx); ok {
		id = c.AwsRequestID
	}
	h.Metrics.Flush(id)
}
