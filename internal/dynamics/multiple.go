package dynamics

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// runMultiple sends operations with one bulk key in one bulk message. A standard table
// carries out all of them or no operation.
func (c *Client) runMultiple(ctx context.Context, t webapi.Table, ops []operation.Operation) (Result, error) {
	_, result, err := c.sendShared(ctx, ops[0].Impersonate, len(ops), func() webapi.Request { return requestForError(ops[0]) }, func(root webapi.Root, _ webapi.UserHeader) webapi.Request { return t.BulkRequest(root, ops) })
	return result, err
}

// sendShared sends the request of several operations of one user, and retries it like
// [sender.retry]. The result counts for each operation.
func (c *Client) sendShared(ctx context.Context, user operation.Impersonation, rows int, what func() webapi.Request, build func(webapi.Root, webapi.UserHeader) webapi.Request) (a response, r Result, err error) {
	tries, err := c.retry(ctx, what, 0, func() error {
		as, _, err := c.userHeader(ctx, user)
		if err == nil {
			a, err = c.send(ctx, as, func(root webapi.Root) webapi.Request { return build(root, as) })
		}
		return err
	})
	return a, Result{Outcome: Done, Status: a.status, RequestID: a.requestID, Tries: tries, Rows: rows}, err
}

// lacks reports whether Dataverse says that the table does not have a message.
func (e *Error) lacks(message string) bool {
	switch errorcode.Number(e.Code) {
	case errorcode.NoMessage:
		return true
	}
	return !e.foreign && (e.Status == http.StatusNotFound || e.Status == http.StatusNotImplemented || e.Status == http.StatusMethodNotAllowed) &&
		strings.Contains(e.Message, message)
}

// finishReported stores the results of the operations of a bulk message that the error
// reports as done, and returns the others to be tried alone. It returns nil if the error
// does not report all operations.
func (r *bulkRun) finishReported(g requestGroup, result Result, err error) []requestGroup {
	members := g.members()
	e, ok := errors.AsType[*Error](err)
	if !ok || len(g.messages) > 1 || !g.messages[0].table.Elastic || len(e.rows) != len(members) {
		return nil // an error of a standard table undoes all rows, even if a report names one row
	}
	left := make([]requestGroup, 0, len(members))
	for n, row := range e.rows {
		if row.RequestIndex != n {
			return nil
		}
	}
	for n, row := range e.rows {
		one := requestGroup{[]bulkMessage{{members: members[n : n+1]}}}
		if row.StatusCode < 200 || row.StatusCode > 299 {
			left = append(left, one)
			continue
		}
		r.finish(one, Result{Outcome: Done, Status: row.StatusCode, RequestID: e.RequestID, Tries: result.Tries, Rows: result.Rows}, nil)
	}
	return left
}
