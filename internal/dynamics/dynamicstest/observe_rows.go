package dynamicstest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Count is how many rows a table has.
type Count struct {
	EntitySet string `json:"entitySet"`
	Rows      int    `json:"rows"`
}

// Counts returns the tables that [Emulator.Tables] names, with how many rows each
// has.
func (e *Emulator) Counts() []Count {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := []Count{}
	for _, t := range e.schema.Tables {
		if n := len(e.store.rows[t]); n > 0 && !t.Metadata {
			all = append(all, Count{t.EntitySet, n})
		}
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Compare(a.EntitySet, b.EntitySet) })
	return all
}

// Latest returns the rows of an entity set that were changed last, the latest
// first and no more than most, without secrets. It fails for an entity set the
// schema does not have.
func (e *Emulator) Latest(entitySet string, most int) ([]json.RawMessage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.schema.bySet[entitySet]
	if t == nil {
		return nil, fmt.Errorf("dynamicstest: no entity set %q", entitySet)
	}
	found := slices.SortedFunc(maps.Values(e.store.rows[t]), func(a, b *row) int { return cmp.Compare(b.version, a.version) })
	rows := []json.RawMessage{}
	for _, r := range found[:min(most, len(found))] {
		rows = append(rows, e.shown(r))
	}
	return rows, nil
}
