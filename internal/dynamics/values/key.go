package values

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// otherKeys returns a problem for each column of the operation's key that the values set to
// another value, because the row would then have another key. Package message compares the
// values that the definition of the table does not change. A row that an alternate key binds
// is not compared.
func (c *conversion) otherKeys() []Problem {
	var all []Problem
	for _, k := range c.op.Row.Key {
		for _, f := range c.fields {
			if !differs(f, c.table.Columns[f.column], k) {
				continue
			}
			all = append(all, Problem{
				Pointer: c.pointer + "/values/" + f.column,
				Text:    "expected the value that /key has for this column, or no such column",
			})
			break // a lookup that is cleared may have several members
		}
	}
	return all
}

// differs reports whether a field sets a column of a key to another value.
func differs(f field, column Column, k operation.KeyColumn) bool {
	switch {
	case column.isLookup() && k.Column != "_"+f.column+"_value", !column.isLookup() && k.Column != f.column:
		return false
	case f.ref != nil:
		return f.ref.id != "" && !strings.EqualFold(f.ref.id, k.Value)
	case column.isLookup():
		return true // it is cleared
	case column.isChoice(), column.Type == typeBoolean:
		return !k.Quoted && f.json != k.Value && !isSameNumber(f.json, k.Value)
	}
	return false
}
