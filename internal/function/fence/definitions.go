package fence

import (
	"context"

	"sns-dynamics/internal/dynamics"
)

// Definitions reads the names and relationships of tables for the messages of one event. It
// remembers its first error, so that each further message of the event fails at once instead
// of waiting for the same service. It is not safe for concurrent use.
type Definitions struct {
	names dynamics.Names
	err   error
}

// NewDefinitions returns definitions that a client reads.
func NewDefinitions(c *dynamics.Client) *Definitions { return &Definitions{names: c.Names} }

// entitySet returns the entity set of a table. It is empty if the environment has no such
// table, and after an error.
func (d *Definitions) entitySet(ctx context.Context, table string) (set string) {
	if d.err == nil {
		set, _, d.err = d.names.EntitySet(ctx, table)
	}
	return set
}

// logicalName returns the logical name of the table with an entity set, in the same way.
func (d *Definitions) logicalName(ctx context.Context, entitySet string) (table string) {
	if d.err == nil {
		table, _, d.err = d.names.LogicalName(ctx, entitySet)
	}
	return table
}

// targets returns the tables to which a navigation property of a table leads. It returns none
// if the table has no such navigation property, and after an error.
func (d *Definitions) targets(ctx context.Context, table, property string) (tables []string) {
	if d.err == nil {
		tables, d.err = d.names.Targets(ctx, table, property)
	}
	return tables
}
