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
	p := Purged{Failures: []Failure{}}
	for _, q := range b.queues {
		err := q.walk(ctx, batch, purgeHold, func(letters []Letter) error {
			return p.batch(ctx, q, p.selected(letters, where, limit), keep)
		}, func() bool { return true })
		if errors.Is(err, errGaveUp) {
			return p, p.Failures[len(p.Failures)-1].err
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p *Purged) selected(letters []Letter, where Where, limit int) []Letter {
	var out []Letter
	for _, l := range letters {
		if where.Matches(l) && (limit == 0 || p.Exported+len(out) < limit) {
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
	return nil
}
