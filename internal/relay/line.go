package relay

import (
	"context"
	"log/slog"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
)

// report logs one line for a message and what became of it: INFO when it
// succeeded, WARN when it is tried again later, ERROR when it failed for good or
// when the set-up has to be mended. Of the row it names the id, or the columns
// of the alternate key; never a value.
func (h *Handler) report(ctx context.Context, d delivery.Delivery, r result) {
	attrs := append(make([]slog.Attr, 0, 16),
		slog.String("messageId", d.Envelope.MessageID),
		slog.String("topicArn", d.Envelope.TopicARN),
	)
	attrs = appendText(attrs, "operation", string(r.op.Kind))
	if n := len(r.op.Operations); n > 0 {
		attrs = append(attrs, slog.Int("operations", n))
	}
	attrs = appendText(attrs, "action", r.op.Action)
	attrs = appendText(attrs, "entitySet", r.op.EntitySet)
	attrs = appendText(attrs, "row", r.op.Row.String())
	level, text := slog.LevelInfo, "message done"
	status, requestID := r.answer()
	if r.err != nil {
		level, text = slog.LevelError, "message failed"
		if r.fate == later && r.class() != dynamics.Misconfigured {
			level = slog.LevelWarn
		}
		attrs = appendText(attrs, "code", r.code())
		attrs = append(attrs, slog.String("class", string(r.class())), slog.String("error", shorten(r.reason())))
		attrs = appendText(attrs, "fix", r.fix())
	}
	if r.handed != nil {
		attrs = append(attrs, slog.String("handOverError", r.handed.Error()))
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
	h.Log.LogAttrs(ctx, level, text, attrs...)
	if !r.isDuplicate { // a message is counted once
		h.Metrics.Ended(end(d, r))
	}
}

// appendText appends an attribute unless its value is empty.
func appendText(attrs []slog.Attr, name, value string) []slog.Attr {
	if value == "" {
		return attrs
	}
	return append(attrs, slog.String(name, value))
}
