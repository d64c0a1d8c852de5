package dynamics

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// maxRefusals limits how often an operation is refused in one attempt, each time
// differently.
const maxRefusals = 4

// Run carries out an operation and returns its outcome. A second run of the same operation
// is a success: [Exists] or [Absent] if nothing was left to do. This does not hold for an
// action, and not for an update or delete with IfMatch. Dataverse carries out all of a
// batch or nothing.
//
// While the service is [operation.Unavailable], Run makes up to five attempts. Between them
// it waits for the Retry-After of the service, or for an exponential backoff with full
// jitter. It never waits past the deadline of ctx: if the wait does not fit, it returns at
// once. A Retry-After holds back all later operations of the client too. Run does not retry
// an [operation.Misconfigured] failure, because a set-up does not change during a call.
//
// The error is an [*Error] if a request failed, or the error of Config.Credentials.
// [ClassOf] says what can be done about it. Run returns Result.Tries with an error too. It
// returns a panic as an error.
//
// An action with once runs once, however often Run is called for its message: Run creates a
// row of Config.LedgerTable and runs the action in one change set.
func (c *Client) Run(ctx context.Context, op operation.Operation) (Result, error) {
	return runGuarded(op, func() (Result, error) {
		if op.NeedsLedger() {
			return ledgerRun{c, op}.run(ctx)
		}
		return c.run(ctx, op)
	})
}

func (c *Client) run(ctx context.Context, op operation.Operation) (Result, error) {
	var result Result
	ctx = withBegun(ctx)
	tries, err := c.retry(ctx, func() webapi.Request { return requestForError(op) }, reserve(op), func() (err error) {
		result, err = c.attempt(ctx, op)
		return err
	})
	result.Tries = tries
	return result, err
}

// attempt makes one attempt at an operation, with the requests that are needed before
// and after it. It counts the requests of a batch; see [requestCount].
func (c *Client) attempt(ctx context.Context, op operation.Operation) (Result, error) {
	if op.Kind != operation.Batch {
		return c.attemptOnce(ctx, op)
	}
	ctx, count := counted(ctx)
	result, err := c.attemptOnce(ctx, op)
	if errors.Is(err, errSpent) {
		err = annotate(op, count.undecided(op))
	}
	return result, err
}

// attemptOnce makes one attempt. If the operation has values, and Dataverse does not know a
// name or a row that the client has kept, it reads them again and makes a second attempt.
func (c *Client) attemptOnce(ctx context.Context, op operation.Operation) (Result, error) {
	if !values.Uses(op) {
		return c.attemptResolved(ctx, op)
	}
	for first := true; ; first = false {
		used := c.values.resolve(ctx, []operation.Operation{op})[0]
		if used.Err != nil {
			return Result{EntitySet: used.Operation.EntitySet}, annotate(op, used.Err)
		}
		result, err := c.attemptResolved(ctx, used.Operation)
		result.EntitySet, result.EntitySets = used.Operation.EntitySet, entitySetsOf(used.Operation)
		if !first || !c.values.forgetOutdated(used, err) {
			return result, err
		}
	}
}

// entitySetsOf returns the entity sets of the operations of a batch; nil for another operation.
func entitySetsOf(op operation.Operation) *[]string {
	if op.Kind != operation.Batch {
		return nil
	}
	sets := make([]string, len(op.Operations))
	for i, p := range op.Operations {
		sets[i] = p.EntitySet
	}
	return &sets
}

func (c *Client) attemptResolved(ctx context.Context, op operation.Operation) (Result, error) {
	as, kept, err := c.userHeader(ctx, op.Impersonate)
	if err != nil {
		return Result{}, annotate(op, err)
	}
	result, err := c.runUntilConfirmed(ctx, op, as)
	if e, ok := errors.AsType[*Error](err); ok && op.Impersonate.Email != "" && isRefusalOf(op, e) &&
		(e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		// The user found by email may have been disabled or removed since.
		c.users.forget(op.Impersonate.Email)
		if kept {
			result, err = c.retryWithCurrentUser(ctx, op, as, result, e)
		}
	}
	awaitCommit(op, ctx, err)
	markMissingRow(op, as, err)
	return result, annotate(op, err)
}

