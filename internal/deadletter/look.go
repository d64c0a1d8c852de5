package deadletter

import (
	"context"
	"time"
)

// Seen is how much of the queues a look saw.
type Seen struct {
	// Letters were seen.
	Letters int `json:"letters"`
	// Behind is about how many letters of a FIFO queue wait behind those seen: SQS
	// gives out ten of a message group, and no more until they are deleted.
	Behind int `json:"behind"`
	// Hidden is about how many were out of sight: somebody else looks at them, a
	// look was killed, or an answer was lost. They come back by themselves.
	Hidden int `json:"hidden"`
	// Beyond is about how many were not looked at, as the look ended before them.
	Beyond int `json:"beyond"`
}

// Look shows all letters to visit, each once, until that returns false, and gives
// them back. Every look counts as a receive, of which a dead-letter queue without
// a redrive policy of its own takes no notice. Its error is the SDK's, or that of
// ctx; what was seen is true in any case.
func (b *Box) Look(ctx context.Context, visit func(Letter) bool) (Seen, error) {
	var all Seen
	goOn := true
	for _, q := range b.queues {
		var seen Seen
		var err error
		goOn, seen, err = q.look(ctx, goOn, visit)
		all.Letters += seen.Letters
		all.Behind += seen.Behind
		all.Hidden += seen.Hidden
		all.Beyond += seen.Beyond
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// look looks at one queue, or only counts what is in it where the look has ended.
func (q *dlq) look(ctx context.Context, goOn bool, visit func(Letter) bool) (more bool, seen Seen, err error) {
	visible, hidden, err := q.depth(ctx)
	if err != nil || !goOn {
		return false, Seen{Beyond: visible}, err
	}
	seen.Hidden = hidden
	err = q.walk(ctx, batch, lookTime(visible), func(letters []Letter) error {
		for _, l := range letters {
			seen.Letters++
			if goOn = visit(l); !goOn {
				return errEnough
			}
		}
		return nil
	}, func() bool { return seen.Letters < visible })
	missed := max(0, visible-seen.Letters)
	switch {
	case err != nil:
	case !goOn:
		seen.Beyond = missed
	case q.isFIFO():
		seen.Behind = missed
	default:
		seen.Hidden += missed // received by somebody else, or the answer was lost
	}
	return goOn, seen, err
}

// lookTime is how long letters stay out of sight while so many are read: long
// enough that none comes back before the last is seen, short enough that they are
// back soon after a look that was killed.
func lookTime(letters int) time.Duration {
	return min(time.Minute+time.Duration(letters)*20*time.Millisecond, longestHold)
}
