package handler

import (
	"context"
	"slices"
	"strconv"
	"time"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operation"
)

const (
	// maxWaitingAge is the age at which a message of class waiting is rejected. A row
	// that it needs would exist by then.
	maxWaitingAge = 48 * time.Hour
	// shortestWait separates the last attempt of a message from the attempt before.
	shortestWait = time.Second
	// longestMarking is the longest time from the first failure of class waiting to the
	// send with that time: the rest of an invocation, and the difference of two clocks.
	longestMarking = 10 * time.Minute
)

// waiting is the patience of a message of class waiting. The zero value belongs to a
// message of another class.
type waiting struct {
	// isOver says that no patience is left, so the message is rejected.
	isOver bool
	// since is the start of the patience, and left is the rest of it.
	since time.Time
	left  time.Duration
	// isMarked says that the message carries the start of its patience, or does not
	// need to.
	isMarked bool
}

// waitingFor returns the patience of a message.
//
// The patience starts at the first failure of class waiting, and a message of a standard
// queue carries that time. An action and a message of a FIFO queue cannot be sent again
// with the time: the action could run twice, and the copy would follow the rest of its
// group. Their patience starts when they were published.
func (h *Handler) waitingFor(d delivery.Delivery, r result, now time.Time) waiting {
	if r.err == nil || r.class() != operation.Waiting {
		return waiting{}
	}
	w := waiting{since: now}
	switch {
	case d.IsOrdered() || hasAction(r.op):
		w.since, w.isMarked = d.Envelope.Published, true
	case d.Queued != nil && isMarked(*d.Queued, now):
		w.since, w.isMarked = d.Queued.WaitingSince, true
	}
	// If the clock that set the start is ahead of this one, it adds no patience.
	w.left = h.config.Patience - max(0, now.Sub(w.since))
	w.isOver = w.left <= 0 || now.Sub(d.Envelope.Published) > maxWaitingAge
	return w
}

// isMarked reports whether the start of the patience that a message carries is its own. The
// function sends a message right after that time. A message that an operator moved back from
// the dead-letter queue keeps its attributes, and has a new time at which it was sent: its
// patience starts again.
func isMarked(q delivery.Queued, now time.Time) bool {
	if q.WaitingSince.IsZero() || q.WaitingSince.After(now.Add(time.Minute)) {
		return false
	}
	return q.Sent.IsZero() || q.Sent.Sub(q.WaitingSince) < longestMarking
}

// hasAction reports whether an operation is an action, or a batch with an action.
func hasAction(op operation.Operation) bool {
	return op.Kind == operation.Action || slices.ContainsFunc(op.Operations, hasAction)
}

// sendAgain sends a message to the retry queue, or to the standard queue that delivered
// it. The sent message carries the start of its patience.
func (h *Handler) sendAgain(ctx context.Context, d delivery.Delivery, r result) error {
	to, delay := h.config.RetryQueue, h.handOverDelay(r.retryAfter())
	if d.Queued != nil {
		to = to.Of(d.Queued.ARN)
	}
	m := queue.Message{Body: d.Body(), Group: group(d), ID: d.Envelope.MessageID, Delay: delay}
	if w := r.waiting; !w.since.IsZero() {
		m.Delay = w.bound(delay)
		if !w.isMarked {
			m.Attributes = []queue.Attribute{{Name: delivery.WaitingSince, Value: strconv.FormatInt(w.since.UnixMilli(), 10), Number: true}}
		}
	}
	return to.Send(ctx, m)
}

// bound limits a wait to the rest of the patience, so that the last attempt is at its
// end.
func (w waiting) bound(wait time.Duration) time.Duration {
	return min(wait, max(shortestWait, w.left))
}
