package handler

import (
	"context"
	"log/slog"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/operation"
)

// report writes the log line and the metrics of a message. The level is INFO for a
// success, WARN for a retry, and ERROR for a permanent failure or a wrong configuration.
// The line names the row by its id or by the columns of its alternate key, never by a
// value.
func (h *Handler) report(ctx context.Context, d delivery.Delivery, r result) {
	attrs := append(make([]slog.Attr, 0, 18),
		slog.String("messageId", d.Envelope.MessageID),
		slog.String("topicArn", d.Envelope.TopicARN),
	)
	attrs = appendText(attrs, "correlation", r.op.Correlation)
	attrs = appendText(attrs, "route", r.routeName())
	attrs = appendText(attrs, "operation", string(r.op.Kind))
	if n := len(r.op.Operations); n > 0 {
		attrs = append(attrs, slog.Int("operations", n))
	}
	attrs = appendText(attrs, "action", r.op.Action)
	attrs = appendText(attrs, "entitySet", r.op.EntitySet)
	attrs = appendText(attrs, "row", r.op.Row.String())
	level, text := slog.LevelInfo, "message done"
	status, requestID := r.response()
	if r.err != nil {
		level, text = slog.LevelError, "message failed"
		if r.disposition == retry && r.class() != operation.Misconfigured {
			level = slog.LevelWarn
		}
		attrs = appendText(attrs, "code", r.code())
		attrs = append(attrs, slog.String("class", string(r.class())), slog.String("error", shorten(r.reason())))
		attrs = appendText(attrs, "fix", r.fix())
	}
	if r.disposalErr != nil {
		attrs = append(attrs, slog.String("handOverError", r.disposalErr.Error()))
	}
	attrs = append(attrs, slog.String("outcome", r.outcome()))
	if status != 0 {
		attrs = append(attrs, slog.Int("status", status))
	}
	if r.isDuplicate {
		attrs = append(attrs, slog.Bool("duplicate", true))
	}
	if r.ran.Tries > 1 {
		attrs = append(attrs, slog.Int("tries", r.ran.Tries))
	}
	if r.ran.Rows > 1 {
		attrs = append(attrs, slog.Int("together", r.ran.Rows))
	}
	if d.Queued != nil {
		attrs = append(attrs, slog.Int("received", d.Queued.Received))
	}
	attrs = append(attrs, slog.Float64("duration", float64(r.took.Microseconds())/1000))
	attrs = appendText(attrs, "dataverseRequestId", requestID)
	attrs = appendText(attrs, "traceId", parent(ctx).TraceID)
	h.config.Log.LogAttrs(ctx, level, text, attrs...)
	if !r.isDuplicate { // the metrics count a message once
		h.config.Metrics.Ended(metricsOf(d, r))
	}
}

// appendText appends an attribute if its value is not empty.
func appendText(attrs []slog.Attr, name, value string) []slog.Attr {
	if value == "" {
		return attrs
	}
	return append(attrs, slog.String(name, value))
}
