package metadata

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// optionSet and booleanOptionSet describe the choices of a column for $expand=OptionSet.
var (
	optionSet        = description{typeName: "OptionSetMetadata", properties: []string{"MetadataId", "Name", "IsGlobal", "OptionSetType", "Options"}}
	booleanOptionSet = description{typeName: "BooleanOptionSetMetadata", properties: []string{"MetadataId", "Name", "IsGlobal", "OptionSetType", "TrueOption", "FalseOption"}}
)

// optionSets are the navigation properties to the choices. One of them is null.
var optionSets = []string{"OptionSet", "GlobalOptionSet"}

const booleanType = "BooleanAttributeMetadata"

// choiceTypes are the types of metadata of columns with choices.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/enumattributemetadata
var choiceTypes = []string{"PicklistAttributeMetadata", "MultiSelectPicklistAttributeMetadata", "StateAttributeMetadata", "StatusAttributeMetadata", enumType}

// enumType is the base type of the other types. A cast to a base type has the columns of
// each derived type, which keep their @odata.type. No document says that the Web API
// accepts this cast.
const enumType = "EnumAttributeMetadata"

// castProperties are the properties of the other types to which a path below Attributes can
// cast.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/attributemetadata
var castProperties = map[string][]string{
	"StringAttributeMetadata":   {"MaxLength", "Format", "FormatName"},
	"MemoAttributeMetadata":     {"MaxLength", "Format"},
	"IntegerAttributeMetadata":  {"MinValue", "MaxValue", "Format"},
	"BigIntAttributeMetadata":   {"MinValue", "MaxValue"},
	"DecimalAttributeMetadata":  {"MinValue", "MaxValue", "Precision"},
	"DoubleAttributeMetadata":   {"MinValue", "MaxValue", "Precision"},
	"MoneyAttributeMetadata":    {"MinValue", "MaxValue", "Precision"},
	"DateTimeAttributeMetadata": {"Format", "DateTimeBehavior"},
	"LookupAttributeMetadata":   {"Targets"},
	"ImageAttributeMetadata":    {"MaxSizeInKB", "MaxHeight", "MaxWidth", "CanStoreFullImage", "IsPrimaryImage"},
	"FileAttributeMetadata":     {"MaxSizeInKB"},
	booleanType:                 {"DefaultValue"},
}

// castTo returns the columns of one type of metadata. The type has properties of its own.
func (d description) castTo(typeName string) (description, error) {
	own, typed := castProperties[typeName]
	if !typed && !slices.Contains(choiceTypes, typeName) {
		return d, odata.NotCovered("a cast of columns to %s", typeName)
	}
	cast := description{typeName: typeName, properties: slices.Concat(d.properties, own)}
	cast.of = func(t *schema.Table) []orderedjson.Object {
		var list []orderedjson.Object
		for _, o := range attributesOf(t) {
			v, _ := o.Get("@odata.type")
			own, _ := strings.CutPrefix(fmt.Sprint(v), "#"+odata.Namespace)
			switch {
			case own == typeName:
				list = append(list, o[1:]) // the context names the type
			case typeName == enumType && slices.Contains(choiceTypes, own):
				list = append(list, o)
			}
		}
		return list
	}
	return cast, nil
}

