package orgschema

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/schema"
)

// addRest copies the parts of the default schema that no document has, if their tables and
// columns exist: rows, privileges and duplicate rules.
func (m *maker) addRest() {
	m.after.NotCovered = slices.Concat(m.before.NotCovered, m.after.NotCovered)
	m.after.Privileges = m.before.Privileges
	for _, d := range m.before.DuplicateRules {
		if t := m.tables[d.Table]; t != nil && !slices.ContainsFunc(d.Columns, func(c string) bool { return m.column(t, c) == "" }) {
			m.after.DuplicateRules = append(m.after.DuplicateRules, d)
		}
	}
	for _, r := range m.before.Rows {
		if t := m.tables[r.Table]; t != nil {
			m.after.Rows = append(m.after.Rows, m.rowOf(t, r))
		}
	}
	for _, l := range m.before.Links {
		if slices.ContainsFunc(m.after.Relationships, func(r *schema.Relationship) bool { return r.From == "" && r.Name == l.Relationship }) {
			m.after.Links = append(m.after.Links, l)
		}
	}
	for _, g := range m.before.Grants {
		m.after.Grants = append(m.after.Grants, m.grantOf(g))
	}
}

// rowOf keeps the cells whose columns have the expected type.
func (m *maker) rowOf(t *schema.Table, r schema.Row) schema.Row {
	kept := schema.Row{Table: r.Table, ID: r.ID, Cells: maps.Clone(r.Cells)}
	for name, v := range kept.Cells {
		kind := m.column(t, name)
		was := kindOf(m.own[r.Table].ColumnSpecs[name])
		if was == "" && kind == "Lookup" {
			to, _, _ := strings.Cut(strings.Trim(string(v), `"`), ":")
			if m.tables[to] != nil && m.leads(t.Name+"."+name, to) {
				continue
			}
		}
		if was == "" || alike[kind] != alike[was] || alike[kind] == "" && kind != was {
			delete(kept.Cells, name)
		}
	}
	return kept
}

func (m *maker) leads(lookup, to string) bool {
	return slices.ContainsFunc(m.after.Relationships, func(r *schema.Relationship) bool { return r.From == lookup && r.To == to })
}

// everything are the letters of all rights on a table.
const everything = "CRWDATS"

// grantOf leaves out the privileges on missing tables. A role with all rights on some
// tables also gets all rights on tables that only the document has.
func (m *maker) grantOf(g schema.Grant) schema.Grant {
	assignable, known := map[string]bool{}, map[string]bool{}
	for _, t := range m.before.Tables {
		known[t.Privilege] = true
	}
	for _, t := range m.after.Tables {
		if !t.System {
			assignable[t.Privilege] = assignable[t.Privilege] || t.Owned
		}
	}
	tables := map[string]string{}
	full := false
	for noun, letters := range g.Tables {
		full = full || letters == everything
		if owned, there := assignable[noun]; there {
			tables[noun] = may(letters, owned)
		}
	}
	for noun, owned := range assignable {
		if full && !known[noun] {
			tables[noun] = may(everything, owned)
		}
	}
	return schema.Grant{Role: g.Role, Privileges: g.Privileges, Tables: tables}
}

func may(letters string, owned bool) string {
	if owned {
		return letters
	}
	return strings.ReplaceAll(letters, "S", "")
}
