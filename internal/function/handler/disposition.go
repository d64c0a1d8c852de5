package handler

import (
	"context"
	"errors"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
)

// disposition is the end of an attempt at a message.
type disposition string

const (
	// completed means that the message needs no further attempt.
	completed disposition = "completed"
	// retry means that the message waits in a queue for its next attempt.
	retry disposition = "retry"
	// deadLettered means that the failure is permanent and the message is in the
	// dead-letter queue.
	deadLettered disposition = "dead-letter"
	// failed means that no queue took the message. Lambda or SQS retries it.
	failed disposition = "failed"
)

// conclude decides the disposition of a message and carries it out.
func (h *Handler) conclude(ctx context.Context, d delivery.Delivery, r result) result {
	now := h.config.Now()
	r.waiting = h.waitingFor(d, r, now)
	r.givenUp = h.givenUp(d, r, now)
	if r.err == nil {
		r.disposition = completed
		return r
	}
	ctx, cancel := disposalContext(ctx)
	defer cancel()
	if !r.isPassing() || r.givenUp != "" {
		r.disposition, r.disposalErr = h.sendToDeadLetterQueue(ctx, d, r)
	} else {
		r.disposition, r.disposalErr = h.scheduleRetry(ctx, d, r)
		r.wasSentAgain = r.disposition == retry && r.isSentAgain(d)
	}
	if r.disposition == failed && d.Queued != nil {
		r.disposalErr = errors.Join(r.disposalErr, h.hide(ctx, d, r))
	}
	return r
}

// sendToDeadLetterQueue sends a message with a permanent failure to the dead-letter
// queue.
func (h *Handler) sendToDeadLetterQueue(ctx context.Context, d delivery.Delivery, r result) (disposition, error) {
	to := h.config.DeadLetterQueue
	if d.IsOrdered() {
		to = h.config.OrderedDeadLetterQueue
	}
	if to.IsZero() {
		return failed, nil
	}
	if err := to.Send(ctx, deadLetter(d, r, h.config.Now())); err != nil {
		return failed, err
	}
	return deadLettered, nil
}

// scheduleRetry makes a message wait for its next attempt: in its own queue, or in the
// retry queue.
func (h *Handler) scheduleRetry(ctx context.Context, d delivery.Delivery, r result) (disposition, error) {
	if !r.isSentAgain(d) {
		// If the call fails, the message becomes visible after the queue's own
		// timeout.
		return retry, h.hide(ctx, d, r)
	}
	if d.Queued == nil && h.config.RetryQueue.IsZero() {
		return failed, nil
	}
	if err := h.sendAgain(ctx, d, r); err != nil {
		return failed, err
	}
	return retry, nil
}

// hide sets the visibility timeout of a message to the time until its next attempt.
func (h *Handler) hide(ctx context.Context, d delivery.Delivery, r result) error {
	return h.setVisibility(ctx, d, h.wait(r, d.Queued.Received))
}

// releaseGroup sets the visibility timeout of a FIFO message to 0, so that SQS can
// deliver it right after the earlier message of its group. If the call fails, the
// message becomes visible after the queue's own timeout.
func (h *Handler) releaseGroup(ctx context.Context, d delivery.Delivery) {
	ctx, cancel := disposalContext(ctx)
	defer cancel()
	_ = h.setVisibility(ctx, d, 0)
}

func (h *Handler) setVisibility(ctx context.Context, d delivery.Delivery, timeout time.Duration) error {
	return h.config.RetryQueue.Of(d.Queued.ARN).Hold(ctx, d.Queued.ReceiptHandle, timeout)
}

// wait is the visibility timeout of a message that was received the given number of
// times.
func (h *Handler) wait(r result, received int) time.Duration {
	wait := h.visibility(r.retryAfter(), received)
	if dynamics.MayStillCommit(r.err) {
		// The group waits too: the late commit must not overwrite its next message.
		wait = max(wait, dynamics.CommitWindow)
	}
	if w := r.waiting; !w.since.IsZero() {
		wait = w.bound(wait)
	}
	return wait
}
