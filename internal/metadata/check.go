package metadata

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"sns-dynamics/internal/dynamics"
)

// Check returns what an environment will not take of an operation that is well
// formed: names it does not have, values that do not fit their columns, keys
// that are none. It knows nothing of rows, privileges, options and business
// logic, so an operation without a problem can still fail. Those of a batch are
// checked one by one. The problems come in the order of the message's fields, those
// of a body sorted by name. It is safe
// for concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-types-operations
func Check(op dynamics.Operation, m *Model) []Problem {
	if m == nil {
		return nil
	}
	c := &checker{Model: m}
	c.operation(op)
	for i, part := range op.Operations {
		c.in = at{"operations"}.index(i)
		c.operation(part)
		c.together(part)
	}
	return c.problems
}

func (c *checker) operation(op dynamics.Operation) {
	table, known := "", false
	if op.EntitySet != "" {
		if table, known = c.set(op.EntitySet, at{"entitySet"}); known {
			c.row(table, op.Row, at{"key"})
		}
	}
	switch op.Kind {
	case dynamics.Associate, dynamics.Disassociate:
		c.association(table, known, op)
	case dynamics.Action:
		c.action(table, known, op)
	default:
		if known {
			c.change(table, op)
		}
	}
}

// set finds the entity type of an entity set.
func (c *checker) set(name string, where at) (table string, known bool) {
	if table, known = c.Sets[name]; known {
		return table, c.Types[table] != nil
	}
	sets := slices.Sorted(maps.Keys(c.Sets))
	if i := slices.IndexFunc(sets, func(set string) bool { return c.Sets[set] == name }); i >= 0 {
		c.add(where, "no such entity set: use %s, the entity set name of %s", sets[i], name)
	} else {
		c.add(where, "no such entity set%s", c.meant(name, sets))
	}
	return "", false
}

// change checks the body of a create, update or upsert, and what orders it.
func (c *checker) change(table string, op dynamics.Operation) {
	if op.Kind != dynamics.Delete {
		if body, ok := decode(op.Data).(map[string]any); ok {
			c.body(body, place{table, at{"data"}})
			c.primaryKey(table, body, op)
			if state, given := body["statecode"]; given && op.Kind == dynamics.Create && state != json.Number("0") {
				// Which tables take it, no metadata that is read here says.
				c.warn(at{"data", "statecode"}, "on most tables a new row is active whatever the message says: create it, then update statecode with statuscode")
			}
		}
	}
	if op.Sequence != nil {
		c.sequence(table, *op.Sequence)
	} else if op.Kind == dynamics.Upsert {
		c.replacement(table)
	}
}

// decode reads a JSON value, its numbers digit by digit. What cannot be read is
// nil.
func decode(value json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(value))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	return v
}
