package dynamics

import (
	"context"
	"errors"
	"net/http"
)

// The codes of Dataverse by which an answer means something other than its
// status says.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
const (
	codeDuplicateRecord = "0x80040237"
	codeSegmentUnknown  = "0x8006088a" // no such entity set or navigation property
	codeBadRequestURL   = "0x80060888" // the same, from newer servers
)

// Run carries out an operation and says how it ended. Running one again that
// ran before is a success, [Exists] or [Absent] where there was nothing left
// to do; that does not hold for an action, nor for an update or delete with
// IfMatch.
//
// The error is an [*Error] where a request failed; otherwise it comes from
// Config.Credentials.
func (c *Client) Run(ctx context.Context, op Operation) (Result, error) {
	as, err := c.caller(ctx, op.Impersonate)
	if err != nil {
		return Result{}, op.clean(err)
	}
	a, err := c.send(ctx, as, op.request)
	if err == nil {
		return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return Result{}, err
	}
	outcome, err := c.settle(ctx, op, e)
	if err != nil {
		return Result{}, op.clean(err)
	}
	return Result{Outcome: outcome, Status: e.Status, RequestID: e.RequestID}, nil
}

// settle decides whether a refusal says that there was nothing left to do.
func (c *Client) settle(ctx context.Context, op Operation, e *Error) (Outcome, error) {
	switch {
	case op.Kind == Create && e.Status == http.StatusPreconditionFailed:
		return c.confirmCreated(ctx, op, e)
	case op.Kind == Delete && e.saysAbsent(), op.Kind == Disassociate && e.saysAbsent():
		return Absent, nil
	case op.Kind == Associate && e.Code == codeDuplicateRecord:
		return Exists, nil
	}
	return "", e
}

// confirmCreated finds out what a 412 to a create means: that the row is
// there, made by an earlier delivery, or that another row holds one of its
// alternate keys or counts as its duplicate. The read is the application
// user's own, as the user acted for may create rows and not read them.
func (c *Client) confirmCreated(ctx context.Context, op Operation, conflict *Error) (Outcome, error) {
	_, err := c.send(ctx, caller{}, func(root Root) request {
		return request{
			op: "read the row after 412", method: http.MethodGet,
			url:  root.row(op.EntitySet, op.Row),
			path: op.EntitySet + "(" + op.Row.String() + ")",
		}
	})
	if err == nil {
		return Exists, nil
	}
	if e, ok := errors.AsType[*Error](err); ok && e.saysAbsent() {
		conflict.Hint = "the row was not created: another row has the same alternate key or counts as its duplicate"
		return "", conflict
	}
	return "", err
}

// saysAbsent reports whether Dataverse found no such row. A 404 for the table
// or the navigation property is a mistake in the message.
func (e *Error) saysAbsent() bool {
	return e.Status == http.StatusNotFound && e.Code != codeSegmentUnknown && e.Code != codeBadRequestURL
}

// isUnauthorized reports whether Dataverse refused the token.
func isUnauthorized(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusUnauthorized
}

// clean makes the error of an operation fit for logs and says what is known of
// the reason.
func (op Operation) clean(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e.Message = op.redact(e.Message)
	if e.Hint == "" && e.Status >= 400 && e.Status < 500 {
		e.Hint = op.keyHint()
	}
	return err
}

// keyHint says that a key's value may be why Dataverse refused, or is empty.
func (op Operation) keyHint() string {
	for _, row := range []Row{op.Row, op.Related.Row} {
		if column, found := row.refusedColumn(); found {
			return "the value of key column " + column + " has one of the characters " + refused +
				" by which Dataverse cannot find a row; use the row's id"
		}
	}
	return ""
}
