package dynamicstest

import (
	"fmt"
	"strconv"
	"strings"
)

// kind is the type of a column, spelt as in the schema.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties
type kind string

const (
	kindString   kind = "String"
	kindMemo     kind = "Memo"
	kindInteger  kind = "Integer"
	kindBigInt   kind = "BigInt"
	kindDecimal  kind = "Decimal"
	kindDouble   kind = "Double"
	kindMoney    kind = "Money"
	kindBoolean  kind = "Boolean"
	kindDateTime kind = "DateTime"
	kindDateOnly kind = "DateOnly"
	kindPicklist kind = "Picklist"
	kindGUID     kind = "Uniqueidentifier"
	kindLookup   kind = "Lookup"
	kindBinary   kind = "Binary"
	kindFile     kind = "File" // its value is the id of the file
	// kindOther is a type that the emulator keeps no values of, with the OData
	// type in parentheses.
	kindOther kind = "Other"
)

// edmTypes are the OData types of the kinds, which error messages name.
var edmTypes = map[kind]string{
	kindString: "Edm.String", kindMemo: "Edm.String", kindInteger: "Edm.Int32", kindPicklist: "Edm.Int32", kindBigInt: "Edm.Int64",
	kindDecimal: "Edm.Decimal", kindMoney: "Edm.Decimal", kindDouble: "Edm.Double", kindBoolean: "Edm.Boolean",
	kindDateTime: "Edm.DateTimeOffset", kindDateOnly: "Edm.Date", kindGUID: "Edm.Guid", kindLookup: "Edm.Guid",
	kindBinary: "Edm.Binary", kindFile: "Edm.Guid", kindOther: "Edm.Untyped",
}

// systemLookups are the lookups that only Dataverse itself sets.
var systemLookups = map[string]bool{
	"createdby": true, "modifiedby": true, "createdonbehalfby": true, "modifiedonbehalfby": true, "owningbusinessunit": true,
	"owninguser": true, "owningteam": true,
}

type column struct {
	name      string
	kind      kind
	edm       string           // the OData type of Other
	maxLength int              // of String and Memo, in UTF-16 code units
	options   []int64          // of Picklist
	labels    map[int64]string // of its options, where they are known
	initial   string           // the default as a JSON token; "" means null
	readOnly  bool             // set by Dataverse; what a body says of it is ignored
	required  bool             // a lookup that Dataverse fills in when left out
}

// property is the column's name in an answer.
func (c *column) property() string {
	if c.kind == kindLookup {
		return "_" + c.name + "_value"
	}
	return c.name
}

// edmType is the column's OData type.
func (c *column) edmType() string {
	if c.kind == kindOther {
		return c.edm
	}
	return edmTypes[c.kind]
}

func parseColumn(name, spec string) (*column, error) {
	c := &column{name: name}
	spec, c.readOnly = strings.CutSuffix(spec, " readonly")
	spec, c.initial, _ = strings.Cut(spec, "=")
	typeName, args, hasArgs := strings.Cut(spec, "(")
	c.kind = kind(typeName)
	if edmTypes[c.kind] == "" || c.kind == kindLookup {
		return nil, fmt.Errorf("unknown type %q", typeName)
	}
	args, closed := strings.CutSuffix(args, ")")
	if hasArgs != closed {
		return nil, fmt.Errorf("unbalanced parentheses in %q", spec)
	}
	c.readOnly = c.readOnly || c.kind == kindFile
	if c.kind == kindOther {
		c.edm, args = args, ""
	}
	var numbers []int64
	for _, a := range strings.FieldsFunc(args, func(r rune) bool { return r == ',' }) {
		a, label, labelled := strings.Cut(a, ":")
		n, err := strconv.ParseInt(a, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is not a list of numbers", args)
		}
		numbers = append(numbers, n)
		if labelled {
			if c.labels == nil {
				c.labels = map[int64]string{}
			}
			c.labels[n] = label
		}
	}
	switch c.kind {
	case kindString, kindMemo:
		if len(numbers) != 1 {
			return nil, fmt.Errorf("%s needs a length", c.kind)
		}
		c.maxLength = int(numbers[0])
	case kindPicklist:
		c.options = numbers
	}
	return c, nil
}
