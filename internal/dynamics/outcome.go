package dynamics

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// Outcome says how an operation succeeded.
type Outcome string

// The outcomes. Exists, Absent, Unchanged and Stale are successes: the operation had
// nothing left to do.
const (
	// Done says that Dataverse carried the operation out.
	Done Outcome = "done"
	// Exists says that the row to create, or the link to make, already exists.
	Exists Outcome = "exists"
	// Absent says that the row to delete, or the link to remove, does not exist.
	Absent Outcome = "absent"
	// Unchanged says that the row has every value that the operation writes.
	Unchanged Outcome = "unchanged"
	// Stale says that the row is as new as the change or newer, by the operation's [operation.Sequence].
	Stale Outcome = "stale"
)

// Result is the result of an operation.
type Result struct {
	Outcome Outcome
	// Status is the HTTP status of the response to the operation's own request.
	Status int
	// RequestID is Dataverse's id of that request, for Microsoft's support.
	RequestID string
	// Tries is the number of attempts.
	Tries int
	// EntitySet is the entity set of the row, if the message names the table by its logical
	// name.
	EntitySet string
	// EntitySets are the entity sets of the operations of a batch, by position, if the batch has
	// values; otherwise nil.
	EntitySets *[]string
	// Rows is the number of operations that shared the request; 0 if it had its own.
	Rows int
}

// runSingle sends the one request of an operation, and decides what a refusal means.
func (c *Client) runSingle(ctx context.Context, op operation.Operation, as webapi.UserHeader) (Result, error) {
	a, err := c.send(ctx, as, func(root webapi.Root) webapi.Request { return webapi.NewRequest(op, root) })
	if e, ok := errors.AsType[*Error](err); ok && op.Kind == operation.Upsert && isRefusalOf(op, e) && e.saysDuplicate() {
		// If two upserts of a new row race, both find no row. Dataverse refuses one of
		// them as a duplicate of the other. The row exists now, so a retry updates it.
		a, err = c.send(ctx, as, func(root webapi.Root) webapi.Request { return webapi.NewRequest(op, root) })
	}
	if e, ok := errors.AsType[*Error](err); ok && isPatchedCreate(op) && isRefusalOf(op, e) && errorcode.Number(e.Code) == errorcode.NoMessage {
		c.tables.lack(op.EntitySet, createByPatch)
		if op, err = c.resolve(ctx, op); err != nil {
			return Result{}, err
		}
		a, err = c.send(ctx, as, func(root webapi.Root) webapi.Request { return webapi.NewRequest(op, root) })
	}
	if err == nil {
		return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Op != string(op.Kind) {
		return Result{}, err
	}
	outcome, err := c.outcomeOf(ctx, op, e)
	return Result{Outcome: outcome, Status: e.Status, RequestID: e.RequestID}, err
}

// isRefusalOf reports whether an error is the response to the operation's own request,
// and not to a request for a token or a user.
func isRefusalOf(op operation.Operation, e *Error) bool {
	return e.Op == string(op.Kind) && e.Status != 0
}

// outcomeOf decides whether a refusal says that nothing was left to do. It returns the
// outcome, or else the error.
func (c *Client) outcomeOf(ctx context.Context, op operation.Operation, e *Error) (Outcome, error) {
	switch {
	case op.Kind == operation.Create && e.saysConflict():
		return c.confirmCreated(ctx, op, e)
	case op.Kind == operation.Delete && e.saysAbsent() && keyHint(op) == "":
		return c.confirmAbsent(ctx, op, e)
	case op.Kind == operation.Disassociate && e.saysAbsent() && keyHint(op) == "" && !e.isAboutUser():
		return c.outcomeOfAbsent(ctx, op, e)
	case (op.Kind == operation.Update || op.Kind == operation.Associate || op.Kind == operation.Action) && e.saysAbsent():
		if elsewhere, err := c.isElsewhere(ctx, op, e); elsewhere && err == nil {
			return "", e.inPartition()
		}
	case op.Kind == operation.Associate && errorcode.Number(e.Code) == errorcode.DuplicateRecord:
		return Exists, nil
	case op.Kind == operation.Action && op.MayDouble() && e.mayHaveRun():
		e.class = operation.Unknown
	}
	return "", e
}

// confirmCreated decides about a refused create: an earlier delivery made the row, or
// another row has one of its alternate keys or counts as its duplicate. The application
// user reads the row, because the user to act for may be allowed to create rows and not
// to read them.
func (c *Client) confirmCreated(ctx context.Context, op operation.Operation, conflict *Error) (Outcome, error) {
	row, found, err := c.readRow(ctx, op)
	switch {
	case err != nil:
		return "", ofOwnRequest(err)
	case found && op.Derived:
		return Exists, nil
	case found:
		return c.confirmOurs(ctx, op, row, conflict)
	}
	return c.confirmElastic(ctx, op, conflict.ofOtherRow())
}

// ofOtherRow returns the refusal of a create, if another row is its reason.
func (e *Error) ofOtherRow() *Error {
	e.Hint = "the row was not created: another row has the same alternate key or counts as its duplicate"
	e.unconfirmed = true // the row may be gone since, or the transaction that made it may have been undone
	return e
}

// confirmAbsent decides what does not exist: the row to delete, or the user to act for.
// Dataverse reports both with the same status and code.
func (c *Client) confirmAbsent(ctx context.Context, op operation.Operation, refusal *Error) (Outcome, error) {
	if op.Impersonate == (operation.Impersonation{}) {
		return c.outcomeOfAbsent(ctx, op, refusal)
	}
	found, err := c.isThere(ctx, op)
	switch {
	case err != nil:
		return "", ofOwnRequest(err)
	case found:
		refusal.Hint = "the row is there: the user of /impersonate is not"
		refusal.unconfirmed = true // the row may exist now
		return "", refusal
	}
	return c.outcomeOfAbsent(ctx, op, refusal)
}
