package schema

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

// Kind is the type of a column, in the spelling of the schema.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties
type kind string

// The types of columns.
const (
	KindString   kind = "String"
	KindMemo     kind = "Memo"
	KindInteger  kind = "Integer"
	KindBigInt   kind = "BigInt"
	KindDecimal  kind = "Decimal"
	KindDouble   kind = "Double"
	KindMoney    kind = "Money"
	KindBoolean  kind = "Boolean"
	KindDateTime kind = "DateTime"
	KindDateOnly kind = "DateOnly"
	KindPicklist kind = "Picklist"
	KindMulti    kind = "MultiSelectPicklist" // a cell is a text: the values in order, with commas between them
	KindGUID     kind = "Uniqueidentifier"
	KindLookup   kind = "Lookup"
	KindBinary   kind = "Binary"
	KindFile     kind = "File"  // its value is the id of the file
	KindImage    kind = "Image" // a cell is the thumbnail, in base64; see image.go
	// KindOther is a type without values in the emulator, with the OData type in
	// parentheses.
	KindOther kind = "Other"
)

// EDMTypes are the OData types of the kinds, which error messages name.
var EDMTypes = map[kind]string{
	KindString: "Edm.String", KindMemo: "Edm.String", KindInteger: "Edm.Int32", KindPicklist: "Edm.Int32", KindBigInt: "Edm.Int64",
	KindDecimal: "Edm.Decimal", KindMoney: "Edm.Decimal", KindDouble: "Edm.Double", KindBoolean: "Edm.Boolean",
	KindDateTime: "Edm.DateTimeOffset", KindDateOnly: "Edm.Date", KindGUID: "Edm.Guid", KindLookup: "Edm.Guid",
	KindMulti: "Edm.String", KindBinary: "Edm.Binary", KindFile: "Edm.Guid", KindImage: "Edm.Binary", KindOther: "Edm.Untyped",
}

// SystemLookups are the lookups that only Dataverse itself sets.
var SystemLookups = map[string]bool{
	"createdby": true, "modifiedby": true, "createdonbehalfby": true, "modifiedonbehalfby": true, "owningbusinessunit": true,
	"owninguser": true, "owningteam": true,
}

// Column is a column of a table, or a parameter of an action.
type Column struct {
	Name      string
	Kind      kind
	edm       string           // the OData type of KindOther
	MaxLength int              // of KindString and KindMemo, in UTF-16 code units
	Options   []int64          // of KindPicklist and KindMulti
	Range     []int64          // of a number: the least and the greatest value; nil means the limits of the type
	Places    int              // of a number with a fraction: its decimal places; -1 means the most of the kind, without rounding
	Labels    map[int64]string // of its options, if the labels are known
	Default   string           // the default as a JSON token; "" means null
	Image     ImageSettings    // of KindImage
	ReadOnly  bool             // set by Dataverse; the emulator ignores a value in a body
	// CreateOnly is set if only a create writes the column. The emulator ignores a value in the
	// body of an update. It is a doubt that Dataverse ignores it, too.
	CreateOnly bool
	DateFormat bool // of KindDateTime: the format of the column is the date
	Required   bool // a lookup that Dataverse fills if the body leaves it out
	Followed   bool // a lookup with a collection-valued navigation property

	schemaName string // "" means a guessed name
}

// Property is the column's name in a response.
func (c *Column) Property() string {
	if c.Kind == KindLookup {
		return "_" + c.Name + "_value"
	}
	return c.Name
}

// EDMType is the column's OData type.
func (c *Column) EDMType() string {
	if c.Kind == KindOther {
		return c.edm
	}
	return EDMTypes[c.Kind]
}

func parseColumn(name, spec string) (*Column, error) {
	c := &Column{Name: name}
	spec, c.ReadOnly = strings.CutSuffix(spec, " readonly")
	spec, c.CreateOnly = strings.CutSuffix(spec, " createonly")
	spec, c.Default, _ = strings.Cut(spec, "=")
	typeName, args, hasArgs := strings.Cut(spec, "(")
	c.Kind = kind(typeName)
	if EDMTypes[c.Kind] == "" || c.Kind == KindLookup {
		return nil, fmt.Errorf("unknown type %q", typeName)
	}
	args, closed := strings.CutSuffix(args, ")")
	if hasArgs != closed {
		return nil, fmt.Errorf("unbalanced parentheses in %q", spec)
	}
	c.ReadOnly = c.ReadOnly || c.Kind == KindFile
	switch {
	case c.Kind == KindOther:
		c.edm, args = args, ""
	case c.Kind == KindDateTime && args == "date":
		c.DateFormat, args = true, ""
	}
	var numbers []int64
	for _, a := range splitOptions(args) {
		a, label, labelled := strings.Cut(a, ":")
		n, err := strconv.ParseInt(a, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a list of numbers", args)
		}
		numbers = append(numbers, n)
		if labelled {
			if c.Labels == nil {
				c.Labels = map[int64]string{}
			}
			c.Labels[n] = label
		}
	}
	switch c.Kind {
	case KindString, KindMemo:
		if len(numbers) != 1 {
			return nil, fmt.Errorf("%s needs a length", c.Kind)
		}
		c.MaxLength = int(numbers[0])
	case KindPicklist, KindMulti:
		c.Options = numbers
	case KindImage:
		c.Image = imageSettings(name, numbers)
	case KindMoney:
		switch c.Places = DefaultPlaces; len(numbers) {
		case 0:
		case 1:
			c.Places = int(numbers[0])
		case 2:
			c.Range = numbers
		default:
			return nil, fmt.Errorf("money has places or a range, and %q has %d numbers", args, len(numbers))
		}
	case KindInteger, KindDecimal, KindDouble:
		switch c.Places = -1; {
		case len(numbers) == 3 && c.Kind != KindInteger:
			c.Range, c.Places = numbers[:2], int(numbers[2])
		case len(numbers) == 0 || len(numbers) == 2:
			c.Range = numbers
		default:
			return nil, fmt.Errorf("a range needs two numbers, and %q has %d", args, len(numbers))
		}
	}
	return c, nil
}

// splitOptions splits a list at its commas. A comma before a space is a part of a label and
// does not separate.
func splitOptions(args string) []string {
	var options []string
	start := 0
	for i := range len(args) {
		if args[i] == ',' && (i+1 == len(args) || args[i+1] != ' ') {
			options = append(options, args[start:i])
			start = i + 1
		}
	}
	if start < len(args) {
		options = append(options, args[start:])
	}
	return options
}

// Class is the group of types that the column belongs to.
func (c *Column) Class() odata.Class {
	switch c.Kind {
	case KindString, KindMemo, KindMulti:
		return odata.ClassText
	case KindBoolean:
		return odata.ClassBool
	case KindDateTime, KindDateOnly:
		return odata.ClassTime
	case KindGUID, KindLookup, KindFile:
		return odata.ClassGUID
	}
	return odata.ClassNumber
}

// Holds reports whether a cell is of the column's type.
func (c *Column) Holds(cell any) bool {
	switch cell.(type) {
	case Reference:
		return c.Kind == KindLookup || c.Kind == KindGUID
	case bool:
		return c.Kind == KindBoolean
	case json.Number:
		return c.Class() == odata.ClassNumber
	}
	switch c.Kind {
	case KindString, KindMemo, KindDateTime, KindDateOnly, KindGUID, KindBinary, KindFile, KindMulti, KindImage:
		return true
	}
	return false
}
