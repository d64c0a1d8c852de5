package deadletter

import (
	"context"
	"errors"
	"time"
)

// Purged is the result of a purge.
type Purged struct {
	// Exported letters were written to the file. Deleted of them were deleted.
	Exported int       `json:"exported"`
	Deleted  int       `json:"deleted"`
	Failures []Failure `json:"failures"`
	// Left is the approximate number of letters that were not read, selected or not:
	// another command reads them, or SQS did not return them.
	Left int `json:"left"`

	limit  int // 0 is no limit
	inARow int // failures
}

// purgeTimeout is the visibility timeout of letters that are written to the disk and
// deleted.
const purgeTimeout = 2 * time.Minute

// Purge deletes the selected letters, at most limit of them (0 is no limit). It first calls
// keep with the letters, and deletes them only if keep returns nil: keep must have stored
// them safely. The error comes from keep, the SDK or ctx. An error of a single delete
// is in [Purged.Failures], unless too many deletes fail in a row.
func (b *Queues) Purge(ctx context.Context, where Where, limit int, keep func([]Letter) error) (Purged, error) {
	p := Purged{Failures: []Failure{}, limit: limit}
	for _, q := range b.queues {
		if p.isEnough() {
			break
		}
		visible, hidden, err := q.depth(ctx)
		if err != nil {
			return p, err
		}
		p.Left += visible + hidden
		err = q.receiveAll(ctx, batch, purgeTimeout, func(letters []Letter) error {
			p.Left -= len(letters)
			return p.batch(ctx, q, p.selected(letters, where), keep)
		}, func() bool { return !p.isEnough() })
		p.Left = max(0, p.Left) // below 0 if letters arrived meanwhile
		if errors.Is(err, errGaveUp) {
			return p, p.Failures[len(p.Failures)-1].err
		}
		if err != nil {
			return p, err
		}
	}
	if p.isEnough() {
		p.Left = 0 // on purpose
	}
	return p, nil
}

func (p *Purged) isEnough() bool { return p.limit > 0 && p.Exported >= p.limit }

func (p *Purged) selected(letters []Letter, where Where) []Letter {
	var out []Letter
	for _, l := range letters {
		if where.Matches(l) && (p.limit == 0 || p.Exported+len(out) < p.limit) {
			out = append(out, l)
		}
	}
	return out
}

func (p *Purged) batch(ctx context.Context, q *dlq, letters []Letter, keep func([]Letter) error) error {
	if len(letters) == 0 {
		return nil
	}
	if err := keep(letters); err != nil {
		return err
	}
	p.Exported += len(letters)
	for _, l := range letters {
		if err := q.delete(ctx, l); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			p.Failures = append(p.Failures, Failure{MessageID: l.MessageID, SQSID: l.SQSID, Reason: err.Error(), err: err})
			if p.inARow++; p.inARow == maxFailures {
				return errGaveUp
			}
		} else {
			p.Deleted++
			p.inARow = 0
		}
	}
	if p.isEnough() {
		return errEnough
	}
	return nil
}
