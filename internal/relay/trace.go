package relay

import (
	"cmp"
	"context"
	"net/http"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/metrics"
	"sns-dynamics/internal/xray"
)

// traced is how many messages of an invocation are drawn into its trace. X-Ray
// bounds the size of a trace, and nobody reads more of them side by side.
const traced = 50

// parent is the segment of an invocation, as aws-lambda-go hands it on.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func parent(ctx context.Context) xray.Parent {
	header, ok := ctx.Value("x-amzn-trace-id").(string)
	if !ok {
		return xray.Parent{}
	}
	return xray.ParseHeader(header)
}

// trace draws a message, the nth of its event, into the trace of the invocation,
// where that is kept: its operation, and how that ended. A second record of a message
// draws nothing.
func (h *Handler) trace(ctx context.Context, n int, r result) {
	if h.Tracer == nil || n >= traced || r.isDuplicate {
		return
	}
	p := parent(ctx)
	if !p.IsSampled {
		return
	}
	operation := cmp.Or(string(r.op.Kind), metrics.Undecoded)
	name := operation
	annotations := map[string]any{"operation": operation, "outcome": r.outcome()}
	if r.op.EntitySet != "" {
		name += " " + r.op.EntitySet
		annotations["entity_set"] = r.op.EntitySet
	}
	status, requestID := r.answer()
	for key, text := range map[string]string{
		"action": r.op.Action, "class": string(r.class()), "code": r.code(), "dataverse_request_id": requestID,
	} {
		if text != "" {
			annotations[key] = text
		}
	}
	if status != 0 {
		annotations["status"] = status
	}
	h.Tracer.Send(p, xray.Subsegment{
		Name: name, Began: r.began, Took: r.took, Annotations: annotations,
		IsError: r.class() == dynamics.Rejected, IsThrottled: status == http.StatusTooManyRequests,
		IsFault: r.err != nil && r.class() != dynamics.Rejected && status != http.StatusTooManyRequests,
	})
}
