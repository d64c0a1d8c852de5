package schema

import (
	"slices"
	"strings"
	"sync"

	"sns-dynamics/internal/emulator/documented"
	"sns-dynamics/internal/emulator/odata"
)

// commonColumns are the columns that Dataverse adds to every new table and that the schema
// leaves out.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference
var commonColumns = []string{"importsequencenumber", "timezoneruleversionnumber", "utcconversiontimezonecode"}

// nameReader returns the documented names. It reads them at the first call, because most
// requests name only tables and columns of the schema.
type nameReader func() *documented.Names

// setNames gives the schema and its tables access to the documented names.
func (sc *Schema) setNames() {
	sc.names = sync.OnceValue(documented.Read)
	for _, t := range sc.Tables {
		t.names = sc.names
	}
}

// IsDocumentedSet reports whether Dataverse or Dynamics 365 has an entity set of the name
// that the schema lacks.
func (sc *Schema) IsDocumentedSet(entitySet string) bool {
	_, documented := sc.names().TableOfSet(entitySet)
	return documented && sc.BySet[entitySet] == nil
}

// IsDocumentedTable reports whether Dataverse or Dynamics 365 has a table of the logical
// name that the schema lacks.
func (sc *Schema) IsDocumentedTable(name string) bool {
	_, documented := sc.names().Table(name)
	return documented && sc.ByName[name] == nil
}

// IsDocumentedOperation reports whether Dataverse or Dynamics 365 has an action or a
// function of the name.
func (sc *Schema) IsDocumentedOperation(name string) bool {
	o, found := sc.names().Operation(name)
	return found && o.Kind != documented.Filter
}

// IsDocumentedRelationship reports whether a documented table has a relationship of the
// schema name. The names hold the relationships of the collections of a table, as far as the
// page of the table lists them. A relationship is Microsoft's too if its name begins with the
// name of a documented table: names of other publishers begin with a prefix.
func (sc *Schema) IsDocumentedRelationship(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(sc.names().Tables(), func(t documented.Table) bool {
		return t.HasNavigation(name) || strings.HasPrefix(lower, t.LogicalName+"_")
	})
}

// hasName reports whether the table has a column or a navigation property of the name, in
// any of its spellings, by the schema.
func (t *Table) hasName(name string) bool {
	return t.Columns[name] != nil || t.properties[name] != nil || t.Navs[name] != nil
}

// documentedTable returns the table in the documented names. A table without a schema, and
// a table of the schema's own, have no documented table.
func (t *Table) documentedTable() (documented.Table, bool) {
	if t.names == nil {
		return documented.Table{}, false
	}
	return t.names().Table(t.Name)
}

// LacksColumn reports whether Dataverse has a column that the schema lacks: by its logical
// name, or by the name of its property. The pages of some tables name no relationship of a
// lookup, so that the documented names do not know it as a lookup: every documented column
// that the schema lacks may have the property of a lookup.
func (t *Table) LacksColumn(name string) bool {
	if t.hasName(name) || t.names == nil {
		return false
	}
	if !t.Exact && slices.Contains(commonColumns, name) {
		return true
	}
	d, documented := t.documentedTable()
	if !documented {
		return false
	}
	if _, isColumn := d.Column(name); isColumn {
		return true
	}
	of, isLookup := strings.CutPrefix(name, "_")
	of, isValue := strings.CutSuffix(of, "_value")
	_, isColumn := d.Column(of)
	return isLookup && isValue && isColumn && !t.hasName(of)
}

// LacksNavigation reports whether Dataverse has a navigation property that the schema
// lacks. The pages of some tables do not name the property of a lookup. The property then
// has the name of the column, in any case of letters.
func (t *Table) LacksNavigation(name string) bool {
	d, documented := t.documentedTable()
	if !documented || t.hasName(name) {
		return false
	}
	c, isColumn := d.Column(strings.ToLower(name))
	return d.HasNavigation(name) || isColumn && c.IsLookup && len(c.Navigation) == 0
}

// lacks refuses a documented name that the schema lacks; nil for another name.
func (t *Table) lacks(name string) *odata.Error {
	switch {
	case slices.Contains(t.Parties, name):
		return nil // the Web API has no property for it
	case t.LacksNavigation(name):
		return odata.NotCovered("the navigation property %s of %s", name, t.Name)
	case t.LacksColumn(name):
		return odata.NotCovered("the column %s of %s", name, t.Name)
	}
	return nil
}
