package dynamicstest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Tables returns the entity set names of the tables that hold a row, sorted,
// without those that describe the tables.
func (e *Emulator) Tables() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var sets []string
	for _, t := range e.schema.Tables {
		if len(e.store.rows[t]) > 0 && !t.Metadata {
			sets = append(sets, t.EntitySet)
		}
	}
	slices.Sort(sets)
	return sets
}

// Rows returns the rows of an entity set in the order of their creation, each
// with every column as the Web API would return it. It fails for an entity set
// the schema does not have.
func (e *Emulator) Rows(entitySet string) ([]json.RawMessage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.schema.bySet[entitySet]
	if t == nil {
		return nil, fmt.Errorf("dynamicstest: no entity set %q", entitySet)
	}
	sel, err := t.parseSelect("")
	if err != nil {
		return nil, err
	}
	rows := []json.RawMessage{}
	for _, r := range e.store.list(t) {
		rows = append(rows, encode((&call{store: e.store}).render(r, sel, "")))
	}
	return rows, nil
}
