package dynamics

import (
	"context"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/dynamics/webapi"
)

// awaitTurn waits for the turn of a request. The error says that the request was not sent:
// the throttle holds requests back, or the turn comes too late before the deadline of ctx. A
// request that does not have to wait is sent, however long the requests before it took: only
// responses show that Dataverse is quick again. An operation that has begun goes before other
// operations. hasWaited says that time has passed.
func (s *sender) awaitTurn(ctx context.Context, r webapi.Request) (hasWaited bool, err error) {
	least := timeAfterTurn(r)
	hasBegun := begunOf(ctx)
	for ; ; hasWaited = true {
		if err := s.checkTurn(ctx, r, hasWaited); err != nil || s.pace == nil {
			return hasWaited, err // the turn stays for another request
		}
		turn, isReserved := s.pace.Reserve(s.watch.Elapsed(s.now()), timeLeft(ctx)-least, hasBegun.Load())
		if turn == 0 {
			hasBegun.Store(true)
			return hasWaited, nil
		}
		if !hasTime(ctx, turn+least) {
			return hasWaited, tooLate(r, turn)
		}
		if !isReserved {
			select {
			case <-impatience(ctx, turn):
				return hasWaited, tooLate(r, turn)
			default:
			}
			turn = min(turn, time.Second) // other responses may bring it forward
		}
		if !wait(ctx, turn, 0) {
			return hasWaited, tooLate(r, turn)
		}
		if isReserved && s.throttle.Left(s.now()) == 0 {
			hasBegun.Store(true)
			return true, nil
		}
	}
}

// checkTurn checks that a request may be sent now. The error is the error of awaitTurn. After a wait,
// any request must have time before the deadline; an ordered action must always have it.
func (s *sender) checkTurn(ctx context.Context, r webapi.Request, hasWaited bool) error {
	left := s.throttle.Left(s.now())
	switch hasTime := hasTime(ctx, timeAfterTurn(r)); {
	case left > 0:
		return held(r, left)
	case !hasTime && isOrderedAction(r):
		return notStarted(r)
	case !hasTime && hasWaited:
		return tooLate(r, 0)
	}
	return nil
}

// timeAfterTurn is the time that a request must have after its turn.
func timeAfterTurn(r webapi.Request) time.Duration {
	if isOrderedAction(r) {
		return enoughForOrderedAction
	}
	return minTimeToStart
}

type begunKey struct{}

// withBegun returns the context of an operation. It keeps whether the operation has sent a
// request. Such an operation must not wait for the first requests of other operations: if turns
// are seldom, an operation of several requests would not end before its deadline, and a second
// delivery would start again.
func withBegun(ctx context.Context) context.Context {
	return context.WithValue(ctx, begunKey{}, &atomic.Bool{})
}

// begunOf returns what [withBegun] keeps; a value of its own for a request of no operation.
func begunOf(ctx context.Context) *atomic.Bool {
	if b, ok := ctx.Value(begunKey{}).(*atomic.Bool); ok {
		return b
	}
	return &atomic.Bool{}
}

// isOrderedAction reports whether a request is an action whose CommitWindow must end before the
// deadline.
func isOrderedAction(r webapi.Request) bool { return r.AtMostOnce && r.Ordered }
