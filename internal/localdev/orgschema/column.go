package orgschema

import (
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator/schema"
)

// kinds are the emulator's types of columns by the types in documents. A document has the
// same type for an option and a whole number, and for a short and a long text.
var kinds = map[string]string{
	"Edm.String": "Memo", "Edm.Int32": "Integer", "Edm.Int64": "BigInt", "Edm.Decimal": "Decimal", "Edm.Double": "Double",
	"Edm.Boolean": "Boolean", "Edm.DateTimeOffset": "DateTime", "Edm.Date": "DateOnly", "Edm.Guid": "Uniqueidentifier", "Edm.Binary": "Binary",
}

// alike are the types of columns with the same type in a document.
var alike = map[string]string{
	"String": "Edm.String", "Memo": "Edm.String", "MultiSelectPicklist": "Edm.String", "Image": "Edm.Binary", "Integer": "Edm.Int32", "Picklist": "Edm.Int32", "Decimal": "Edm.Decimal", "Money": "Edm.Decimal",
}

// longestText is the length of a text column without a limit.
const longestText = 1_048_576

// byService are the columns that Dataverse sets, in every table that has them.
var byService = []string{"createdon", "modifiedon", "versionnumber"}

// defaults are the default values of columns.
var defaults = map[string]string{"statecode": "=0", "statuscode": "=1"}

// columns returns the columns of a table without lookups and the primary key.
func (m *maker) columns(own *schema.Table, l line, id string) map[string]string {
	columns := map[string]string{}
	for _, p := range l.properties {
		if p.Name == id || l.lookupBehind(p.Name) || slices.Contains(l.names, principal) && p.Name == "ownerid" {
			continue
		}
		spec := l.column(p)
		if own != nil && own.ColumnSpecs[p.Name] != "" && sameType(own.ColumnSpecs[p.Name], p.Type) {
			spec = own.ColumnSpecs[p.Name]
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

// column returns a column that only the document has.
func (l line) column(p csdl.Property) string {
	spec := typeSpec(p)
	if base := l.property(p.Name + "_base"); spec == "Decimal" && base != nil && base.Type == p.Type {
		spec = "Money" // only amounts of money are kept in the base currency as well
	}
	if spec == "Binary" && l.property(p.Name+"_url") != nil && l.property(p.Name+"_timestamp") != nil {
		spec = "Image" // only an image has these columns beside it
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

// typeSpec returns the type of a column or a parameter.
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

// qualified returns the name of a type in the form of documents.
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
