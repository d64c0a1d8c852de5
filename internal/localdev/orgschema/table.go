package orgschema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator/schema"
)

// needed are the tables that the emulator needs: their rows are the privileges and the
// definitions of tables.
var needed = []string{
	"systemuser", "team", "role", "privilege", "roleprivileges", "businessunit", "organization", "transactioncurrency",
	"sdkmessage", "sdkmessagefilter",
}

// definitions is the entity set of definitions, which the emulator always has.
const definitions = "EntityDefinitions"

// metadataTypes are the base types of the definitions of tables, which the emulator makes
// from its schema.
var metadataTypes = []string{"crmmodelbaseentity", "MetadataBase"}

// addTables makes a table from every entity set whose rows have an id.
func (m *maker) addTables(d *csdl.Document) error {
	for _, s := range d.Sets {
		t := m.types[s.Type]
		if t == nil {
			return &csdl.Error{Line: s.Line, Element: "EntitySet " + s.Name, Err: fmt.Errorf("the document has no entity type %s", s.Type)}
		}
		l, err := m.lineOf(s.Type)
		if err != nil {
			return err
		}
		id := m.primaryKey(s.Type, l)
		switch {
		case s.Name == definitions:
			continue
		case m.sets[s.Type] != "":
			m.skip(s.Line, "EntitySet %s: another entity set of %s", s.Name, s.Type)
		case slices.ContainsFunc(metadataTypes, func(base string) bool { return slices.Contains(l.names, base) }):
			m.skip(s.Line, "EntitySet %s: it describes tables", s.Name)
		case id == "":
			m.skip(s.Line, "EntitySet %s: the key of %s is not one Edm.Guid", s.Name, s.Type)
		default:
			m.sets[s.Type], m.lines[s.Type] = s.Name, l
			m.tables[s.Type] = m.tableOf(s, l, id)
			continue
		}
		m.after.NotCovered = append(m.after.NotCovered, s.Name)
	}
	taken := map[string]bool{}
	for _, t := range m.tables {
		taken[t.EntitySet] = true
	}
	for _, name := range needed {
		own := m.own[name]
		switch t := m.tables[name]; {
		case own == nil || t != nil:
		case taken[own.EntitySet]:
			return fmt.Errorf("the entity set %s is not of the table %s", own.EntitySet, name)
		default:
			m.tables[name] = own
		}
	}
	names := slices.Sorted(maps.Keys(m.tables))
	for _, own := range m.before.Tables { // first the tables of the default schema in their order, then the other tables by name
		if t := m.tables[own.Name]; t != nil {
			m.after.Tables = append(m.after.Tables, t)
		}
	}
	code := 20000 // the type code before the codes of tables without a known code
	for _, name := range names {
		if m.own[name] == nil {
			code++
			m.tables[name].TypeCode = code
			m.after.Tables = append(m.after.Tables, m.tables[name])
		}
	}
	return nil
}

// primaryKey returns the column of the primary key; "" without one. In the document, users
// and teams also have the primary key of principals.
func (m *maker) primaryKey(name string, l line) string {
	if slices.Contains(needed, name) && m.own[name] != nil {
		return m.own[name].PrimaryKey
	}
	id := ""
	if len(l.key) == 1 {
		id = l.key[0]
	}
	if own := l.property(name + "id"); slices.Contains(l.names, principal) && own != nil {
		id = own.Name
	}
	if p := l.property(id); p == nil || p.Type != "Edm.Guid" {
		return ""
	}
	return id
}

// systemLookups are the lookups of most tables of the emulator.
var systemLookups = []string{"createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"}

const (
	principal = "principal"
	activity  = "activitypointer"
)

func (m *maker) tableOf(s csdl.Set, l line, id string) *schema.Table {
	own := m.own[s.Type]
	t := &schema.Table{Name: s.Type, Privilege: s.Type, Exact: true}
	if own != nil {
		*t = *own
		t.Keys, t.Exact = nil, true
	} else if slices.Contains(l.names, activity) {
		t.Privilege = "Activity"
	}
	t.EntitySet, t.PrimaryKey, t.ColumnSpecs = s.Name, id, m.columns(own, l, id)
	if own != nil && slices.Contains(needed, s.Type) {
		t.Exact = false // such a table keeps the columns of all tables of the emulator
		for name, spec := range t.ColumnSpecs {
			if slices.Contains(systemLookups, name) {
				delete(t.ColumnSpecs, name)
			} else if kindOf(spec) == "Money" { // a column for money would add a currency
				t.ColumnSpecs[name] = strings.Replace(spec, "Money", "Decimal", 1)
			}
		}
		maps.Copy(t.ColumnSpecs, own.ColumnSpecs)
		return t
	}
	owner := l.navigation("ownerid")
	t.Owned = owner != nil && owner.Target == principal
	if partition := l.property("partitionid"); partition != nil && partition.Type == "Edm.String" && t.ColumnSpecs["ttlinseconds"] != "" {
		t.Elastic = true // no other table has a time to live
		t.ColumnSpecs["partitionid"] = "String(1024)"
	}
	for _, name := range []string{"statecode", "statuscode"} {
		if p := l.property(name); p == nil || p.Type != "Edm.Int32" {
			t.States = nil
		}
	}
	if len(t.States) > 0 { // the emulator makes statecode and statuscode from the states
		delete(t.ColumnSpecs, "statecode")
		delete(t.ColumnSpecs, "statuscode")
	}
	return t
}
