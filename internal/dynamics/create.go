package dynamics

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// createByPatch names the create by PATCH in [tables]. Some tables do not have it.
const createByPatch = "create by PATCH"

// needsPost reports whether a create must be a POST to the entity set: a create with
// related rows, and a create in a table without PATCH.
func (c *catalog) needsPost(op operation.Operation) bool {
	return op.Kind == operation.Create && (c.tables.lacks(op.EntitySet, createByPatch) || op.HasRelated())
}

// resolve completes an operation, or the operations of a batch, with the definitions of
// their tables. A batch needs the definitions of all its tables; a create that is a POST
// needs the definition of its table. The error says that the definitions cannot be read,
// that the data names another row, or that a table of a batch is elastic. Then nothing
// is sent.
func (c *catalog) resolve(ctx context.Context, op operation.Operation) (operation.Operation, error) {
	if op.Kind != operation.Batch {
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
	tables, err := c.definitions(ctx, entitySets(op)...)
	if err != nil {
		return op, err
	}
	if err := refuseElastic(op, tables); err != nil {
		return op, err
	}
	given := op.Operations
	for i := range given {
		resolved, refusal := c.resolveIn(tables, given[i])
		switch {
		case refusal != nil:
			refusal.Op, refusal.Part = string(operation.Batch), operation.PartPointer(i)
			return op, refusal
		case resolved.PrimaryKey == given[i].PrimaryKey:
			continue // the operation is unchanged
		case &op.Operations[0] == &given[0]:
			op.Operations = slices.Clone(given)
		}
		op.Operations[i] = resolved
	}
	return op, nil
}

// resolveIn completes one operation with definitions that were read.
func (c *catalog) resolveIn(tables map[string]webapi.Table, op operation.Operation) (operation.Operation, *Error) {
	t, known := tables[op.EntitySet]
	if c.needsPost(op) {
		if !known {
			return op, refuse(op, "rejected", "there is no such entity set")
		}
		var err *Error
		if op, err = asPost(op, t); err != nil {
			return op, err
		}
	}
	if known {
		if err := checkPrimaryKey(op, t); err != nil {
			return op, err
		}
	}
	return op, nil
}

// asPost returns a create as a POST to the entity set, with the id in the body. If the
// create names its row by an alternate key, the row gets the id that is derived from the
// message and the values of the key. So the row can be told from a row of another
// writer.
func asPost(op operation.Operation, t webapi.Table) (operation.Operation, *Error) {
	op.PrimaryKey = t.PrimaryKey
	if op.Row.ID != "" {
		return op, nil
	}
	if op.OwnID == "" {
		return op, refuse(op, "rejected", "the create goes by POST, and nothing says which id its row is to have")
	}
	for _, k := range op.Row.Key {
		switch {
		case operation.IsLookupProperty(k.Column):
			return op, refuse(op, "rejected", "the create goes by POST, for which key column "+k.Column+", a lookup, cannot be set")
		case !op.HasColumn(k.Column):
			op.Data = operation.WithColumn(op.Data, k.Column, keyJSON(k))
		}
	}
	op.Row, op.Derived = operation.Row{ID: op.OwnID}, true
	return op, nil
}

// isPatchedCreate reports whether the operation is a create by PATCH.
func isPatchedCreate(op operation.Operation) bool {
	return op.Kind == operation.Create && op.PrimaryKey == ""
}

// keyJSON returns the value of a key column for the body of a request.
func keyJSON(k operation.KeyColumn) json.RawMessage {
	if !k.Quoted {
		return json.RawMessage(k.Value)
	}
	text, _ := json.Marshal(k.Value) // a string always marshals
	return text
}

// checkPrimaryKey rejects data that names another row than the operation, by the primary
// key of the table.
func checkPrimaryKey(op operation.Operation, t webapi.Table) *Error {
	if op.Row.ID == "" || op.Kind != operation.Create && op.Kind != operation.Update && op.Kind != operation.Upsert {
		return nil
	}
	value, found := op.Column(t.PrimaryKey)
	if !found {
		return nil
	}
	var id string
	if json.Unmarshal([]byte(value), &id) == nil && strings.EqualFold(id, op.Row.ID) {
		return nil
	}
	return refuse(op, "primary-key", "data names another row by its primary key, "+t.PrimaryKey)
}

// refuse is the error of an operation that is not sent, for a reason that the client
// found.
func refuse(op operation.Operation, finding, message string) *Error {
	r := requestForError(op)
	return &Error{Op: r.Op, Method: r.Method, Path: r.Path, Message: message, finding: finding}
}
