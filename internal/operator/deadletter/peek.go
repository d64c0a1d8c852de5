package deadletter

import (
	"context"
	"time"
)

// Seen counts the letters that a command read and could not read.
type Seen struct {
	// Letters were read.
	Letters int `json:"letters"`
	// Behind is the approximate number of letters of a FIFO queue behind the letters that
	// were read: SQS returns ten letters of a message group until they are deleted.
	Behind int `json:"behind"`
	// Hidden is the approximate number of letters that were not visible: another command
	// reads them, a command was killed, or a response was lost. They become visible
	// again after their visibility timeout.
	Hidden int `json:"hidden"`
	// Beyond is the approximate number of letters that were not read, because the
	// command ended before them.
	Beyond int `json:"beyond"`
}

// Peek calls visit with each letter once, until visit returns false, and then makes the
// letters visible again. It increases the receive count of each letter, which has no effect
// in a dead-letter queue without a redrive policy. The error comes from the SDK or from
// ctx; the counts are correct after an error too.
func (b *Queues) Peek(ctx context.Context, visit func(Letter) bool) (Seen, error) {
	var all Seen
	goOn := true
	for _, q := range b.queues {
		var seen Seen
		var err error
		goOn, seen, err = q.peek(ctx, goOn, visit)
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

// peek reads one queue. If goOn is false it only counts the letters.
func (q *dlq) peek(ctx context.Context, goOn bool, visit func(Letter) bool) (more bool, seen Seen, err error) {
	visible, hidden, err := q.depth(ctx)
	if err != nil || !goOn {
		return false, Seen{Beyond: visible}, err
	}
	seen.Hidden = hidden
	err = q.receiveAll(ctx, batch, peekTimeout(visible), func(letters []Letter) error {
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
		seen.Hidden += missed // received by another command, or the response was lost
	}
	return goOn, seen, err
}

// peekTimeout is the visibility timeout for reading a number of letters: long enough that no
// letter is visible again before the last one is read, and short enough that the letters
// are visible again soon after the command was killed.
func peekTimeout(letters int) time.Duration {
	return min(time.Minute+time.Duration(letters)*20*time.Millisecond, maxTimeout)
}
