package dynamics

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// multiple is the bulk message of a kind of operation.
func (k Kind) multiple() string {
	switch k {
	case Create:
		return "CreateMultiple"
	case Update:
		return "UpdateMultiple"
	}
	return "UpsertMultiple"
}

// several names, for errors, the request that does it to many rows.
func (k Kind) several() string { return string(k) + " of several rows" }

// runMultiple sends operations that share a group key in one request, which does
// all of them or, on a standard table, none.
func (c *Client) runMultiple(ctx context.Context, t table, ops []Operation) (Result, error) {
	_, result, err := c.sendShared(ctx, ops[0].Impersonate, len(ops), ops[0].bare, func(root Root, _ caller) request { return t.request(root, ops) })
	return result, err
}

// sendShared sends the request of so many operations of one user, as often as
// [Client.retry] has it. What it answers counts for each of them.
func (c *Client) sendShared(ctx context.Context, user Impersonation, rows int, what func() request, build func(Root, caller) request) (a answer, r Result, err error) {
	tries, err := c.retry(ctx, what, 0, func() error {
		as, _, err := c.caller(ctx, user)
		if err == nil {
			a, err = c.send(ctx, as, func(root Root) request { return build(root, as) })
		}
		return err
	})
	return a, Result{Outcome: Done, Status: a.status, RequestID: a.requestID, Tries: tries, Rows: rows}, err
}

// request is the HTTP request that carries out operations on one table.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-createmultiple-updatemultiple
func (t table) request(root Root, ops []Operation) request {
	name := ops[0].Kind.multiple()
	path := t.entitySet + "/" + namespace + name
	r := request{
		op: ops[0].Kind.several(), method: http.MethodPost, header: http.Header{},
		url: root.String() + escape(t.entitySet) + "/" + namespace + name, path: path,
	}
	var body bytes.Buffer
	size := 0
	for _, op := range ops {
		size += op.Size() + len(t.entitySet) + targetHead
	}
	body.Grow(size)
	body.WriteString(`{"Targets":[`)
	for i, op := range ops {
		if i > 0 {
			body.WriteByte(',')
		}
		t.target(&body, op)
	}
	body.WriteString(`]}`)
	r.body = body.Bytes()
	ops[0].setOptions(&r)
	if t.elastic {
		// Without it an error does not tell which rows it is about.
		r.header.Set("Prefer", `odata.include-annotations="*"`)
	}
	return r
}

// targetHead is about what the names of a row's type and key take.
const targetHead = 200

// target writes the row of an operation: its type, its name, and its columns, byte
// for byte as they came.
func (t table) target(body *bytes.Buffer, op Operation) {
	members := map[string]string{"@odata.type": namespace + t.logicalName}
	if column, id, partition, ok := op.Row.Partitioned(); ok {
		members[column], members[partitionColumn] = id, partition
	} else if op.Row.ID == "" {
		members["@odata.id"] = t.entitySet + "(" + op.Row.predicate() + ")"
	} else {
		members[t.primaryKey] = op.Row.ID
	}
	// Maps of strings cannot fail to marshal.
	head, _ := json.Marshal(members)
	columns := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimSpace(op.Data), []byte("{")), " \t\r\n")
	body.Write(head[:len(head)-1])
	if !bytes.HasPrefix(columns, []byte("}")) {
		body.WriteByte(',')
	}
	body.Write(columns)
}

// takes reports whether a target can name the row: one with a partition only in an
// elastic table, by its primary key.
func (t table) takes(row Row) bool {
	column, _, _, partitioned := row.Partitioned()
	return !partitioned || t.elastic && column == t.primaryKey
}

// lacks reports whether Dataverse says that it does not know the message for the
// table.
func (e *Error) lacks(message string) bool {
	switch codeNumber(e.Code) {
	case codeNoMessage:
		return true
	}
	return !e.foreign && (e.Status == http.StatusNotFound || e.Status == http.StatusNotImplemented || e.Status == http.StatusMethodNotAllowed) &&
		strings.Contains(e.Message, message)
}
