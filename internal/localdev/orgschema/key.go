package orgschema

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/schema"
)

// addKeys makes the alternate keys: the keys of the document, and the keys of the default
// schema whose index is not yet active, because no document has such keys.
func (m *maker) addKeys() {
	for _, name := range slices.Sorted(maps.Keys(m.lines)) {
		t, own := m.tables[name], m.own[name]
		if t.Elastic {
			continue // the emulator itself has the key of elastic tables
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
			if k := namedKey(own, columns); !slices.ContainsFunc(t.Keys, func(o schema.AlternateKey) bool { return slices.Equal(o.Columns, k.Columns) }) {
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

// namedKey returns a key with the given columns, named like in the default schema.
func namedKey(own *schema.Table, columns []string) schema.AlternateKey {
	if own != nil {
		for _, k := range own.Keys {
			if slices.Equal(k.Columns, columns) {
				return schema.AlternateKey{Name: k.Name, Columns: columns, Like: k.Like}
			}
		}
	}
	return schema.AlternateKey{Name: strings.Join(columns, "_"), Columns: columns}
}

// keyColumn returns the column of a key's property; "" if it cannot be a key column.
func (m *maker) keyColumn(t *schema.Table, property string) string {
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

// column returns the type of a column of a table; "" without such a column.
func (m *maker) column(t *schema.Table, name string) string {
	if spec := t.ColumnSpecs[name]; spec != "" {
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
