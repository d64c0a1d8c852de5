package deadletter

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// errEnough ends receiveAll before the last letter.
var errEnough = errors.New("enough")

// receiveAll calls do with every letter once. do may delete letters. The others stay
// invisible until the end, and are then made visible again, also after ctx has ended. do
// returns errEnough to end early. If letters are left in a FIFO queue, mayBeMore says
// whether to look for letters behind them, which takes time.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
func (q *dlq) receiveAll(ctx context.Context, limit int, timeout time.Duration, do func([]Letter) error, mayBeMore func() bool) (err error) {
	defer func() { err = errors.Join(err, q.releaseAll(ctx)) }()
	r := receiver{q: q, limit: limit, timeout: timeout, do: do, known: map[string]bool{}}
	err = r.all(ctx)
	if err == nil && q.isFIFO() && mayBeMore() {
		err = r.groups(ctx)
	}
	if _, ok := errors.AsType[*types.OverLimit](err); ok || errors.Is(err, errEnough) {
		return nil // SQS allows no more letters in flight, or do has enough
	}
	return err
}

// receiver is a call of receiveAll.
type receiver struct {
	q       *dlq
	limit   int           // of letters in a response
	timeout time.Duration // visibility timeout
	do      func([]Letter) error
	known   map[string]bool // by SQS id
}

// all receives letters until two responses in a row have no letters. If the command is slow,
// letters become visible again before the last one is read, and SQS may return only such
// letters. Then all doubles the visibility timeout each time, until every known letter could
// have been returned.
func (r *receiver) all(ctx context.Context) error {
	for empty, stale := 0, 0; empty < 2 && stale < 2+len(r.known)/r.limit; {
		received, fresh, err := r.next(ctx)
		switch {
		case err != nil:
			return err
		case received == 0:
			empty++
		case fresh == 0:
			empty = 0
			stale++
			r.timeout = min(2*r.timeout, maxTimeout)
		default:
			empty, stale = 0, 0
		}
	}
	return nil
}

// maxTimeout is the longest visibility timeout.
const maxTimeout = time.Hour

// groups reads the message groups of a FIFO queue that still have letters. SQS returns no
// letter behind an invisible letter of its group. So groups makes the letters of one group
// visible again, while all others stay invisible: then SQS returns them with the next
// letters of the group, up to ten in all.
func (r *receiver) groups(ctx context.Context) error {
	byGroup := map[string]bool{}
	for _, h := range r.q.held {
		byGroup[h.group] = true
	}
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		for fresh := 1; fresh > 0; {
			var ids []string
			for id, h := range r.q.held {
				if h.group == group {
					ids = append(ids, id)
				}
			}
			err := r.q.release(ctx, ids)
			if err != nil {
				return err
			}
			if _, fresh, err = r.next(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// next receives letters once, and calls do with the new ones: SQS may return a letter
// twice.
func (r *receiver) next(ctx context.Context) (received, fresh int, err error) {
	letters, err := r.q.receive(ctx, r.limit, r.timeout)
	if err != nil {
		return 0, 0, err
	}
	received = len(letters)
	letters = slices.DeleteFunc(letters, func(l Letter) bool { return r.known[l.SQSID] })
	for _, l := range letters {
		r.known[l.SQSID] = true
	}
	if err := ctx.Err(); err != nil || len(letters) == 0 {
		return received, 0, err
	}
	return received, len(letters), r.do(letters)
}
