// Package relay is what the Lambda function does with an event: it decodes
// each message, runs it in Dataverse, logs how it ended, and decides what
// Lambda is told.
package relay

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// margin is what an invocation keeps of its time to say why it failed: an
// invocation that Lambda ends itself leaves no reason behind.
const margin = 2 * time.Second

// Handler runs the messages of Lambda events. It is safe for concurrent use.
type Handler struct {
	client *dynamics.Client
	log    *slog.Logger
}

// New returns a handler that runs messages through client and logs one line
// for each to log.
func New(client *dynamics.Client, log *slog.Logger) *Handler {
	return &Handler{client: client, log: log}
}

// Invoke runs every message of an event. It returns nil when all of them
// succeeded, and otherwise an error that says why each other one did not, so
// that Lambda tries the event again and, in the end, sends it to the failure
// destination. Messages that succeeded are then run again, which every operation
// but an action bears.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func (h *Handler) Invoke(ctx context.Context, event json.RawMessage) error {
	h.log.DebugContext(ctx, "event", "event", event)
	all, err := envelopes(event)
	if err != nil {
		h.log.ErrorContext(ctx, "event not understood", "error", err.Error(), "outcome", "failed")
		return err
	}
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-margin))
		defer cancel()
	}
	var failed Failures
	for _, e := range all {
		if err := h.run(ctx, e); err != nil {
			failed = append(failed, Failure{MessageID: e.MessageID, Err: err})
		}
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}

func (h *Handler) run(ctx context.Context, e message.Envelope) error {
	start := time.Now()
	op, err := e.Operation()
	var result dynamics.Result
	if err == nil {
		result, err = h.client.Run(ctx, op)
	}
	h.report(ctx, line{envelope: e, op: op, result: result, err: err, took: time.Since(start)})
	return err
}
