package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// try sends an operation, with what has to be asked before and after.
func (c *Client) try(ctx context.Context, op Operation) (Result, error) {
	as, kept, err := c.caller(ctx, op.Impersonate)
	if err != nil {
		return Result{}, op.annotate(err)
	}
	result, err := c.runUntilItStands(ctx, op, as)
	if e, ok := errors.AsType[*Error](err); ok && op.Impersonate.Email != "" && op.isRefusal(e) &&
		(e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		// The user found by email may have been disabled or removed since.
		c.users.forget(op.Impersonate.Email)
		if kept {
			result, err = c.tryAnew(ctx, op, as, result, e)
		}
	}
	op.awaitCommit(ctx, err)
	op.markMissingRow(as, err)
	return result, op.annotate(err)
}

// tryAnew runs an operation that was refused to a user found by email a while
// ago once more, if somebody else has the email address by now, or the user that was
// not there is.
func (c *Client) tryAnew(ctx context.Context, op Operation, before caller, result Result, refusal *Error) (Result, error) {
	as, _, err := c.caller(ctx, op.Impersonate)
	switch {
	case err != nil:
		return Result{}, err
	case as == before && !(refusal.Status == http.StatusNotFound && refusal.isAboutUser()):
		return result, refusal
	}
	return c.runUntilItStands(ctx, op, as)
}

// runAs sends an operation for a caller, in the way of its kind.
func (c *Client) runAs(ctx context.Context, op Operation, as caller) (Result, error) {
	op, err := c.dated(ctx, op)
	if err != nil {
		return Result{}, err
	}
	if op, err = c.resolve(ctx, op); err != nil {
		return Result{}, err
	}
	switch {
	case op.Kind == Batch:
		return c.runBatch(ctx, op, as)
	case op.Sequence != nil:
		return c.runSequenced(ctx, op, as)
	}
	return c.runPlain(ctx, op, as)
}

