// Package relay is what the Lambda function does with an event: it decodes
// each message, runs it in Dataverse, logs how it ended, and decides what
// becomes of it: done, tried again later, or kept as a dead letter.
package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/metrics"
	"sns-dynamics/internal/queue"
	"sns-dynamics/internal/xray"
)

// margin is what an invocation keeps of its time to hand over what failed and
// to say why: an invocation that Lambda ends itself leaves no reason behind.
const margin = 2 * time.Second

// share is what each message of a batch that runs together adds to the margin, as
// all of them are handed over at its end.
const share = 10 * time.Millisecond

// reply is what of the margin is left for the answer itself: without it Lambda
// counts the whole event as failed, what succeeded in it included.
const reply = 500 * time.Millisecond

// Config is what a [Handler] is made of.
type Config struct {
	Client *dynamics.Client
	Log    *slog.Logger
	// Retry and DeadLetters are the queues that failed messages go to. Where
	// one has no URL, the invocation fails instead.
	Retry, DeadLetters *queue.Queue
	// Metrics counts how messages end; nil means that nobody does.
	Metrics *metrics.Recorder
	// Tracer draws messages into the traces of X-Ray; nil means that nobody does.
	Tracer *xray.Tracer
	// Now is the wall clock, by which patience and the age of messages are counted; nil
	// means time.Now.
	Now func() time.Time
	// Jitter returns a random time of at least 0 and less than bound; nil means
	// one of the runtime's own generator. Invocations that run at the same time
	// call it at the same time.
	Jitter func(bound time.Duration) time.Duration
	// Patience is how long a message is tried again that needs a row which is not there
	// yet; 0 means that it is rejected at once.
	Patience time.Duration
}

// Handler runs the messages of Lambda events. It is safe for concurrent use.
type Handler struct{ Config }

// New returns a handler.
func New(c Config) *Handler {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	return &Handler{c}
}

// Invoke runs every message of an event of SNS or SQS.
//
// Of an SNS event, a message whose failure may pass is handed to the retry
// queue, and one that failed for good to the dead-letter queue. Where that is
// not possible the error says why each message failed, so that Lambda tries the
// event again and, in the end, sends it to the failure destination. Messages
// that succeeded are then run again, which every operation but an action bears.
//
// Of an SQS event, the answer lists the messages that are to stay in the queue,
// each held back until its next try, and the error is nil. Messages of a standard
// queue share requests where they can; see [dynamics.Client.RunAll].
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
// and https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (h *Handler) Invoke(ctx context.Context, event json.RawMessage) (*events.SQSEventResponse, error) {
	defer h.flush(ctx)
	h.Log.DebugContext(ctx, "event", "event", event)
	all, err := delivery.Parse(event)
	if err != nil {
		h.Log.ErrorContext(ctx, "event not understood", "error", err.Error(), "outcome", string(failed))
		return nil, err
	}
	isBatch := mayRunTogether(all)
	running := ctx
	if deadline, ok := ctx.Deadline(); ok {
		keep := margin
		if isBatch {
			keep += time.Duration(len(all)) * share
		}
		var cancel context.CancelFunc
		running, cancel = context.WithDeadline(ctx, deadline.Add(-keep))
		defer cancel()
	}
	if isBatch {
		return h.together(ctx, running, all), nil
	}
	var failures Failures
	var answer *events.SQSEventResponse
	stopped := map[string]bool{} // groups whose messages must wait for an earlier one
	first, results := originals(all), make([]result, len(all))
	for i, d := range all {
		if d.Queued != nil && answer == nil {
			answer = &events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
		}
		if d.IsOrdered() && stopped[d.Queued.Group] {
			h.followOn(ctx, d)
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: d.Queued.MessageID})
			continue
		}
		var r result
		switch at := first[i]; {
		case at != i:
			r = h.follow(ctx, d, all[at], results[at])
		case i == 0 || d.Queued == nil || dynamics.IsTimeFor(running):
			r = h.run(running, d)
		default:
			r.err = notBegun()
		}
		if !r.isDuplicate {
			r = h.judge(d, r, h.Now())
			r.fate, r.handed = h.dispose(ctx, d, r)
		}
		letGo(&r.op)
		results[i] = r
		h.report(ctx, d, r)
		h.trace(ctx, i, r)
		switch {
		case r.isGone(d):
		case d.Queued != nil:
			stopped[d.Queued.Group] = true
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: d.Queued.MessageID})
		case !r.isDuplicate:
			failures = append(failures, Failure{MessageID: d.Envelope.MessageID, Err: r.err, HandOver: r.handed})
		}
	}
	if len(failures) > 0 {
		return nil, failures
	}
	return answer, nil
}

