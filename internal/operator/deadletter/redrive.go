package deadletter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/queue"
)

// Redriven is the result of a redrive.
type Redriven struct {
	// Letters were sent and deleted.
	Letters int `json:"letters"`
	// Failures are the letters that are still in the queue.
	Failures []Failure `json:"failures"`
}

// Failure is a letter that is still in the dead-letter queue.
type Failure struct {
	MessageID string `json:"messageId"`
	SQSID     string `json:"sqsId"`
	// Sent is true if the letter was sent and not deleted: the next redrive sends it again.
	Sent   bool   `json:"sent"`
	Reason string `json:"reason"`

	err error
}

// maxFailures is the most failures in a row before a redrive or a purge gives up: then the
// cause is not in the letters.
const maxFailures = 5

// errGaveUp ends a redrive or a purge early.
var errGaveUp = errors.New("gave up")

// Redrive sends the envelopes of the planned letters to the function's queue, with at most
// rate letters a second (0 is no limit). It deletes each letter after SQS has accepted its
// envelopes. So a redrive that ends at any moment, even by a kill, loses no letter; the next
// redrive sends a letter again that was sent and not deleted. One redrive sends a message
// only once, even if the message fails again and comes back. Progress is called after each
// letter.
//
// The error comes from ctx or from SQS. An error of a single letter is in
// [Redriven.Failures], unless too many letters fail in a row.
func (b *Queues) Redrive(ctx context.Context, p Plan, to *queue.Queue, rate float64, progress func(done, failed int)) (Redriven, error) {
	r := &redrive{Redriven: Redriven{Failures: []Failure{}}, plan: p, to: to, pace: newPace(rate), sent: map[string]bool{}, progress: progress}
	for _, q := range b.queues {
		limit, timeout := r.pace.batch()
		err := q.receiveAll(ctx, limit, timeout, func(letters []Letter) error { return r.batch(ctx, q, letters) }, r.isMore)
		if errors.Is(err, errGaveUp) {
			return r.Redriven, r.Failures[len(r.Failures)-1].err
		}
		if err != nil {
			return r.Redriven, err
		}
	}
	return r.Redriven, nil
}

// redrive is one run of [Queues.Redrive].
type redrive struct {
	Redriven
	plan     Plan
	to       *queue.Queue
	pace     *pace
	sent     map[string]bool // messages that were tried
	inARow   int             // failures
	progress func(done, failed int)
}

// isMore reports whether planned letters may wait behind others.
func (r *redrive) isMore() bool { return len(r.plan.groups) > 0 }

func (r *redrive) batch(ctx context.Context, q *dlq, letters []Letter) error {
	stopped := map[string]bool{} // groups in which an earlier letter could not be sent
	for _, l := range letters {
		if !r.plan.has(l) || r.sent[l.MessageID] && !r.plan.ids[l.SQSID] || l.Group != "" && stopped[l.Group] {
			continue
		}
		if limit := r.plan.Selection.Limit; limit > 0 && r.Letters+len(r.Failures) >= limit {
			return errEnough
		}
		if err := r.pace.wait(ctx); err != nil {
			return err
		}
		r.sent[l.MessageID] = true
		if f, failed := r.one(ctx, q, l); failed {
			if !f.Sent && ctx.Err() != nil {
				return ctx.Err()
			}
			stopped[l.Group] = true
			r.Failures = append(r.Failures, f)
			r.inARow++
		} else {
			r.Letters++
			r.inARow = 0
		}
		r.progress(r.Letters, len(r.Failures))
		if r.inARow == maxFailures {
			return errGaveUp
		}
	}
	if !r.isMore() && r.Letters+len(r.Failures) == len(r.plan.ids) {
		return errEnough
	}
	return nil
}

// one sends a letter's envelopes and then deletes it.
func (r *redrive) one(ctx context.Context, q *dlq, l Letter) (f Failure, failed bool) {
	f = Failure{MessageID: l.MessageID, SQSID: l.SQSID}
	for _, body := range l.Envelopes {
		if err := Send(ctx, r.to, body, l.Group, l.SQSID); err != nil {
			f.err, f.Reason = err, err.Error()
			return f, true
		}
	}
	// After the send an interruption must not prevent the delete.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	if err := q.delete(ctx, l); err != nil {
		f.Sent, f.err, f.Reason = true, err, "sent, but not deleted: "+err.Error()
		return f, true
	}
	return f, false
}

// deleteTime bounds a delete that goes on after an interruption.
const deleteTime = 10 * time.Second

// Send sends an envelope to the function's queue: to a FIFO queue in the given message
// group, or without one in a group for the message. The deduplication id follows from the
// MessageId and the origin of the envelope. So a letter that is sent twice within five
// minutes counts once, and a letter that failed again counts as new.
//
// The error says that the text is no envelope, or it is the error of [queue.Queue.Send].
func Send(ctx context.Context, to *queue.Queue, envelope, group, from string) error {
	e, ok := delivery.ParseEnvelope(envelope)
	if !ok {
		return fmt.Errorf("send: %s is no envelope", from)
	}
	if group == "" {
		group = e.MessageID
	}
	id := sha256.Sum256([]byte(e.MessageID + "\n" + from))
	return to.Send(ctx, queue.Message{Body: envelope, Group: group, ID: hex.EncodeToString(id[:])})
}
