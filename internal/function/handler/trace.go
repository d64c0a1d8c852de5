package handler

import (
	"cmp"
	"context"
	"net/http"

	"sns-dynamics/internal/function/metrics"
	"sns-dynamics/internal/function/xray"
	"sns-dynamics/internal/operation"
)

// maxTraced is the number of messages of an invocation that get a subsegment. X-Ray
// limits the size of a trace.
const maxTraced = 50

// parent returns the segment of an invocation, from the context of aws-lambda-go.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func parent(ctx context.Context) xray.Parent {
	header, ok := ctx.Value("x-amzn-trace-id").(string)
	if !ok {
		return xray.Parent{}
	}
	return xray.ParseHeader(header)
}

// trace sends the subsegment of a message, the nth of its event, if X-Ray keeps the trace
// of the invocation. A duplicate gets no subsegment.
func (h *Handler) trace(ctx context.Context, n int, r result) {
	if h.config.Tracer == nil || n >= maxTraced || r.isDuplicate {
		return
	}
	p := parent(ctx)
	if !p.IsSampled {
		return
	}
	name := cmp.Or(string(r.op.Kind), metrics.Undecoded)
	if r.ran.Outcome == ignored {
		name = string(ignored)
	}
	annotations := map[string]any{"operation": name, "outcome": r.outcome()}
	if r.op.EntitySet != "" {
		name += " " + r.op.EntitySet
		annotations["entity_set"] = r.op.EntitySet
	}
	status, requestID := r.response()
	for key, text := range map[string]string{
		"action": r.op.Action, "class": string(r.class()), "code": r.code(), "dataverse_request_id": requestID, "route": r.routeName(),
	} {
		if text != "" {
			annotations[key] = text
		}
	}
	if status != 0 {
		annotations["status"] = status
	}
	h.config.Tracer.Send(p, xray.Subsegment{
		Name: name, Began: r.began, Took: r.took, Annotations: annotations,
		IsError: r.class() == operation.Rejected, IsThrottled: status == http.StatusTooManyRequests,
		IsFault: r.err != nil && r.class() != operation.Rejected && status != http.StatusTooManyRequests,
	})
}
