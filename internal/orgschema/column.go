package orgschema

import (
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/csdl"
)

// kinds are the emulator's types of columns by those of documents. A document
// does not tell an option from a whole number, nor a short text from a long one.
var kinds = map[string]string{
	"Edm.String": "Memo", "Edm.Int32": "Integer", "Edm.Int64": "BigInt", "Edm.Decimal": "Decimal", "Edm.Double": "Double",
	"Edm.Boolean": "Boolean", "Edm.DateTimeOffset": "DateTime", "Edm.Date": "DateOnly", "Edm.Guid": "Uniqueidentifier", "Edm.Binary": "Binary",
}

// alike are the types of columns that a document writes as one.
var alike = map[string]string{
	"String": "Edm.String", "Memo": "Edm.String", "Integer": "Edm.Int32", "Picklist": "Edm.Int32", "Decimal": "Edm.Decimal", "Money": "Edm.Decimal",
}

// longestText is the length of a text that nobody bounds.
const longestText = 1_048_576

// byService are the columns that Dataverse sets by itself, in every table that
// has them.
var byService = []string{"createdon", "modifiedon", "versionnumber"}

// defaults are what some columns hold unless told otherwise.
var defaults = map[string]string{"statecode": "=0", "statuscode": "=1"}

// columns are the columns of a table other than lookups and the primary key.
func (m *maker) columns(own *table, l line, id string) map[string]string {
	columns := map[string]string{}
	for _, p := range l.properties {
		if p.Name == id || l.lookupBehind(p.Name) || slices.Contains(l.names, principal) && p.Name == "ownerid" {
			continue
		}
		spec := l.column(p)
		if own != nil && own.Columns[p.Name] != "" && sameType(own.Columns[p.Name], p.Type) {
			spec = own.Columns[p.Name]
		}
		columns[p.Name] = spec
	}
	return columns
}

func sameType(spec, edm string) bool {
	kind := kindOf(spec)
	return alike[kind] == edm || kinds[edm] == kind
}

func kindOf(spec string) string {
	kind, _, _ := strings.Cut(spec, " ")
	kind, _, _ = strings.Cut(kind, "=")
	kind, _, _ = strings.Cut(kind, "(")
	return kind
}

// column writes a column of which the document alone is known.
func (l line) column(p csdl.Property) string {
	spec := typeSpec(p)
	if base := l.property(p.Name + "_base"); spec == "Decimal" && base != nil && base.Type == p.Type {
		spec = "Money" // only amounts of money are kept in the base currency as well
	}
	if kindOf(spec) == "Integer" {
		spec += defaults[p.Name]
	}
	_, money := strings.CutSuffix(p.Name, "_base")
	ofMoney := money && l.property(strings.TrimSuffix(p.Name, "_base")) != nil && p.Type == "Edm.Decimal"
	if p.ReadOnly || ofMoney || slices.Contains(byService, p.Name) || strings.HasPrefix(p.Name, "_") {
		spec += " readonly"
	}
	return spec
}

// typeSpec writes the type of a column or a parameter.
func typeSpec(p csdl.Property) string {
	kind := kinds[p.Type]
	switch {
	case kind == "":
		return "Other(" + qualified(p.Type) + ")"
	case kind == "Memo" && p.MaxLength > 0:
		return fmt.Sprintf("String(%d)", min(p.MaxLength, longestText))
	case kind == "Memo":
		return fmt.Sprintf("Memo(%d)", longestText)
	}
	return kind
}

// qualified is the name of a type as documents write it.
func qualified(name string) string {
	if item, collection := csdl.Item(name); collection {
		return "Collection(" + qualified(item) + ")"
	}
	if name == "" || strings.HasPrefix(name, "Edm.") {
		return name
	}
	return "mscrm." + name
}

// lookupColumn is the column behind a property such as _ownerid_value; "" for a
// property of another form.
func lookupColumn(property string) string {
	name, after := strings.CutSuffix(property, "_value")
	name, before := strings.CutPrefix(name, "_")
	if !after || !before {
		return ""
	}
	return name
}

// lookupBehind reports whether a property is the column of a lookup.
func (l line) lookupBehind(property string) bool {
	return lookupColumn(property) != "" && slices.ContainsFunc(l.navigations, func(n csdl.Navigation) bool {
		return !n.Collection && n.Column == property
	})
}
