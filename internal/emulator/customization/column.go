package customization

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// column is the definition of a column as it is read.
type column struct {
	definition
	kind       string
	schemaName string
	primary    bool
	maxLength  int
	dateOnly   bool
	low, high  float64
	places     int
	yes, no    string
	isDefault  bool // the default of yes or no
}

// addColumn adds the column of a definition to a table.
func addColumn(t *schema.Table, o orderedjson.Object) error {
	c, err := readColumn(o)
	if err != nil {
		return err
	}
	if err := checkName(c.schemaName, "Attribute"); err != nil {
		return err
	}
	name := strings.ToLower(c.schemaName)
	if t.ColumnSpecs[name] != "" || name == t.PrimaryKey {
		return odata.Refuse(http.StatusBadRequest, "0x80047013", "An attribute with the specified name already exists")
	}
	if c.primary {
		if t.PrimaryName != "" {
			return odata.Refuse(http.StatusBadRequest, "0x8004701e", "The new %[3]s attribute is set as the primary name attribute for the %[2]s entity. The %[2]s entity already has the %[1]s attribute set as the primary name attribute. An entity can only have one primary name attribute.", t.PrimaryName, t.Name, name)
		}
		t.PrimaryName = name
	}
	t.ColumnSpecs[name], t.SchemaNames[name] = c.spec(), c.schemaName
	return nil
}

// kinds are the types of columns that can be created, by the name of their metadata.
var kinds = []string{"String", "Memo", "Integer", "Decimal", "Boolean", "DateTime"}

// limits are the documented defaults of a kind's least and greatest value.
var limits = map[string]float64{"Integer": math.MaxInt32, "Decimal": 100_000_000_000}

// readColumn reads the definition of a column of one of the kinds.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/attributemetadata
func readColumn(o orderedjson.Object) (column, error) {
	typeName, _ := o.Get("@odata.type")
	text, _ := typeName.(string)
	class := strings.TrimPrefix(strings.TrimPrefix(text, "#"), odata.Namespace)
	c := column{definition: definition{class, o}, kind: strings.TrimSuffix(class, "AttributeMetadata"), places: schema.DefaultPlaces, yes: "Yes", no: "No"}
	if !slices.Contains(kinds, c.kind) {
		return c, odata.NotCovered("a new column of the type %.100q", class)
	}
	c.low, c.high = -limits[c.kind], limits[c.kind]
	if c.kind == "Integer" {
		c.low = math.MinInt32
	}
	if err := c.each(c.read); err != nil {
		return c, err
	}
	return c, c.check()
}

// read reads a property that every kind has, or a property of its kind.
func (c *column) read(name string, v any) (known bool, err error) {
	switch name {
	case "@odata.type":
	case "SchemaName":
		c.schemaName, err = c.text(name, v)
	case "LogicalName":
		if text, _ := v.(string); text != strings.ToLower(c.schemaName) {
			return false, nil
		}
	case "AttributeType":
		err = c.only(name, v, `"`+c.kind+`"`)
	case "AttributeTypeName":
		if v, err = c.value(name, v); err == nil {
			err = c.only(name, v, `"`+c.kind+`Type"`)
		}
	case "DisplayName", "Description":
		_, err = c.label(name, v)
	case "RequiredLevel":
		if v, err = c.value(name, v); err == nil {
			err = c.only(name, v, `"None"`)
		}
	case "IsPrimaryName":
		c.primary = v == true
	default:
		return c.readOfKind(name, v)
	}
	return true, err
}

// readOfKind reads a property that only some kinds have.
func (c *column) readOfKind(name string, v any) (known bool, err error) {
	switch c.kind + "." + name {
	case "String.MaxLength", "Memo.MaxLength":
		c.maxLength, err = c.whole(name, v, 1, map[string]int{"String": 4000, "Memo": 1_048_576}[c.kind])
	case "String.FormatName":
		if v, err = c.value(name, v); err == nil {
			err = c.only(name, v, `"Text"`)
		}
	case "Memo.FormatName":
		if v, err = c.value(name, v); err == nil {
			err = c.only(name, v, `"Text"`, `"TextArea"`)
		}
	case "String.Format":
		err = c.only(name, v, `"Text"`)
	case "Memo.Format":
		err = c.only(name, v, `"TextArea"`)
	case "Integer.Format":
		err = c.only(name, v, `"None"`)
	case "DateTime.Format": // of a form; DateTimeBehavior decides what a row holds
		err = c.only(name, v, `"DateAndTime"`, `"DateOnly"`)
	case "DateTime.DateTimeBehavior":
		if v, err = c.value(name, v); err == nil {
			c.dateOnly = v == "DateOnly"
			err = c.only(name, v, `"UserLocal"`, `"TimeZoneIndependent"`, `"DateOnly"`)
		}
	case "Memo.ImeMode", "DateTime.ImeMode", "String.ImeMode", "Integer.ImeMode", "Decimal.ImeMode": // of a form
		_, err = c.text(name, v)
	case "Integer.MinValue", "Decimal.MinValue":
		c.low, err = c.bound(name, v)
	case "Integer.MaxValue", "Decimal.MaxValue":
		c.high, err = c.bound(name, v)
	case "Decimal.Precision":
		c.places, err = c.whole(name, v, 0, schema.Precisions[schema.KindDecimal])
	case "Boolean.DefaultValue":
		c.isDefault = v == true
	case "Boolean.OptionSet":
		err = c.readOptions(v)
	default:
		return false, nil
	}
	return true, err
}

// check wants what a kind cannot be without.
func (c *column) check() error {
	if c.maxLength == 0 && (c.kind == "String" || c.kind == "Memo") {
		return c.notCovered("MaxLength", nil)
	}
	if c.primary && c.kind != "String" {
		return c.notCovered("IsPrimaryName", true)
	}
	return nil
}

// spec writes the column as a schema does.
func (c *column) spec() string {
	switch c.kind {
	case "String", "Memo":
		return fmt.Sprintf("%s(%d)", c.kind, c.maxLength)
	case "Integer":
		return fmt.Sprintf("Integer(%.0f,%.0f)", c.low, c.high)
	case "Decimal":
		return fmt.Sprintf("Decimal(%.0f,%.0f,%d)", c.low, c.high, c.places)
	case "Boolean":
		return fmt.Sprintf("Boolean(0:%s,1:%s)=%t", c.no, c.yes, c.isDefault)
	}
	if c.dateOnly {
		return "DateOnly"
	}
	return "DateTime"
}
