package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"sns-dynamics/internal/emulator/store"
)

// Count is the number of rows of a table.
type Count struct {
	EntitySet string `json:"entitySet"`
	Rows      int    `json:"rows"`
}

// Counts returns the tables by their entity set names, with the numbers of their rows and
// without the tables that describe tables.
func (e *Emulator) Counts() []Count {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := []Count{}
	for _, t := range e.schema.Tables {
		if !t.Metadata {
			all = append(all, Count{t.EntitySet, e.store.Count(t)})
		}
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Compare(a.EntitySet, b.EntitySet) })
	return all
}

// Latest returns the rows of an entity set that changed last, the latest first, at most
// limit of them, without secrets. It fails for an entity set that the schema does not have.
func (e *Emulator) Latest(entitySet string, limit int) ([]json.RawMessage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.schema.BySet[entitySet]
	if t == nil {
		return nil, fmt.Errorf("no entity set %q", entitySet)
	}
	found := slices.SortedFunc(e.store.All(t), func(a, b *store.Row) int { return cmp.Compare(b.Version, a.Version) })
	rows := []json.RawMessage{}
	for _, r := range found[:min(limit, len(found))] {
		rows = append(rows, e.shown(r))
	}
	return rows, nil
}

// EntitySetOf returns the entity set of the table with a logical name; empty if the schema does
// not have the table.
func (e *Emulator) EntitySetOf(table string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t := e.schema.ByName[table]; t != nil {
		return t.EntitySet
	}
	return ""
}