// retryWithCurrentUser runs a refused operation once more if the user of the email
// address changed since the cache was filled, or if a user that did not exist exists
// now.
func (c *Client) retryWithCurrentUser(ctx context.Context, op operation.Operation, before webapi.UserHeader, result Result, refusal *Error) (Result, error) {
	as, _, err := c.userHeader(ctx, op.Impersonate)
	switch {
	case err != nil:
		return Result{}, err
	case as == before && !(refusal.Status == http.StatusNotFound && refusal.isAboutUser()):
		return result, refusal
	}
	return c.runUntilConfirmed(ctx, op, as)
}

// runUntilConfirmed runs an operation as a user. If a later request decided what a
// refusal means, the state may have changed between the two requests. So it sends the
// operation again, and the refusal stands if Dataverse refuses the operation alike.
func (c *Client) runUntilConfirmed(ctx context.Context, op operation.Operation, as webapi.UserHeader) (Result, error) {
	var before *Error
	for refusals := 1; ; refusals++ {
		result, err := c.runAs(ctx, op, as)
		e, ok := errors.AsType[*Error](err)
		switch {
		case !ok:
			return result, err
		case before != nil && errors.Is(err, errSpent):
			return result, before // the client may not send the request that would decide it
		case isAboutKey(op, e):
			return result, c.confirmKey(ctx, op, e)
		case isRefusalOf(op, e) && e.saysUserUnusable():
			if err := c.attributeRefusal(ctx, e); err != nil {
				return result, err
			}
			e.unconfirmed = true
		}
		switch {
		case !e.unconfirmed, before != nil && e.isLike(before):
			return result, err
		case op.MayDouble() && !IsTimeFor(ctx):
			return result, notStartedError(op)
		case refusals == maxRefusals:
			e.class = operation.Unavailable
			return result, err
		}
		before = e
	}
}

// runAs runs an operation as a user, by its kind.
func (c *Client) runAs(ctx context.Context, op operation.Operation, as webapi.UserHeader) (Result, error) {
	op, err := c.dated(ctx, op)
	if err != nil {
		return Result{}, err
	}
	if op, err = c.resolve(ctx, op); err != nil {
		return Result{}, err
	}
	switch {
	case op.Kind == operation.Batch:
		return c.runBatch(ctx, op, as)
	case op.Sequence != nil, op.SkipUnchanged:
		return conditional{c, as}.runAgainstRow(ctx, op)
	case len(op.CreateOnly) > 0:
		return conditional{c, as}.runCreateOnly(ctx, op)
	}
	return c.runSingle(ctx, op, as)
}

// annotate returns the error of an operation in the form in which it leaves the client,
// with the cause as a hint.
func annotate(op operation.Operation, err error) error {
	err = leave(op, err) // a copy
	if e, ok := err.(*Error); ok && e.Hint == "" {
		e.Hint = e.cause.Means
	}
	return err
}

// keyHint says that the value of a key may be the reason of a refusal. It is empty if it
// cannot be.
func keyHint(op operation.Operation) string {
	for _, row := range []operation.Row{op.Row, op.Related.Row} {
		if column, found := row.UnreadableColumn(); found {
			return operation.UnreadableAdvice(column)
		}
	}
	return ""
}

// runGuarded runs an operation and makes an error of a panic. A mistake of this program
// that one message triggers must not end the other messages of its event.
func runGuarded(op operation.Operation, run func() (Result, error)) (result Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = Result{}, panicError(op, p)
		}
	}()
	return run()
}

// panicError is the error of an operation that panicked. It is [operation.Rejected],
// because a second run would panic too; an action may have run.
func panicError(op operation.Operation, p any) *Error {
	e := &Error{Op: string(op.Kind), Err: errors.New(describe(p)), finding: "rejected"}
	if op.MayDouble() {
		e.class = operation.Unknown
	}
	return e
}

// describe names the panic and its place. It leaves out a value that is not the runtime's
// own, because such a value may hold anything. A deferred function calls it.
func describe(p any) string {
	text := fmt.Sprintf("%T", p)
	if e, ok := p.(runtime.Error); ok {
		text = e.Error()
	}
	return "panic: " + text + " at " + panickedAt()
}

// panickedAt returns the file and the line that panicked.
func panickedAt() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	for isPast := false; ; {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			isPast = true
		case isPast && filepath.Base(filepath.Dir(frame.File)) != "runtime":
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// guard runs a part of a bulk run. If it panics, the operations that have no result yet
// end with the panic.
func (r *bulkRun) guard(members []int, settle func()) {
	defer func() {
		if p := recover(); p != nil {
			for _, i := range members {
				if r.results[i] == (BulkResult{}) {
					r.results[i].Err = panicError(r.ops[i], p)
				}
			}
		}
	}()
	settle()
}
