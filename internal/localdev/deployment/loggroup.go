package deployment

import (
	"bytes"
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"sns-dynamics/internal/awsemulator"
)

// LogGroup returns a handler that writes the function's log to its log group, in the form of
// the deployed function. A line has the id of the invocation if the context has an id of
// [WithRequestID].
func LogGroup(account *awsemulator.Endpoint) slog.Handler {
	return identified{slog.NewJSONHandler(logGroup{account}, &slog.HandlerOptions{ReplaceAttr: lambdacontext.ReplaceAttr})}
}

type requestID struct{}

// WithRequestID returns a context with Lambda's id of an invocation.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestID{}, id)
}

// identified adds the id of the invocation to the lines.
type identified struct{ slog.Handler }

// Handle implements [slog.Handler]. The error comes from the wrapped handler.
func (h identified) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(requestID{}).(string); ok {
		r.AddAttrs(slog.String("requestId", id))
	}
	return h.Handler.Handle(ctx, r)
}

// logGroup writes lines to the log group.
type logGroup struct{ account *awsemulator.Endpoint }

// Write writes one line. The error is always nil.
func (g logGroup) Write(line []byte) (int, error) {
	g.account.Log(LogGroupName, "emulator", time.Now(), string(bytes.TrimSuffix(line, []byte("\n"))))
	return len(line), nil
}
