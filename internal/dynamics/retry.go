package dynamics

import (
	"context"
	"errors"
	"time"
)

const (
	// maxTries bounds what one call of Run sends; beyond it, waiting costs
	// less in a queue than in a function.
	maxTries = 5
	// longestHold is far above the five minutes of Dataverse's windows; without
	// it one absurd Retry-After would silence a container for its whole life.
	longestHold = time.Hour
	// firstBackoff and maxBackoff bound the wait where the service names none.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// enoughForAction is the least time for an action that had to wait. Most end
	// in seconds; Dataverse itself ends one after two minutes.
	enoughForAction = 30 * time.Second
)

// Run carries out an operation and says how it ended. Running one again that
// ran before is a success, [Exists] or [Absent] where there was nothing left
// to do; that does not hold for an action, nor for an update or delete with
// IfMatch. A batch is carried out whole or not at all.
//
// While the service is [Unavailable] it tries up to five times, after the
// Retry-After that the service asks for, else after an exponential backoff with
// full jitter. It never waits past the deadline of ctx: where the wait does not
// fit, it returns at once. A Retry-After holds back every later operation of the
// client as well. A set-up does not mend itself in the time of a call, so what
// is [Misconfigured] is left to the caller to try again later.
//
// The error is an [*Error] where a request failed; otherwise it comes from
// Config.Credentials. [ClassOf] says what can be done about it. Result.Tries
// is set with an error too. A panic on the way comes back as an error as well.
func (c *Client) Run(ctx context.Context, op Operation) (Result, error) {
	return op.guard(func() (Result, error) { return c.run(ctx, op) })
}

func (c *Client) run(ctx context.Context, op Operation) (Result, error) {
	var result Result
	tries, err := c.retry(ctx, op.bare, op.reserve(), func() (err error) {
		result, err = c.try(ctx, op)
		return err
	})
	result.Tries = tries
	return result, err
}

// retry tries something until it succeeds or is not worth another try, and counts
// the tries, among which one that was held back is none. Where the hold did not
// fit before the first, the error names the request that what makes.
func (c *Client) retry(ctx context.Context, what func() request, reserve time.Duration, once func() error) (tries int, err error) {
	for {
		// Others may lengthen the hold while this one waits for its end.
		for left := c.hold.left(c.now()); left > 0; left = c.hold.left(c.now()) {
			if wait(ctx, left, reserve) {
				continue
			}
			if tries == 0 {
				err = what().held(c.hold.left(c.now()))
			}
			return tries, err
		}
		err = once()
		if errors.Is(err, errHeld) {
			continue
		}
		tries++
		if err == nil {
			return tries, nil
		}
		c.hold.heed(err, c.now())
		if tries == maxTries || ClassOf(err) != Unavailable || MayStillCommit(err) || !c.pause(ctx, reserve, tries) {
			return tries, err
		}
	}
}

// pause waits before the next try: for as long as the hold lasts, else by the
// backoff. It returns false, at once, if that does not fit the deadline.
func (c *Client) pause(ctx context.Context, reserve time.Duration, try int) bool {
	if left := c.hold.left(c.now()); left > 0 {
		return wait(ctx, left, reserve)
	}
	return wait(ctx, c.backoff(try), reserve)
}

// reserve is how much time must be left after a wait. What may do something twice
// counts, when the deadline cuts it off, as something that may have run, and is
// better begun by another call.
func (op Operation) reserve() time.Duration {
	if op.MayDouble() {
		return max(enoughForAction, op.timeToBegin())
	}
	return 0
}

// backoff is a random time of up to the exponentially growing bound, so that
// functions that failed together do not come back together.
func (c *Client) backoff(try int) time.Duration {
	return c.jitter(min(maxBackoff, firstBackoff<<(try-1)))
}

// bare is the request of an operation for errors, which name no environment.
func (op Operation) bare() request { return op.request(Root{}) }

// held is the error of a request that was not sent, because the service asked for
// a wait before.
func (r request) held(left time.Duration) *Error {
	return &Error{Op: r.op, Method: r.method, Path: r.path, RetryAfter: left, Err: errHeld}
}

var errHeld = errors.New("not sent: the service asked to wait before")