// notBegun is the end of a message that those before it left no time.
func notBegun() error {
	return &dynamics.Error{Op: "run message", Err: errors.New("not begun: the invocation's time is nearly over")}
}

// run decodes a message and carries it out.
func (h *Handler) run(ctx context.Context, d delivery.Delivery) result {
	start := time.Now()
	op, err := decode(d)
	op.Ordered = d.IsOrdered()
	r := result{op: op, err: err, began: start}
	if err == nil {
		r.ran, r.err = h.Client.Run(ctx, op)
	}
	r.took = time.Since(start)
	return r
}

// decode reads the operation of a message. A panic comes back as an error: it is not
// to end the other messages of the event.
func decode(d delivery.Delivery) (op dynamics.Operation, err error) {
	defer func() {
		if p := recover(); p != nil {
			op, err = dynamics.Operation{}, &message.Error{Problems: []message.Problem{{Text: fmt.Sprintf("panic: %T", p)}}}
		}
	}()
	return d.Envelope.Operation()
}

// handing bounds the calls by which messages are handed over, so that the time of
// the answer is left.
func handing(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-reply))
}

// judge adds to a failure what the message's age and its wait make of it.
func (h *Handler) judge(d delivery.Delivery, r result, now time.Time) result {
	r.waiting = h.waitingFor(d, r, now)
	r.givenUp = isGivenUp(d, r, now)
	return r
}

// dispose does with a message what its end calls for.
func (h *Handler) dispose(ctx context.Context, d delivery.Delivery, r result) (fate, error) {
	if r.err == nil {
		return settled, nil
	}
	ctx, cancel := handing(ctx)
	defer cancel()
	switch {
	case !r.isPassing() || r.givenUp:
		end, err := h.bury(ctx, d, r)
		if end == failed && d.Queued != nil {
			err = errors.Join(err, h.hold(ctx, d, r))
		}
		return end, err
	case d.Queued != nil && !r.isSentAnew():
		// A failure to hold it back changes no more than the time of its next
		// try, which is then the queue's own.
		return later, h.hold(ctx, d, r)
	case d.Queued != nil:
		if err := h.sendAnew(ctx, d, r); err != nil {
			return failed, errors.Join(err, h.hold(ctx, d, r))
		}
		return later, nil
	case h.Retry.IsZero():
		return failed, nil
	}
	if err := h.sendAnew(ctx, d, r); err != nil {
		return failed, err
	}
	return later, nil
}

// hold keeps a message out of sight in its queue until it is to be tried again.
func (h *Handler) hold(ctx context.Context, d delivery.Delivery, r result) error {
	return h.Retry.Of(d.Queued.ARN).Hold(ctx, d.Queued.ReceiptHandle, h.wait(r, d.Queued.Received))
}

// wait is how long a message of a queue is kept out of sight after so many receives.
func (h *Handler) wait(r result, received int) time.Duration {
	wait := h.visibility(r.retryAfter(), received)
	if dynamics.MayStillCommit(r.err) {
		// The group waits with it: what comes after it must not be overwritten.
		wait = max(wait, dynamics.CommitWindow)
	}
	if w := r.waiting; !w.since.IsZero() {
		wait = w.bound(wait)
	}
	return wait
}

// followOn lets a message of a FIFO queue come back as soon as the one before it
// in its group is done with: SQS gives out none of a group while an earlier one
// is out of sight. Left alone it would stay away for the queue's own time, long
// after that; and so it does where SQS does not answer, which harms nothing else.
func (h *Handler) followOn(ctx context.Context, d delivery.Delivery) {
	ctx, cancel := handing(ctx)
	defer cancel()
	_ = h.Retry.Of(d.Queued.ARN).Hold(ctx, d.Queued.ReceiptHandle, 0)
}

// bury keeps a message that failed for good in the dead-letter queue.
func (h *Handler) bury(ctx context.Context, d delivery.Delivery, r result) (fate, error) {
	if h.DeadLetters.IsZero() {
		return failed, nil
	}
	if err := h.DeadLetters.Send(ctx, letter(d, r, h.Now())); err != nil {
		return failed, err
	}
	return dead, nil
}
