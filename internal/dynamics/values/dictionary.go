package values

import (
	"maps"
	"slices"

	"sns-dynamics/internal/nearest"
)

// dictionary holds the names and definitions for the messages of one call. A later change of
// the catalog does not change it.
type dictionary struct {
	names  map[string]string // entity sets by logical name
	sets   map[string]string // logical names by entity set
	tables map[string]Table  // by logical name
	errs   map[string]error  // of tables whose definitions could not be read
}

// logicalName returns the logical name of the table with an entity set.
func (d dictionary) logicalName(entitySet string) (string, bool) {
	name, ok := d.sets[entitySet]
	return name, ok
}

// table returns the definition of a table by its logical name.
func (d dictionary) table(name string) (Table, bool) {
	t, ok := d.tables[name]
	return t, ok
}

// entitySet returns the entity set of a table, if the names list the table.
func (d dictionary) entitySet(table string) (string, bool) {
	set, ok := d.names[table]
	return set, ok
}

// lists returns the logical names of all tables.
func (d dictionary) lists() []string { return slices.Sorted(maps.Keys(d.names)) }

// noTable describes a table that the environment does not have.
func (d dictionary) noTable(name string) string {
	if near, ok := nearest.Name(name, d.lists()); ok {
		return "the environment has no such table: the nearest is " + near
	}
	return "the environment has no such table"
}