// runPlain sends the one request of an operation and settles what a refusal
// means.
func (c *Client) runPlain(ctx context.Context, op Operation, as caller) (Result, error) {
	a, err := c.send(ctx, as, op.request)
	if e, ok := errors.AsType[*Error](err); ok && op.Kind == Upsert && op.isRefusal(e) && e.saysMade() {
		// Two upserts of a new row at once both find none, and one of them is
		// told of the other's. Now there is a row to update.
		a, err = c.send(ctx, as, op.request)
	}
	if e, ok := errors.AsType[*Error](err); ok && op.isPatchedCreate() && op.isRefusal(e) && codeNumber(e.Code) == codeNoMessage {
		c.tables.lack(op.EntitySet, createByPatch)
		if op, err = c.resolve(ctx, op); err != nil {
			return Result{}, err
		}
		a, err = c.send(ctx, as, op.request)
	}
	if err == nil {
		return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Op != string(op.Kind) {
		return Result{}, err
	}
	outcome, err := c.settle(ctx, op, e)
	return Result{Outcome: outcome, Status: e.Status, RequestID: e.RequestID}, err
}

// isRefusal reports whether an error is the answer to the operation's own
// request, and not to one for a token or a user.
func (op Operation) isRefusal(e *Error) bool { return e.Op == string(op.Kind) && e.Status != 0 }

// settle decides whether a refusal says that there was nothing left to do.
func (c *Client) settle(ctx context.Context, op Operation, e *Error) (Outcome, error) {
	switch {
	case op.Kind == Create && e.saysConflict():
		return c.confirmCreated(ctx, op, e)
	case op.Kind == Delete && e.saysAbsent() && op.keyHint() == "":
		return c.confirmAbsent(ctx, op, e)
	case op.Kind == Disassociate && e.saysAbsent() && op.keyHint() == "" && !e.isAboutUser():
		return c.settleAbsent(ctx, op, e)
	case (op.Kind == Update || op.Kind == Associate || op.Kind == Action) && e.saysAbsent():
		if elsewhere, err := c.isElsewhere(ctx, op, e); elsewhere && err == nil {
			return "", e.inPartition()
		}
	case op.Kind == Associate && codeNumber(e.Code) == codeDuplicateRecord:
		return Exists, nil
	case op.Kind == Action && op.MayDouble() && e.mayHaveRun():
		e.outcomeUnknown = true
	}
	return "", e
}

// confirmCreated finds out what a refused create means: that the row is there,
// made by an earlier delivery, or that another row holds one of its alternate
// keys or counts as its duplicate. The read is the application user's own, as
// the user acted for may create rows and not read them.
func (c *Client) confirmCreated(ctx context.Context, op Operation, conflict *Error) (Outcome, error) {
	row, found, err := c.readRow(ctx, op)
	switch {
	case err != nil:
		return "", ofQuestion(err)
	case found && op.Derived:
		return Exists, nil
	case found:
		return c.confirmOurs(ctx, op, row, conflict)
	}
	conflict.Hint = "the row was not created: another row has the same alternate key or counts as its duplicate"
	conflict.doubted = true // the row may be gone since, or have come to nothing
	return c.confirmElastic(ctx, op, conflict)
}

// confirmAbsent finds out what was not there: the row to delete, or the user to
// act for, of whom Dataverse says so with the same status and code.
func (c *Client) confirmAbsent(ctx context.Context, op Operation, refusal *Error) (Outcome, error) {
	if op.Impersonate == (Impersonation{}) {
		return c.settleAbsent(ctx, op, refusal)
	}
	found, err := c.isThere(ctx, op)
	switch {
	case err != nil:
		return "", ofQuestion(err)
	case found:
		refusal.Hint = "the row is there: the user of /impersonate is not"
		refusal.doubted = true // the row may have come since
		return "", refusal
	}
	return c.settleAbsent(ctx, op, refusal)
}

// isThere reads the operation's row, as the application user itself. Nothing
// but the row says that it is there: a success with something else in it, as
// from a proxy, says nothing, and taken for the row it would lose the message.
func (c *Client) isThere(ctx context.Context, op Operation) (bool, error) {
	_, found, err := c.readRow(ctx, op)
	return found, err
}

// readRow is isThere with the row that was read.
func (c *Client) readRow(ctx context.Context, op Operation) (row []byte, found bool, err error) {
	r := request{op: "read the row after a refusal", method: http.MethodGet, path: op.EntitySet + "(" + op.Row.String() + ")"}
	a, err := c.readAt(ctx, op, r, "")
	if saysAbsent(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if _, ok := etagIn(a.body); !ok {
		return nil, false, &Error{Op: r.op, Method: r.method, Path: r.path, RequestID: a.requestID, Err: errNoRow}
	}
	return a.body, true, nil
}

var errNoRow = errors.New("the answer is not a row")

// etagIn is the ETag of the row in an answer, if a row is in it.
func etagIn(body []byte) (etag string, ok bool) {
	var row struct {
		ETag string `json:"@odata.etag"`
	}
	return row.ETag, json.Unmarshal(body, &row) == nil && IsETag(row.ETag)
}

// saysConflict reports whether Dataverse found that the row, or one that stands
// in its way, is there. Codes come with different statuses: duplicates found
// by a rule with 412 as well as 500.
func (e *Error) saysConflict() bool {
	switch codeNumber(e.Code) {
	case codeDuplicateRecord, codeDuplicateKey, codeDuplicatesFound:
		return true
	}
	return e.Status == http.StatusPreconditionFailed && !e.foreign || e.isTaken()
}

// saysMade reports whether Dataverse found a row with that id, or with one of the
// alternate keys, where it was to make one.
func (e *Error) saysMade() bool {
	code := codeNumber(e.Code)
	return code == codeDuplicateRecord || code == codeDuplicateKey || e.isTaken()
}

// saysAbsent reports whether Dataverse found no such row. A 404 by any other
// than Dataverse says nothing of rows, and one for a table or a navigation
// property that does not exist is a mistake in the message. Elastic tables have the
// status for a code.
func (e *Error) saysAbsent() bool {
	if e.Status != http.StatusNotFound || e.foreign {
		return false
	}
	switch codeNumber(e.Code) {
	case codeNoSuchRow, codeNoSuchKey, codeNoVirtualRow:
		return true
	}
	return (e.Code == "" || e.isBare()) && e.documented && !strings.HasPrefix(e.Message, "Resource not found for the segment")
}

// isAboutUser reports whether what Dataverse did not find is a user. Nothing but
// the words tells: status and code are those of any row.
func (e *Error) isAboutUser() bool {
	return strings.HasPrefix(strings.ToLower(e.Message), "systemuser")
}

// noAnswer reports whether the request may have been carried out although
// nothing says so: it went out and no answer came, or one that a proxy gives
// in the place of a server that did not answer, or that a server gives that
// does not know itself. The refusal of a part of a change set says that all of
// it was undone.
func (e *Error) noAnswer() bool {
	if e.undone {
		return false
	}
	switch e.Status {
	case 0:
		return e.sent
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	case http.StatusNotImplemented, http.StatusServiceUnavailable, http.StatusHTTPVersionNotSupported:
		return false
	}
	return e.Status >= 500 && !isOfDataverse(e.Code)
}

// mayHaveRun reports whether an action may have been carried out. With every status
// of a server's fault, something in front of Dataverse may have given up waiting, 503
// included: that nothing ran only Dataverse itself can say.
func (e *Error) mayHaveRun() bool {
	return e.noAnswer() || e.foreign && e.Status >= 500 && !e.undone
}

// isUnauthorized reports whether Dataverse refused the token.
func isUnauthorized(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.fromEntra {
		return false
	}
	switch codeNumber(e.Code) {
	case codeTicketExpired, codeTokenExpired:
		return true
	}
	return e.Status == http.StatusUnauthorized
}

// annotate returns the error of an operation as it leaves the client, with what is
// known of the reason.
func (op Operation) annotate(err error) error {
	err = op.leave(err) // a copy
	if e, ok := err.(*Error); ok && e.Hint == "" {
		e.Hint = e.cause.Means
	}
	return err
}

// keyHint says that a key's value may be why Dataverse refused, or is empty.
func (op Operation) keyHint() string {
	for _, row := range []Row{op.Row, op.Related.Row} {
		if column, found := row.UnreadableColumn(); found {
			return UnreadableAdvice(column)
		}
	}
	return ""
}
