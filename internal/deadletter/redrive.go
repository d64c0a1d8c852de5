package deadletter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/queue"
)

// Redriven is what a redrive did.
type Redriven struct {
	// Letters were sent on and deleted.
	Letters int `json:"letters"`
	// Failures are those that are still there.
	Failures []Failure `json:"failures"`
}

// Failure is a letter that is still in the dead-letter queue.
type Failure struct {
	MessageID string `json:"messageId"`
	SQSID     string `json:"sqsId"`
	// Sent says that it was sent on all the same: the next redrive sends it again.
	Sent   bool   `json:"sent"`
	Reason string `json:"reason"`

	err error
}

// mostFailures is how many letters one after the other may fail before a redrive
// or a purge gives up: then it is not about the letters.
const mostFailures = 5

// errGaveUp ends a redrive or a purge early.
var errGaveUp = errors.New("gave up")

// Redrive sends the envelopes of the planned letters to the function's queue, at
// most rate letters a second (0 for no limit), and deletes each letter once SQS has
// said that it has what was sent. So a redrive that ends at any moment, killed or
// not, loses none; what was sent and not deleted is sent again by the next one.
// No message is sent twice by the same redrive, so one that fails again at once
// does not go round. Progress is called after each letter.
//
// Its error is that of ctx, or of what ended the redrive early; a failure with a
// letter is among [Redriven]'s.
func (b *Box) Redrive(ctx context.Context, p Plan, to *queue.Queue, rate float64, progress func(done, failed int)) (Redriven, error) {
	r := &redrive{Redriven: Redriven{Failures: []Failure{}}, plan: p, to: to, pace: newPace(rate), sent: map[string]bool{}, progress: progress}
	for _, q := range b.queues {
		most, hold := r.pace.batch()
		err := q.walk(ctx, most, hold, func(letters []Letter) error { return r.batch(ctx, q, letters) }, r.isMore)
		if errors.Is(err, errGaveUp) {
			return r.Redriven, r.Failures[len(r.Failures)-1].err
		}
		if err != nil {
			return r.Redriven, err
		}
	}
	return r.Redriven, nil
}

// redrive is one run of [Box.Redrive].
type redrive struct {
	Redriven
	plan     Plan
	to       *queue.Queue
	pace     *pace
	sent     map[string]bool // letters and messages that were dealt with
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
		if r.inARow == mostFailures {
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
	// It was sent: an interruption should not have it sent again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	if err := q.delete(ctx, l); err != nil {
		f.Sent, f.err, f.Reason = true, err, "sent on, but not deleted: "+err.Error()
		return f, true
	}
	return f, false
}

// deleteTime bounds a delete that goes on after an interruption.
const deleteTime = 10 * time.Second

// Send sends an envelope to the function's queue: to a FIFO queue in its message
// group, or else in one of its own. What makes it a duplicate there is the message
// and where it comes from, so that a letter sent twice within five minutes counts
// once, and one that failed again and came back counts anew.
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
