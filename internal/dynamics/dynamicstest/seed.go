package dynamicstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// seedRow is a row there is from the start. A lookup's cell is written
// "table:id".
type seedRow struct {
	Table string                     `json:"table"`
	ID    string                     `json:"id"`
	Cells map[string]json.RawMessage `json:"cells"`
}

// seedLink joins two seeded rows by a many-to-many relationship.
type seedLink struct {
	Relationship string `json:"relationship"`
	From         string `json:"from"`
	To           string `json:"to"`
}

// seed makes the store of a new emulator: the privileges of every table, then
// the schema's rows, links and grants. All rows belong to the seeded
// application user.
func seed(sc *schema, now time.Time) (*store, error) {
	st := newStore()
	for _, name := range sc.privilegeNames() {
		st.put(&row{table: sc.byName["privilege"], id: sc.privilegeID(name), cells: map[string]any{"name": name}})
	}
	sc.describe(st)
	for _, s := range sc.Rows {
		if err := s.add(sc, st); err != nil {
			return nil, fmt.Errorf("row %s %s: %w", s.Table, s.ID, err)
		}
	}
	for _, l := range sc.Links {
		if !slices.ContainsFunc(sc.Relationships, func(r *relationship) bool { return r.Name == l.Relationship && r.From == "" }) {
			return nil, fmt.Errorf("link: no many-to-many relationship %s", l.Relationship)
		}
		st.link(link{l.Relationship, [2]string{l.From, l.To}})
	}
	for _, g := range sc.Grants {
		if err := g.add(sc, st); err != nil {
			return nil, fmt.Errorf("grant to role %s: %w", g.Role, err)
		}
	}
	// A day old, so that nobody takes them for rows of a message just published.
	made := now.AddDate(0, 0, -1).UTC().Format(timeLayout)
	owner := reference{sc.byName["systemuser"], ApplicationUserID}
	for _, t := range sc.Tables {
		for _, r := range st.list(t) {
			complete := r.draft()
			complete.setDefaults(sc, st, made, owner)
			st.set(r, complete)
		}
	}
	st.begin()
	return st, nil
}

func (s seedRow) add(sc *schema, st *store) error {
	t, id := sc.byName[s.Table], strings.ToLower(s.ID)
	if _, ok := parseGUID(id); t == nil || !ok || st.find(t, id) != nil {
		return fmt.Errorf("no such table, a malformed id or an id used twice")
	}
	r := &row{table: t, id: id, cells: map[string]any{}}
	for _, name := range slices.Sorted(maps.Keys(s.Cells)) {
		c := t.columns[name]
		if c == nil {
			return fmt.Errorf("no column %s", name)
		}
		o, err := decodeObject([]byte(`{"v":` + string(s.Cells[name]) + `}`))
		if err != nil {
			return err
		}
		v := o[0].value
		if c.kind == kindLookup {
			target, id, _ := strings.Cut(fmt.Sprint(v), ":")
			ref := reference{sc.byName[target], id}
			if ref.table == nil || st.find(ref.table, id) == nil {
				return fmt.Errorf("column %s: no row %s", name, v)
			}
			r.cells[name] = ref
			continue
		}
		if r.cells[name], err = t.cell(c, v); err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
	}
	st.put(r)
	return nil
}
