package check

import (
	"cmp"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// row checks the alternate key by which an operation names its row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
func (c *checker) row(table string, row operation.Row, where at) {
	if len(row.Key) == 0 || c.partitioned(table, row, where) {
		return
	}
	columns := make([]string, len(row.Key))
	for i, k := range row.Key {
		columns[i] = k.Column
	}
	if !c.alternateKey(table, columns, where) {
		return
	}
	for _, k := range row.Key {
		if column, ok := c.column(table, k.Column); ok {
			c.keyValue(column, k, where.below(k.Column))
		}
	}
}

// alternateKey checks that columns are an alternate key, and that its index is active if its
// state is known. It reports whether the columns are an alternate key.
func (c *checker) alternateKey(table string, columns []string, where at) bool {
	var names []string
	keys := c.keys(table)
	for _, k := range keys {
		if sameColumns(k.Columns, columns) {
			if k.Index != "" && k.Index != active {
				c.add(where, "the index of this alternate key is %s: it can be used once that is Active", k.Index)
			}
			return true
		}
		names = append(names, strings.Join(k.Columns, " with "))
	}
	before := len(c.problems)
	for _, column := range columns {
		if !c.has(table, column) {
			c.unknownKeyColumn(table, column, where)
		}
	}
	switch {
	case len(c.problems) > before, len(keys) == 0 && c.KeysUnknown:
	case len(keys) == 0:
		c.add(where, "%s has no alternate key: name the row by its id", table)
	default:
		c.add(where, "not an alternate key of %s, which has %s", table, oneOf(names))
	}
	return false
}

func (c *checker) unknownKeyColumn(table, column string, where at) {
	where = where.below(column)
	if lookup := c.property(table, column); lookup != column {
		c.add(where, "the column of a lookup: in a key it goes by %s", lookup)
		return
	}
	c.unknown(where, c.askForMember(table, column), "no such column of %s%s", table, c.meant(column, c.columnNames(table)))
}

// keyValue checks the value of one column of a key in the form of the URL. The URL quotes a
// string of the message, except a GUID, by the name of the column, and a date or a time, by
// the type of the column.
func (c *checker) keyValue(column Column, k operation.KeyColumn, where at) {
	isText := column.Type == edmString
	switch column.Type {
	case edmDate, edmDateTimeOffset:
		// The function reads the type of a column if its value looks like a date or a time.
		if text := expected(column.Type, k.Value); !k.Quoted || text != "" {
			c.add(where, "expected a string with %s (%s)", cmp.Or(text, "a date"), column.Type)
		}
	case edmGuid:
		if !operation.IsGUIDColumn(k.Column) {
			c.add(where, "a GUID column other than a lookup cannot be expressed in a key: name the row by its id")
		}
	default:
		if isText != k.Quoted {
			c.add(where, "expected %s, for the column is of type %s", map[bool]string{true: "a string", false: "a number or a boolean"}[isText], column.Type)
		}
	}
}

// sameColumns reports whether two lists have the same columns in any order.
func sameColumns(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
