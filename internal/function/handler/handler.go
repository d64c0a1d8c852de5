// Package handler runs the messages of a Lambda event in Dataverse. For each message
// it writes one log line and decides one disposition: completed, retry, or dead
// letter.
package handler

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/metrics"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/function/xray"
)

// Config is the configuration of a [Handler].
type Config struct {
	// Client runs the operations.
	Client *dynamics.Client
	// Environments run the operations of routes with an environment, by its name.
	Environments map[string]*dynamics.Client
	// EnvironmentsErr says why the environments of the configuration are not known; nil if
	// they are.
	EnvironmentsErr error
	// Fence is the messages that the deployer allows. The function rejects other messages,
	// and sends nothing of them.
	Fence fence.Fence
	// Routes are the routes of the deployment. Without routes, nil, each message is an
	// operation.
	Routes *route.Table
	// Log takes one line for each message.
	Log *slog.Logger
	// RetryQueue and DeadLetterQueue take the messages that failed. If the URL of a
	// queue is empty, the invocation fails instead.
	RetryQueue, DeadLetterQueue *queue.Queue
	// OrderedDeadLetterQueue takes the dead letters of messages of a FIFO queue; nil
	// means DeadLetterQueue.
	OrderedDeadLetterQueue *queue.Queue
	// Metrics counts the outcomes of messages; nil disables the metrics.
	Metrics *metrics.Recorder
	// Tracer sends a subsegment for each message to X-Ray; nil disables it.
	Tracer *xray.Tracer
	// Now is the wall clock, for the patience and the age of messages; nil means
	// time.Now.
	Now func() time.Time
	// Jitter returns a random time of at least 0 and less than bound; nil means the
	// generator of the runtime. Concurrent invocations call it concurrently.
	Jitter func(bound time.Duration) time.Duration
	// Patience is how long the function retries a message that needs a missing row;
	// 0 means that it rejects the message at once.
	Patience time.Duration
	// MaxReceives is the number of receives of a message that its queue allows. On the
	// last receive the handler itself writes the dead letter. 0 means unknown.
	MaxReceives int
	// Outcomes publishes the outcome events; nil publishes no event.
	Outcomes *outcome.Publisher
	// Way is the way to sign in, for the response to a check of it.
	Way string
}

// Handler runs the messages of Lambda events. It is safe for concurrent use.
type Handler struct{ config Config }

// New returns a handler.
func New(c Config) *Handler {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	if c.OrderedDeadLetterQueue == nil {
		c.OrderedDeadLetterQueue = c.DeadLetterQueue
	}
	return &Handler{config: c}
}

// Prepare signs in to Dataverse and opens a connection before the first event, and compiles
// the mappings meanwhile. The errors are the errors of [dynamics.Client.Prepare]; after an
// error the first message signs in itself.
func (h *Handler) Prepare(ctx context.Context) error {
	var compiled sync.WaitGroup
	if h.config.Routes != nil {
		// The first message of a route reports the error of its mapping.
		compiled.Go(func() { _ = h.config.Routes.Compile() })
	}
	defer compiled.Wait()
	return h.config.Client.Prepare(ctx)
}

// Invoke runs every message of an event from SNS or SQS.
//
// For an SNS event, Invoke sends a message to the retry queue if the failure may
// pass, and to the dead-letter queue if the failure is permanent. If that is not
// possible, the error is a [Failures] with the reason of each message. Lambda then
// retries the event and at last sends it to the failure destination. A retried event
// runs its successful messages again, which is harmless for every operation except an
// action.
//
// For an SQS event, the response lists the messages that stay in the queue, each with
// a visibility timeout until its next attempt. The error is nil. Messages of a
// standard queue share requests where possible; see [dynamics.Client.RunAll].
//
// At the end of an event, Invoke publishes the outcome events of its messages. A message of a
// queue that is itself an outcome event is published again, and is never run.
//
// If the event is malformed, Invoke returns the error of [delivery.Parse] and runs no
// message.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
// and https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (h *Handler) Invoke(ctx context.Context, event json.RawMessage) (*events.SQSEventResponse, error) {
	defer h.flush(ctx)
	h.config.Log.DebugContext(ctx, "event", "event", event)
	deliveries, err := delivery.Parse(event)
	if err != nil {
		h.config.Log.ErrorContext(ctx, "event not understood", "error", err.Error(), "outcome", string(failed))
		return nil, err
	}
	messages, waiting := withoutOutcomes(deliveries)
	switch {
	case deliveries[0].Queued == nil:
		return nil, h.invokeSNS(ctx, deliveries)
	case slices.ContainsFunc(deliveries, delivery.Delivery.IsOrdered):
		return h.invokeFIFO(ctx, messages, waiting), nil
	}
	return h.invokeBatch(ctx, messages, waiting), nil
}
