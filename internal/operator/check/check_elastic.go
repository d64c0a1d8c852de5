package check

import (
	"sns-dynamics/internal/operation"
)

// elastic reports whether a table is an elastic table.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func (c *checker) elastic(table string) bool {
	t := c.Types[table]
	return t != nil && t.Elastic
}

// partitioned reports whether a key has the columns of the key of an elastic table: the primary
// key and the partition.
func (c *checker) partitioned(table string, row operation.Row, where at) bool {
	column, _, _, ok := row.Partitioned()
	if !ok || !c.elastic(table) {
		return false
	}
	if primary := c.id(table); column != primary {
		c.add(where.below(column), "expected %s, the primary key, beside partitionid", primary)
	}
	return true
}

// together checks that an operation can be part of a batch: a failed change set does not undo a
// change of an elastic table.
func (c *checker) together(part operation.Operation) {
	where := at{"entitySet"}
	switch {
	case c.elastic(c.Sets[part.EntitySet]):
	case c.elastic(c.Sets[part.Related.EntitySet]):
		where = at{"related", "entitySet"}
	default:
		return
	}
	c.add(where, "an elastic table takes no part in a batch: publish the operation by itself")
}

// replacement warns of an upsert that replaces a whole row of an elastic table.
func (c *checker) replacement(table string) {
	if c.elastic(table) {
		c.warn(at{"data"}, "an upsert replaces the whole row of an elastic table: a column that is left out becomes empty")
	}
}
