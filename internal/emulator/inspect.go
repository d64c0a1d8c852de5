package emulator

import (
	"encoding/json"
	"fmt"
	"slices"

	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/query"
)

// Tables returns the entity set names of the tables that have a row, sorted, without the
// tables that describe tables.
func (e *Emulator) Tables() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var sets []string
	for _, t := range e.schema.Tables {
		if e.store.Count(t) > 0 && !t.Metadata {
			sets = append(sets, t.EntitySet)
		}
	}
	slices.Sort(sets)
	return sets
}

// Rows returns the rows of an entity set in the order of their creation. Each row has every
// column in the form of the Web API. It fails for an entity set that the schema does not
// have.
func (e *Emulator) Rows(entitySet string) ([]json.RawMessage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.schema.BySet[entitySet]
	if t == nil {
		return nil, fmt.Errorf("no entity set %q", entitySet)
	}
	sel, err := query.ParseSelect(t, "")
	if err != nil {
		return nil, err
	}
	rows := []json.RawMessage{}
	for _, r := range e.store.List(t) {
		rows = append(rows, orderedjson.Encode(query.Renderer{Store: e.store}.Render(r, sel, "")))
	}
	return rows, nil
}
