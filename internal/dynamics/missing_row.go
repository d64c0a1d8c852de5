package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// IsRowMissing reports whether a row that the operation needs does not exist: the row to
// update, to associate or to act on, or the target of a lookup. err is an error of
// [Client.Run]. The row may come with a later message, because messages arrive in no
// order.
func IsRowMissing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.isRowMissing
}

// markMissingRow marks the refusal of an operation that needs a row which does not
// exist. It is the last step of an attempt, because the client first looks for the proof
// of an earlier delivery.
//
// A delete and a disassociate need no row. The user of an impersonation is no row that a
// message creates.
func markMissingRow(op operation.Operation, as webapi.UserHeader, err error) {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || ClassOf(err) != operation.Rejected || !needsRow(op, e):
	case e.finding == "sequence-row":
		e.isRowMissing = true
	case e.finding == "" && isRefusalOf(op, e) && e.namesMissingRow() && !e.isAboutCaller(as):
		e.isRowMissing = true
	}
}

// needsRow reports whether the refused operation, which may be one of a batch, needs
// rows that exist.
func needsRow(op operation.Operation, e *Error) bool {
	if op.Kind != operation.Batch {
		return op.Kind != operation.Delete && op.Kind != operation.Disassociate
	}
	position, _, isPart := operation.PartOf(e.Part)
	if !isPart || position < 0 || position >= len(op.Operations) {
		return false
	}
	return needsRow(op.Operations[position], e)
}

// namesMissingRow reports whether Dataverse says that a row is not there. The codes
// come with 404 as well as 400.
func (e *Error) namesMissingRow() bool {
	switch errorcode.Number(e.Code) {
	case errorcode.NoSuchRow, errorcode.NoSuchKey, errorcode.NoVirtualRow:
		return true
	}
	return e.saysAbsent()
}

// isAboutCaller reports whether the row that is not there is the user acted for. A
// lookup may be bound to a user as well, so the id in Dataverse's text decides; a text
// without any id is taken to be about the user acted for.
func (e *Error) isAboutCaller(as webapi.UserHeader) bool {
	if as.Name == "" || !e.isAboutUser() {
		return false
	}
	text := strings.ToLower(e.Message)
	return strings.Contains(text, strings.ToLower(as.Value)) || !holdsGUID(text)
}

// holdsGUID reports whether a GUID stands in a text.
func holdsGUID(text string) bool {
	for i := 0; i+36 <= len(text); i++ {
		if operation.IsGUID(text[i : i+36]) {
			return true
		}
	}
	return false
}

// isThere reads the row of an operation as the application user. Only the row itself
// proves that it exists. A success with another body, for example from a proxy, is an
// error: to take it for the row would lose the message.
func (c *catalog) isThere(ctx context.Context, op operation.Operation) (bool, error) {
	_, found, err := c.readRow(ctx, op)
	return found, err
}

// readRow is isThere with the row that was read.
func (c *catalog) readRow(ctx context.Context, op operation.Operation) (row []byte, found bool, err error) {
	r := webapi.Request{Op: "read the row after a refusal", Method: http.MethodGet, Path: op.EntitySet + "(" + op.Row.String() + ")"}
	a, err := c.readAt(ctx, op, r, "")
	if saysAbsent(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if _, ok := etagIn(a.body); !ok {
		return nil, false, &Error{Op: r.Op, Method: r.Method, Path: r.Path, RequestID: a.requestID, Err: errNoRow}
	}
	return a.body, true, nil
}

var errNoRow = errors.New("the response is not a row")

// etagIn returns the ETag of the row in a body; ok is false if the body is no row.
func etagIn(body []byte) (etag string, ok bool) {
	var row struct {
		ETag string `json:"@odata.etag"`
	}
	return row.ETag, json.Unmarshal(body, &row) == nil && operation.IsETag(row.ETag)
}
