package orgschema

import (
	"maps"
	"slices"
	"strings"
)

// addKeys makes the alternate keys: those of the document, and those of the
// emulator's own whose index is not there yet, which no document has.
func (m *maker) addKeys() {
	for _, name := range slices.Sorted(maps.Keys(m.lines)) {
		t, own := m.tables[name], m.own[name]
		if t.Elastic {
			continue // the emulator knows the one that every elastic table has
		}
		if own != nil && !t.Exact {
			t.Keys = slices.Clone(own.Keys)
		}
		for _, properties := range m.lines[name].keys {
			var columns []string
			for _, p := range properties {
				columns = append(columns, m.keyColumn(t, p))
			}
			if len(columns) == 0 || slices.Contains(columns, "") {
				m.skip(m.types[name].Line, "EntityType %s: the key (%s) has a column that the emulator does not have", name, strings.Join(properties, ", "))
				continue
			}
			if k := namedKey(own, columns); !slices.ContainsFunc(t.Keys, func(o key) bool { return slices.Equal(o.Columns, k.Columns) }) {
				t.Keys = append(t.Keys, k)
			}
		}
		if own == nil || !t.Exact {
			continue
		}
		for _, k := range own.Keys {
			if k.Index != "" && !slices.ContainsFunc(k.Columns, func(c string) bool { return m.column(t, c) == "" }) {
				t.Keys = append(t.Keys, k)
			}
		}
	}
}

// namedKey is a key of those columns, as the emulator's own table knows it.
func namedKey(own *table, columns []string) key {
	if own != nil {
		for _, k := range own.Keys {
			if slices.Equal(k.Columns, columns) {
				return key{Name: k.Name, Columns: columns, Like: k.Like}
			}
		}
	}
	return key{Name: strings.Join(columns, "_"), Columns: columns}
}

// keyColumn is the column that a key calls property; "" if it can be none.
func (m *maker) keyColumn(t *table, property string) string {
	if lookup := lookupColumn(property); lookup != "" && m.column(t, lookup) == "Lookup" {
		return lookup
	}
	if kind := m.column(t, property); kind == "Lookup" || kind == "Other" || kind == "Binary" {
		return ""
	}
	if m.column(t, property) == "" {
		return ""
	}
	return property
}

// column is the type of a column of a table, "" for none.
func (m *maker) column(t *table, name string) string {
	if spec := t.Columns[name]; spec != "" {
		return kindOf(spec)
	}
	if name == t.PrimaryKey {
		return "Uniqueidentifier"
	}
	for _, r := range m.after.Relationships {
		if r.From == t.Name+"."+name {
			return "Lookup"
		}
	}
	if !t.Exact && slices.Contains([]string{"createdon", "modifiedon"}, name) {
		return "DateTime"
	}
	if len(t.States) > 0 && (name == "statecode" || name == "statuscode") {
		return "Picklist"
	}
	return ""
}
