package check

import (
	"encoding/json"
	"maps"
	"slices"

	"sns-dynamics/internal/operation"
)

// Check returns the problems for which an environment would refuse a valid operation: unknown
// names, values that do not fit their columns, and columns that are no alternate key. It
// does not know rows, privileges, options and business logic, so an operation without a
// problem can still fail. It checks each operation of a batch separately. The problems have
// the order of the fields of the message. The problems of a body are sorted by name. It is
// safe for concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-types-operations
func Check(op operation.Operation, m *Model) []Problem { return Checker{Model: m}.Check(op) }

// Check is [Check] for the model. It says of a name that only the emulator lacks that the
// emulator does not know it.
func (ck Checker) Check(op operation.Operation) []Problem {
	if ck.Model == nil {
		return nil
	}
	c := &checker{Model: ck.Model, lacks: ck.Lacks}
	c.operation(op)
	for i, part := range op.Operations {
		c.in = at{"operations"}.index(i)
		c.operation(part)
		c.together(part)
	}
	return c.problems
}

func (c *checker) operation(op operation.Operation) {
	table, known := "", false
	if op.EntitySet != "" {
		if table, known = c.set(op.EntitySet, at{"entitySet"}); known {
			c.row(table, op.Row, at{"key"})
		}
	}
	switch op.Kind {
	case operation.Associate, operation.Disassociate:
		c.association(table, known, op)
	case operation.Action:
		c.action(table, known, op)
	default:
		if known {
			c.change(table, op)
		}
	}
}

// set returns the entity type of an entity set.
func (c *checker) set(name string, where at) (table string, known bool) {
	if table, known = c.Sets[name]; known {
		return table, c.Types[table] != nil
	}
	sets := slices.Sorted(maps.Keys(c.Sets))
	if i := slices.IndexFunc(sets, func(set string) bool { return c.Sets[set] == name }); i >= 0 {
		c.add(where, "no such entity set: use %s, the entity set name of %s", sets[i], name)
	} else {
		c.unknown(where, askForSet(name), "no such entity set%s", c.meant(name, sets))
	}
	return "", false
}

// change checks the body and the sequence of a create, update or upsert.
func (c *checker) change(table string, op operation.Operation) {
	if op.Kind != operation.Delete {
		if body, ok := operation.Value(op.Data).(map[string]any); ok {
			c.body(body, place{table, at{"data"}})
			c.primaryKey(table, body, op)
			if state, given := body["statecode"]; given && op.Kind == operation.Create && state != json.Number("0") {
				// The metadata does not say which tables accept another statecode.
				c.warn(at{"data", "statecode"}, "on most tables a new row is active whatever the message says: create it, then update statecode with statuscode")
			}
		}
	}
	if op.Sequence != nil {
		c.sequence(table, *op.Sequence)
	} else if op.Kind == operation.Upsert {
		c.replacement(table)
	}
}
