package relay

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// line is what the log says of one message. Of the row it names the id, or the
// columns of the alternate key; never a value.
type line struct {
	envelope message.Envelope
	op       dynamics.Operation
	result   dynamics.Result
	err      error
	took     time.Duration
}

// report logs one line for a message: INFO when it succeeded, ERROR with the
// reason when it failed.
func (h *Handler) report(ctx context.Context, l line) {
	attrs := []slog.Attr{
		slog.String("messageId", l.envelope.MessageID),
		slog.String("topicArn", l.envelope.TopicARN),
	}
	attrs = appendText(attrs, "operation", string(l.op.Kind))
	attrs = appendText(attrs, "action", l.op.Action)
	attrs = appendText(attrs, "entitySet", l.op.EntitySet)
	attrs = appendText(attrs, "row", l.op.Row.String())
	level, text := slog.LevelInfo, "message done"
	outcome, status, requestID := string(l.result.Outcome), l.result.Status, l.result.RequestID
	if l.err != nil {
		level, text, outcome = slog.LevelError, "message failed", "failed"
		if e, ok := errors.AsType[*dynamics.Error](l.err); ok {
			status, requestID = e.Status, e.RequestID
			attrs = appendText(attrs, "code", e.Code)
		}
		attrs = append(attrs, slog.String("error", l.err.Error()))
	}
	attrs = append(attrs, slog.String("outcome", outcome))
	if status != 0 {
		attrs = append(attrs, slog.Int("status", status))
	}
	attrs = append(attrs, slog.Float64("duration", float64(l.took.Microseconds())/1000))
	attrs = appendText(attrs, "dataverseRequestId", requestID)
	h.log.LogAttrs(ctx, level, text, attrs...)
}

// appendText appends an attribute unless its value is empty.
func appendText(attrs []slog.Attr, name, value string) []slog.Attr {
	if value == "" {
		return attrs
	}
	return append(attrs, slog.String(name, value))
}
