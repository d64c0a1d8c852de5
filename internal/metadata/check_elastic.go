package metadata

import "sns-dynamics/internal/dynamics"

// elastic reports whether a table is an elastic one.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func (c *checker) elastic(table string) bool {
	t := c.Types[table]
	return t != nil && t.Elastic
}

// partitioned reports whether the key of a row is the one that every elastic table
// has, the primary key and the partition.
func (c *checker) partitioned(table string, row dynamics.Row, where at) bool {
	column, _, _, ok := row.Partitioned()
	if !ok || !c.elastic(table) {
		return false
	}
	if primary := c.id(table); column != primary {
		c.add(where.below(column), "expected %s, the primary key, beside partitionid", primary)
	}
	return true
}

// together checks that an operation can be part of a batch: a change set does not
// undo what was done to an elastic table.
func (c *checker) together(part dynamics.Operation) {
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

// replacement warns of an upsert that makes a row of an elastic table anew.
func (c *checker) replacement(table string) {
	if c.elastic(table) {
		c.warn(at{"data"}, "an upsert replaces the whole row of an elastic table: a column that is left out becomes empty")
	}
}
