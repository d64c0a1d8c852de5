package dynamics

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/walk"
)

// createByPatch is the message that a table lacks which takes no create by PATCH, as
// far as [tables] keeps it.
const createByPatch = "create by PATCH"

// needsPost reports whether a create is sent as a POST to the entity set: with
// related rows, and to a table that takes no PATCH.
func (c *Client) needsPost(op Operation) bool {
	return op.Kind == Create && (c.tables.lacks(op.EntitySet, createByPatch) || op.HasRelated())
}

// resolve makes of an operation, and of those of a batch, what its request is to be,
// by the definitions of tables: of all tables of a batch, and of that of a create
// that is a POST. Without them nothing is sent. The error says as well that the data
// names another row, or that a table of a batch is elastic.
func (c *Client) resolve(ctx context.Context, op Operation) (Operation, error) {
	if op.Kind != Batch {
		if !c.needsPost(op) {
			return op, nil
		}
		tables, err := c.definitions(ctx, op.EntitySet)
		if err != nil {
			return op, err
		}
		resolved, refusal := c.resolveIn(tables, op)
		if refusal != nil {
			return op, refusal
		}
		return resolved, nil
	}
	tables, err := c.definitions(ctx, op.entitySets()...)
	if err != nil {
		return op, err
	}
	if err := op.refuseElastic(tables); err != nil {
		return op, err
	}
	given := op.Operations
	for i := range given {
		resolved, refusal := c.resolveIn(tables, given[i])
		switch {
		case refusal != nil:
			refusal.Op, refusal.Part = string(Batch), partPointer(i)
			return op, refusal
		case resolved.PrimaryKey == given[i].PrimaryKey:
			continue // as it was
		case &op.Operations[0] == &given[0]:
			op.Operations = slices.Clone(given)
		}
		op.Operations[i] = resolved
	}
	return op, nil
}

// resolveIn is resolve with the definitions at hand.
func (c *Client) resolveIn(tables map[string]table, op Operation) (Operation, *Error) {
	t, known := tables[op.EntitySet]
	if c.needsPost(op) {
		if !known {
			return op, op.refuse("rejected", "there is no such entity set")
		}
		var err *Error
		if op, err = op.posted(t); err != nil {
			return op, err
		}
	}
	if known {
		if err := op.checkPrimaryKey(t); err != nil {
			return op, err
		}
	}
	return op, nil
}

// posted is a create that goes to the entity set, with its id in the body. One that
// names its row by an alternate key makes a row of its own id, which has the key's
// values, so that it can be told from a row that something else made.
func (op Operation) posted(t table) (Operation, *Error) {
	op.PrimaryKey = t.primaryKey
	if op.Row.ID != "" {
		return op, nil
	}
	if op.OwnID == "" {
		return op, op.refuse("rejected", "the create goes by POST, and nothing says which id its row is to have")
	}
	for _, k := range op.Row.Key {
		switch {
		case isLookupProperty(k.Column):
			return op, op.refuse("rejected", "the create goes by POST, for which key column "+k.Column+", a lookup, cannot be set")
		case !op.holds(k.Column):
			op.Data = withColumn(op.Data, k.Column, k.json())
		}
	}
	op.Row, op.Derived = Row{ID: op.OwnID}, true
	return op, nil
}

// isPatchedCreate reports whether the operation is a create that is not a POST.
func (op Operation) isPatchedCreate() bool { return op.Kind == Create && op.PrimaryKey == "" }

// json is the value of a key column as the body has it.
func (k KeyColumn) json() json.RawMessage {
	if !k.Quoted {
		return json.RawMessage(k.Value)
	}
	text, _ := json.Marshal(k.Value) // a string always marshals
	return text
}

// isLookupProperty reports whether a column of a key is that of a lookup,
// _name_value, which no body can set.
func isLookupProperty(column string) bool {
	return IsGUIDColumn(column) && strings.HasPrefix(column, "_")
}

// post makes a request the POST of a create.
func (op Operation) post(root Root, r *request) {
	r.method, r.body = http.MethodPost, op.Data
	r.url, r.path = root.String()+escape(op.EntitySet), op.EntitySet
	if op.PrimaryKey != "" && !op.holds(op.PrimaryKey) {
		id, _ := json.Marshal(op.Row.ID) // a string always marshals
		r.body = withColumn(op.Data, op.PrimaryKey, id)
	}
}

// checkPrimaryKey refuses data that names another row than the operation does, by
// the primary key of the table.
func (op Operation) checkPrimaryKey(t table) *Error {
	if op.Row.ID == "" || op.Kind != Create && op.Kind != Update && op.Kind != Upsert {
		return nil
	}
	value, found := op.column(t.primaryKey)
	if !found {
		return nil
	}
	var id string
	if json.Unmarshal([]byte(value), &id) == nil && strings.EqualFold(id, op.Row.ID) {
		return nil
	}
	return op.refuse("primary-key", "data names another row by its primary key, "+t.primaryKey)
}

// column is the value that the data has for a column, as JSON.
func (op Operation) column(name string) (value string, found bool) {
	text := string(op.Data)
	if !walk.Valid(text) {
		return "", false
	}
	c := walk.New(text)
	if c.Kind() != walk.Object {
		return "", false
	}
	for c.Enter(); !c.Ends(); {
		member, _ := c.Text()
		if raw := c.Raw(); member == name {
			value, found = raw, true
		}
	}
	return value, found
}

// refuse is the error of an operation that is not sent, for what was found out
// about it.
func (op Operation) refuse(finding, message string) *Error {
	r := op.bare()
	return &Error{Op: r.op, Method: r.method, Path: r.path, Message: message, finding: finding}
}
