package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// Seed makes the store of a new emulator: the privileges of every table, then
// the schema's rows, links and grants. All rows belong to the owner. The error says which
// row, link or grant is wrong.
func Seed(sc *schema.Schema, now time.Time, ownerID string) (*Store, error) {
	st := New()
	for _, name := range sc.PrivilegeNames() {
		st.Put(&Row{Table: sc.ByName["privilege"], ID: sc.PrivilegeID(name), Cells: map[string]any{"name": name}})
	}
	describe(sc, st)
	for _, s := range sc.Rows {
		if err := addRow(s, sc, st); err != nil {
			return nil, fmt.Errorf("row %s %s: %w", s.Table, s.ID, err)
		}
	}
	for _, l := range sc.Links {
		if !slices.ContainsFunc(sc.Relationships, func(r *schema.Relationship) bool { return r.Name == l.Relationship && r.From == "" }) {
			return nil, fmt.Errorf("link: no many-to-many relationship %s", l.Relationship)
		}
		st.AddLink(Link{l.Relationship, [2]string{l.From, l.To}})
	}
	for _, g := range sc.Grants {
		if err := addGrant(g, sc, st); err != nil {
			return nil, fmt.Errorf("grant to role %s: %w", g.Role, err)
		}
	}
	// The rows are a day old, so that no reader takes them for rows of a message that was
	// just published.
	made := now.AddDate(0, 0, -1).UTC().Format(odata.TimeLayout)
	owner := schema.Reference{Table: sc.ByName["systemuser"], ID: ownerID}
	for _, t := range sc.Tables {
		for _, r := range st.List(t) {
			complete := r.Draft()
			complete.SetDefaults(sc, st, made, owner)
			st.set(r, complete)
		}
	}
	st.Begin()
	return st, nil
}

func addRow(s schema.Row, sc *schema.Schema, st *Store) error {
	t, id := sc.ByName[s.Table], strings.ToLower(s.ID)
	if _, ok := guid.Parse(id); t == nil || !ok || st.Find(t, id) != nil {
		return fmt.Errorf("no such table, a malformed id or an id used twice")
	}
	r := &Row{Table: t, ID: id, Cells: map[string]any{}}
	for _, name := range slices.Sorted(maps.Keys(s.Cells)) {
		c := t.Columns[name]
		if c == nil {
			return fmt.Errorf("no column %s", name)
		}
		o, err := orderedjson.Decode([]byte(`{"v":` + string(s.Cells[name]) + `}`))
		if err != nil {
			return err
		}
		v := o[0].Value
		if c.Kind == schema.KindLookup {
			target, id, _ := strings.Cut(fmt.Sprint(v), ":")
			ref := schema.Reference{Table: sc.ByName[target], ID: id}
			if ref.Table == nil || st.Find(ref.Table, id) == nil {
				return fmt.Errorf("column %s: no row %s", name, v)
			}
			r.Cells[name] = ref
			continue
		}
		if r.Cells[name], err = t.Cell(c, v); err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
	}
	st.Put(r)
	return nil
}
