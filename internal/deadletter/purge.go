package deadletter

import (
	"context"
	"errors"
	"time"
)

// Purged is what a purge did.
type Purged struct {
	// Exported were written to the file, and of these Deleted were deleted.
	Exported int       `json:"exported"`
	Deleted  int       `json:"deleted"`
	Failures []Failure `json:"failures"`
	// Left is about how many letters were there and were not looked at, selected or
	// not: somebody else has them, or SQS did not give them out.
	Left int `json:"left"`

	limit  int // 0 for none
	inARow int // failures
}

// purgeHold is how long letters stay out of sight while they are written to disk
// and deleted.
const purgeHold = 2 * time.Minute

// Purge deletes the letters that are selected, at most so many (0 for no limit).
// Each is handed to keep first, with others; none of them is deleted unless keep
// returns nil, for which they must be safe. Its error is keep's, the SDK's or that
// of ctx; a failure to delete a letter is among [Purged]'s, until
// so many fail in a row that it is not about the letters.
func (b *Box) Purge(ctx context.Context, where Where, limit int, keep func([]Letter) error) (Purged, error) {
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
		err = q.walk(ctx, batch, purgeHold, func(letters []Letter) error {
			p.Left -= len(letters)
			return p.batch(ctx, q, p.selected(letters, where), keep)
		}, func() bool { return !p.isEnough() })
		p.Left = max(0, p.Left) // letters came meanwhile
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
			if p.inARow++; p.inARow == mostFailures {
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
