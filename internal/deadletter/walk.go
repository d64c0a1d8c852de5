package deadletter

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// errEnough ends a walk before all letters were seen.
var errEnough = errors.New("enough")

// walk hands every letter, each once, to do, which may delete some; the others stay
// out of sight until the end and are then given back, also where ctx is done. With
// errEnough do ends the walk early. Where letters were left in a FIFO queue, mayBeMore
// says whether to look for others behind them, which takes time.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
func (q *dlq) walk(ctx context.Context, most int, hold time.Duration, do func([]Letter) error, mayBeMore func() bool) (err error) {
	defer func() { err = errors.Join(err, q.giveBack(ctx)) }()
	w := walker{q: q, most: most, hold: hold, do: do, known: map[string]bool{}}
	err = w.all(ctx)
	if err == nil && q.isFIFO() && mayBeMore() {
		err = w.groups(ctx)
	}
	if _, ok := errors.AsType[*types.OverLimit](err); ok || errors.Is(err, errEnough) {
		return nil // as many are in flight as SQS allows, or enough
	}
	return err
}

// walker is one walk.
type walker struct {
	q     *dlq
	most  int
	hold  time.Duration
	do    func([]Letter) error
	known map[string]bool // by SQS's id
}

// all receives letters until two answers in a row bring none. In a queue that takes
// long, letters come back before the last was seen, and may be all that SQS gives
// out: they are held for twice as long each time, until all of them could have been.
func (w *walker) all(ctx context.Context) error {
	for empty, stale := 0, 0; empty < 2 && stale < 2+len(w.known)/w.most; {
		received, fresh, err := w.next(ctx)
		switch {
		case err != nil:
			return err
		case received == 0:
			empty++
		case fresh == 0:
			empty = 0
			stale++
			w.hold = min(2*w.hold, longestHold)
		default:
			empty, stale = 0, 0
		}
	}
	return nil
}

// longestHold is how long letters stay out of sight at most.
const longestHold = time.Hour

// groups goes over the message groups of a FIFO queue of which letters were left: a
// letter that is out of sight keeps back those behind it. With the letters of one
// group given back, and all others out of sight, SQS gives out the next of that
// group with them, up to ten in all.
func (w *walker) groups(ctx context.Context) error {
	byGroup := map[string]bool{}
	for _, h := range w.q.held {
		byGroup[h.group] = true
	}
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		for fresh := 1; fresh > 0; {
			var ids []string
			for id, h := range w.q.held {
				if h.group == group {
					ids = append(ids, id)
				}
			}
			err := w.q.release(ctx, ids)
			if err != nil {
				return err
			}
			if _, fresh, err = w.next(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// next receives letters once, and hands on those that are new: SQS may give out one
// twice.
func (w *walker) next(ctx context.Context) (received, fresh int, err error) {
	letters, err := w.q.receive(ctx, w.most, w.hold)
	if err != nil {
		return 0, 0, err
	}
	received = len(letters)
	letters = slices.DeleteFunc(letters, func(l Letter) bool { return w.known[l.SQSID] })
	for _, l := range letters {
		w.known[l.SQSID] = true
	}
	if len(letters) == 0 {
		return received, 0, nil
	}
	return received, len(letters), w.do(letters)
}
