package webapi

import (
	"bytes"
	"encoding/json/jsontext"
	"net/http"

	"sns-dynamics/internal/operation"
)

// Table is the part of the definition of a table that requests need.
type Table struct {
	EntitySet, LogicalName, PrimaryKey string
	Elastic, Virtual                   bool
}

// BulkMessage returns the name of the bulk message for a kind of operation.
func BulkMessage(k operation.Kind) string {
	switch k {
	case operation.Create:
		return "CreateMultiple"
	case operation.Update:
		return "UpdateMultiple"
	}
	return "UpsertMultiple"
}

// BulkOp returns the name, for errors, of a request that changes many rows.
func BulkOp(k operation.Kind) string { return string(k) + " of several rows" }

// BulkRequest returns the bulk message that carries out operations of one kind on the
// table.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-createmultiple-updatemultiple
func (t Table) BulkRequest(root Root, ops []operation.Operation) Request {
	name := BulkMessage(ops[0].Kind)
	path := t.EntitySet + "/" + Namespace + name
	r := Request{
		Op: BulkOp(ops[0].Kind), Method: http.MethodPost, Header: http.Header{},
		URL: root.String() + operation.Escape(t.EntitySet) + "/" + Namespace + name, Path: path,
	}
	var body bytes.Buffer
	size := 0
	for _, op := range ops {
		size += op.Size() + len(t.EntitySet) + targetHead
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
	r.Body = body.Bytes()
	setOptions(ops[0], &r)
	if t.Elastic {
		// Without this header an error does not say which rows it is about.
		r.Header.Set("Prefer", `odata.include-annotations="*"`)
	}
	return r
}

// targetHead is about the number of bytes of the type and the key of a row.
const targetHead = 200

// target writes the row of an operation: its type, its key, and its columns byte for
// byte.
func (t Table) target(body *bytes.Buffer, op operation.Operation) {
	body.WriteByte('{')
	writeMember(body, "@odata.type", Namespace+t.LogicalName)
	body.WriteByte(',')
	if column, id, partition, ok := op.Row.Partitioned(); ok {
		writeMember(body, column, id)
		body.WriteByte(',')
		writeMember(body, operation.PartitionColumn, partition)
	} else if op.Row.ID == "" {
		writeMember(body, "@odata.id", operation.Reference{EntitySet: t.EntitySet, Row: op.Row}.Path())
	} else {
		writeMember(body, t.PrimaryKey, op.Row.ID)
	}
	columns := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimSpace(op.Data), []byte("{")), " \t\r\n")
	if !bytes.HasPrefix(columns, []byte("}")) {
		body.WriteByte(',')
	}
	body.Write(columns)
}

// writeMember writes a member whose value is a text.
func writeMember(body *bytes.Buffer, name, text string) {
	member, _ := jsontext.AppendQuote(body.AvailableBuffer(), name) // a name of Dataverse is UTF-8
	member = append(member, ':')
	member, _ = jsontext.AppendQuote(member, text) // the text of a message is UTF-8
	body.Write(member)
}

// Takes reports whether a bulk message can name a row. It names a row with a partition
// only in an elastic table, by its primary key.
func (t Table) Takes(row operation.Row) bool {
	column, _, _, partitioned := row.Partitioned()
	return !partitioned || t.Elastic && column == t.PrimaryKey
}
