package orgschema

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator/schema"
)

// addRelationships makes relationships from the navigation properties. The relationships
// that the emulator needs stay even if the document does not have them.
func (m *maker) addRelationships() {
	kept := map[string]bool{} // as "table.navigation property", with "/" behind a lookup's target
	for _, r := range m.before.Relationships {
		if m.keeps(r) {
			m.after.Relationships = append(m.after.Relationships, r)
			m.note(kept, r)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.lines)) {
		for _, n := range m.lines[name].navigations {
			if !n.Collection && !m.system(name, n.Name) {
				m.addLookup(name, n, kept)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.lines)) {
		for _, n := range m.lines[name].navigations {
			if n.Collection && !kept[name+"."+n.Name] {
				m.addMany(name, n, kept)
			}
		}
	}
}

// keeps reports whether the org also has a relationship of the default schema, and copies
// its names from the document.
func (m *maker) keeps(r *schema.Relationship) bool {
	if r.From == "" {
		return m.joins(r)
	}
	from, column, _ := strings.Cut(r.From, ".")
	if m.tables[from] == nil || m.tables[r.To] == nil {
		return false
	}
	l, documented := m.lines[from]
	if slices.Contains(needed, from) && slices.Contains(needed, r.To) || !documented {
		delete(m.tables[from].ColumnSpecs, column)
		return true
	}
	nav := l.navigation(r.Nav)
	if nav == nil || nav.Collection || nav.Target != r.To || lookupColumn(nav.Column) != column || m.tables[from].ColumnSpecs[column] != "" {
		return false
	}
	if far := m.lines[r.To].navigation(r.Collection); far == nil || !far.Collection || far.Target != from {
		if r.Delete+r.Merge != "" {
			m.skip(nav.Line, "NavigationProperty %s of %s: the effect of a delete or a merge on it: %s has no %s", r.Nav, from, r.To, r.Collection)
		}
		r.Collection, r.Delete, r.Merge = "", "", ""
	}
	return true
}

// joins reports whether both tables of a many-to-many relationship exist and support it.
func (m *maker) joins(r *schema.Relationship) bool {
	ends, navs := r.Many, r.Navs
	if a, b := m.tables[ends[0]], m.tables[ends[1]]; a == nil || b == nil || a.Elastic || b.Elastic {
		return false
	}
	for i, end := range ends {
		if slices.Contains(needed, ends[0]) && slices.Contains(needed, ends[1]) {
			break
		}
		if n := m.lines[end].navigation(navs[i]); n == nil || !n.Collection || n.Target != ends[1-i] {
			return false
		}
	}
	return true
}

func (m *maker) note(kept map[string]bool, r *schema.Relationship) {
	if r.From == "" {
		kept[r.Many[0]+"."+r.Navs[0]], kept[r.Many[1]+"."+r.Navs[1]] = true, true
		return
	}
	from, _, _ := strings.Cut(r.From, ".")
	kept[from+"."+r.Nav+"/"+r.To] = true
	if r.Collection != "" {
		kept[r.To+"."+r.Collection] = true
	}
}

// system reports whether the emulator itself adds the lookup to a table that it needs.
func (m *maker) system(name, nav string) bool {
	return !m.tables[name].Exact && slices.Contains(systemLookups, nav)
}

func (m *maker) addLookup(name string, n csdl.Navigation, kept map[string]bool) {
	column := lookupColumn(n.Column)
	targets := []string{n.Target}
	if n.Target == principal {
		targets = []string{"systemuser", "team"}
	}
	for _, to := range targets {
		t := m.tables[name]
		switch {
		case kept[name+"."+n.Name+"/"+to]:
			continue
		case m.tables[to] == nil:
			m.skip(n.Line, "NavigationProperty %s of %s: the emulator has no table %s", n.Name, name, to)
			continue
		case column == "" || m.lines[name].property(n.Column) == nil:
			m.skip(n.Line, "NavigationProperty %s of %s: no column such as _%s_value is behind it", n.Name, name, strings.ToLower(n.Name))
			continue
		case t.ColumnSpecs[column] != "" || column == t.PrimaryKey || len(t.States) > 0 && (column == "statecode" || column == "statuscode"):
			m.skip(n.Line, "NavigationProperty %s of %s: %s is a column as well", n.Name, name, column)
			continue
		}
		r := &schema.Relationship{Name: name + "_" + column + "_" + to, From: name + "." + column, To: to, Nav: n.Name}
		if far := m.lines[to].navigation(n.Partner); far != nil && far.Collection && far.Target == name && !kept[to+"."+far.Name] {
			r.Name, r.Collection = far.Name, far.Name
		}
		m.after.Relationships = append(m.after.Relationships, r)
		m.note(kept, r)
	}
}

// addMany makes a many-to-many relationship from a collection whose partner is also a
// collection.
func (m *maker) addMany(name string, n csdl.Navigation, kept map[string]bool) {
	far := m.lines[n.Target].navigation(n.Partner)
	switch {
	case m.tables[n.Target] == nil:
		m.skip(n.Line, "NavigationProperty %s of %s: the emulator has no table %s", n.Name, name, n.Target)
	case m.tables[name].Elastic || m.tables[n.Target].Elastic:
		m.skip(n.Line, "NavigationProperty %s of %s: an elastic table has no many-to-many relationships", n.Name, name)
	case name == n.Target:
		m.skip(n.Line, "NavigationProperty %s of %s: it joins rows of one table", n.Name, name)
	case far == nil || !far.Collection || far.Target != name || kept[n.Target+"."+far.Name]:
		m.skip(n.Line, "NavigationProperty %s of %s: nothing leads back from %s", n.Name, name, n.Target)
	default:
		r := &schema.Relationship{Name: n.Name, Many: [2]string{name, n.Target}, Navs: [2]string{n.Name, far.Name}}
		m.after.Relationships = append(m.after.Relationships, r)
		m.note(kept, r)
	}
}
