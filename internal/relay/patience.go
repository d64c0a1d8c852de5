package relay

import (
	"context"
	"slices"
	"strconv"
	"time"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/queue"
)

const (
	// longestWaiting is the age from which on a message is not worth a wait: what it
	// needs would have come.
	longestWaiting = 48 * time.Hour
	// shortestWait keeps the last attempt of a message apart from the one before.
	shortestWait = time.Second
)

// waiting is what is left to do for a message of class waiting. The zero value is that
// of a message of another class.
type waiting struct {
	// isOver says that its patience is over, so that it is rejected.
	isOver bool
	// since is when its patience began, and left how much of it there is.
	since time.Time
	left  time.Duration
	// isMarked says that the message carries the time already, or needs none.
	isMarked bool
}

// waitingFor decides how long a message of class waiting waits yet.
//
// Its patience begins with the first failure of this class, which a message in a
// standard queue carries along. A copy of an action could run a second time, and a
// FIFO queue would put a copy behind the rest of its group: for these two the patience
// begins when they were published.
func (h *Handler) waitingFor(d delivery.Delivery, r result, now time.Time) waiting {
	if r.err == nil || r.class() != dynamics.Waiting {
		return waiting{}
	}
	w := waiting{since: now}
	switch {
	case d.IsOrdered() || hasAction(r.op):
		w.since, w.isMarked = d.Envelope.Published, true
	case d.Queued != nil && !d.Queued.WaitingSince.IsZero() && !d.Queued.WaitingSince.After(now.Add(time.Minute)):
		w.since, w.isMarked = d.Queued.WaitingSince, true
	}
	// A clock that is ahead of this one adds no patience.
	w.left = h.Patience - max(0, now.Sub(w.since))
	w.isOver = w.left <= 0 || now.Sub(d.Envelope.Published) > longestWaiting
	return w
}

// hasAction reports whether an operation is an action, or a batch with one.
func hasAction(op dynamics.Operation) bool {
	return op.Kind == dynamics.Action || slices.ContainsFunc(op.Operations, hasAction)
}

// sendAnew puts a message into the retry queue, or anew into the standard queue that
// it came from, with the time at which its patience began.
func (h *Handler) sendAnew(ctx context.Context, d delivery.Delivery, r result) error {
	to, delay := h.Retry, h.handOverDelay(r.retryAfter())
	if d.Queued != nil {
		to = to.Of(d.Queued.ARN)
	}
	m := queue.Message{Body: d.Body(), Group: group(d), ID: d.Envelope.MessageID, Delay: delay}
	if w := r.waiting; !w.since.IsZero() {
		m.Delay = w.bound(delay)
	}
	if w := r.waiting; !w.since.IsZero() && !w.isMarked {
		m.Attributes = []queue.Attribute{{Name: delivery.WaitingSince, Value: strconv.FormatInt(w.since.UnixMilli(), 10), Number: true}}
	}
	return to.Send(ctx, m)
}

// bound keeps a wait within the patience that is left, so that its last attempt is at
// its end.
func (w waiting) bound(wait time.Duration) time.Duration {
	return min(wait, max(shortestWait, w.left))
}