// typedProperties are the properties that a column's own type of metadata adds.
func typedProperties(t *schema.Table, c *schema.Column) orderedjson.Object {
	switch c.Kind {
	case schema.KindString:
		return orderedjson.Object{{"MaxLength", c.MaxLength}, {"Format", "Text"}, {"FormatName", orderedjson.Object{{"Value", "Text"}}}}
	case schema.KindMemo:
		return orderedjson.Object{{"MaxLength", c.MaxLength}, {"Format", "TextArea"}}
	case schema.KindDateTime:
		format := "DateAndTime"
		if c.DateFormat {
			format = "DateOnly"
		}
		return orderedjson.Object{{"Format", format}, {"DateTimeBehavior", orderedjson.Object{{"Value", "UserLocal"}}}}
	case schema.KindDateOnly:
		return orderedjson.Object{{"Format", "DateOnly"}, {"DateTimeBehavior", orderedjson.Object{{"Value", "DateOnly"}}}}
	case schema.KindInteger:
		low, high := int64(math.MinInt32), int64(math.MaxInt32)
		if c.Range != nil {
			low, high = c.Range[0], c.Range[1]
		}
		return orderedjson.Object{{"MinValue", low}, {"MaxValue", high}, {"Format", "None"}}
	case schema.KindBigInt:
		return orderedjson.Object{{"MinValue", math.MinInt64}, {"MaxValue", math.MaxInt64}}
	case schema.KindDecimal, schema.KindDouble, schema.KindMoney:
		low, high := -int64(schema.Ranges[c.Kind]), int64(schema.Ranges[c.Kind])
		if c.Range != nil {
			low, high = c.Range[0], c.Range[1]
		}
		return orderedjson.Object{{"MinValue", low}, {"MaxValue", high}, {"Precision", c.Precision()}}
	case schema.KindPicklist, schema.KindMulti:
		return choiceOptions(t, c)
	case schema.KindImage:
		return orderedjson.Object{
			{"MaxSizeInKB", c.Image.MaxKB}, {"MaxHeight", 144}, {"MaxWidth", 144}, {"CanStoreFullImage", c.Image.Full}, {"IsPrimaryImage", c.Image.Primary},
		}
	case schema.KindFile:
		return orderedjson.Object{{"MaxSizeInKB", 32768}}
	case schema.KindLookup:
		targets := []any{}
		for _, name := range lookupTargets(t, c) {
			targets = append(targets, name)
		}
		return orderedjson.Object{{"Targets", targets}}
	case schema.KindBoolean:
		return append(orderedjson.Object{{"DefaultValue", c.Default == "true"}}, trueAndFalse(t, c)...)
	}
	return nil
}

// choiceOptions is the OptionSet of a column.
func choiceOptions(t *schema.Table, c *schema.Column) orderedjson.Object {
	kind, _ := attributeType(t, c)
	if c.Kind == schema.KindMulti {
		kind = string(schema.KindPicklist)
	}
	options := []any{}
	for _, n := range c.Options {
		options = append(options, append(option(int(n), c.Labels[n]), stateOption(t, c, n)...))
	}
	return optionSetOf(t, c, orderedjson.Object{{"OptionSetType", kind}, {"Options", options}})
}

// stateOption returns the additional members of an option of a state or a status: the
// default status of the state, or the state of the status.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/stateoptionmetadata
func stateOption(t *schema.Table, c *schema.Column, value int64) orderedjson.Object {
	switch c.Name {
	case "statecode":
		if int(value) < len(t.States) {
			return orderedjson.Object{{"DefaultStatus", t.States[value][0]}, {"InvariantName", c.Labels[value]}}
		}
	case "statuscode":
		for state, statuses := range t.States {
			if slices.Contains(statuses, int(value)) {
				return orderedjson.Object{{"State", state}, {"TransitionData", nil}}
			}
		}
	}
	return nil
}

func option(value int, text string) orderedjson.Object {
	return orderedjson.Object{
		{"Value", value}, {"Color", nil}, {"IsManaged", true}, {"ExternalValue", ""}, {"ParentValues", []any{}}, {"MetadataId", nil}, {"HasChanged", nil},
		{"Label", label(text)}, {"Description", label("")},
	}
}

// optionSetOf is the option set of one column. The emulator has no global option set.
func optionSetOf(t *schema.Table, c *schema.Column, options orderedjson.Object) orderedjson.Object {
	return orderedjson.Object{{"OptionSet", append(orderedjson.Object{
		{"Name", t.Name + "_" + c.Name}, {"IsGlobal", false}, {"MetadataId", guid.Named("OptionSetMetadata:" + t.Name + "." + c.Name)},
	}, options...)}, {"GlobalOptionSet", nil}}
}

// trueAndFalse returns the two choices of a boolean column.
func trueAndFalse(t *schema.Table, c *schema.Column) orderedjson.Object {
	yes, no := t.BooleanLabels(c)
	return optionSetOf(t, c, orderedjson.Object{{"OptionSetType", "Boolean"}, {"TrueOption", option(1, yes)}, {"FalseOption", option(0, no)}})
}

// label is a text for people in English. An empty text makes a label without a text.
func label(text string) orderedjson.Object {
	if text == "" {
		return orderedjson.Object{{"LocalizedLabels", []any{}}, {"UserLocalizedLabel", nil}}
	}
	one := orderedjson.Object{{"Label", text}, {"LanguageCode", 1033}, {"IsManaged", true}, {"MetadataId", guid.Named("Label:" + text)}, {"HasChanged", nil}}
	return orderedjson.Object{{"LocalizedLabels", []any{one}}, {"UserLocalizedLabel", one}}
}
