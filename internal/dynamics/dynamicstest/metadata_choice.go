package dynamicstest

import (
	"math"
	"slices"
)

// optionSet and booleanOptionSet are what $expand=OptionSet tells of the choices of a
// column.
var (
	optionSet        = description{typeName: "OptionSetMetadata", properties: []string{"MetadataId", "Name", "IsGlobal", "OptionSetType", "Options"}}
	booleanOptionSet = description{typeName: "BooleanOptionSetMetadata", properties: []string{"MetadataId", "Name", "IsGlobal", "OptionSetType", "TrueOption", "FalseOption"}}
)

// optionSets are the navigation properties to the choices, of which one is null.
var optionSets = []string{"OptionSet", "GlobalOptionSet"}

const booleanType = "BooleanAttributeMetadata"

// choiceTypes are the types of metadata of columns with choices.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/enumattributemetadata
var choiceTypes = []string{"PicklistAttributeMetadata", "StateAttributeMetadata", "StatusAttributeMetadata"}

// castProperties are what the other types that a path below Attributes can cast to
// have besides.
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
	"DateTimeAttributeMetadata": {"Format"},
	"LookupAttributeMetadata":   {"Targets"},
	booleanType:                 {"DefaultValue"},
}

// castTo narrows the columns to those of one type of metadata, which has
// properties of its own.
func (d description) castTo(typeName string) (description, error) {
	own, typed := castProperties[typeName]
	if !typed && !slices.Contains(choiceTypes, typeName) {
		return d, notKnown("a cast of columns to %s", typeName)
	}
	cast := description{typeName: typeName, properties: slices.Concat(d.properties, own)}
	cast.of = func(t *table) []object {
		var list []object
		for _, o := range t.attributes() {
			if v, _ := o.get("@odata.type"); v == "#"+namespace+typeName {
				list = append(list, o[1:]) // it is the type that the context names
			}
		}
		return list
	}
	return cast, nil
}

// typed is what a column's own type of metadata adds.
func (t *table) typed(c *column) object {
	switch c.kind {
	case kindString:
		return object{{"MaxLength", c.maxLength}, {"Format", "Text"}, {"FormatName", object{{"Value", "Text"}}}}
	case kindMemo:
		return object{{"MaxLength", c.maxLength}, {"Format", "TextArea"}}
	case kindDateTime:
		return object{{"Format", "DateAndTime"}}
	case kindDateOnly:
		return object{{"Format", "DateOnly"}}
	case kindInteger:
		return object{{"MinValue", math.MinInt32}, {"MaxValue", math.MaxInt32}, {"Format", "None"}}
	case kindBigInt:
		return object{{"MinValue", math.MinInt64}, {"MaxValue", math.MaxInt64}}
	case kindDecimal, kindDouble, kindMoney:
		limit := int(ranges[c.kind])
		return object{{"MinValue", -limit}, {"MaxValue", limit}, {"Precision", precisions[c.kind]}}
	case kindPicklist:
		return t.choices(c)
	case kindLookup:
		targets := []any{}
		for _, name := range t.targets(c) {
			targets = append(targets, name)
		}
		return object{{"Targets", targets}}
	case kindBoolean:
		return append(object{{"DefaultValue", c.initial == "true"}}, t.trueAndFalse(c)...)
	}
	return nil
}

// precisions are the most decimal places that a column of the kind may have.
var precisions = map[kind]int{kindDecimal: 10, kindDouble: 5, kindMoney: 4}

// choices is the OptionSet of a column.
func (t *table) choices(c *column) object {
	kind, _ := t.attributeType(c)
	options := []any{}
	for _, n := range c.options {
		options = append(options, option(int(n), c.labels[n]))
	}
	return t.optionSet(c, object{{"OptionSetType", kind}, {"Options", options}})
}

func option(value int, text string) object {
	return object{
		{"Value", value}, {"Color", nil}, {"IsManaged", true}, {"ExternalValue", ""}, {"ParentValues", []any{}}, {"MetadataId", nil}, {"HasChanged", nil},
		{"Label", label(text)}, {"Description", label("")},
	}
}

// optionSet is that of a column alone, as none here is global.
func (t *table) optionSet(c *column, options object) object {
	return object{{"OptionSet", append(object{
		{"Name", t.Name + "_" + c.name}, {"IsGlobal", false}, {"MetadataId", namedGUID("OptionSetMetadata:" + t.Name + "." + c.name)},
	}, options...)}, {"GlobalOptionSet", nil}}
}

// trueAndFalse are the two choices of a boolean column.
func (t *table) trueAndFalse(c *column) object {
	yes, no := t.answers(c)
	return t.optionSet(c, object{{"OptionSetType", "Boolean"}, {"TrueOption", option(1, yes)}, {"FalseOption", option(0, no)}})
}

// label is a text for people, in English, or one that nobody wrote.
func label(text string) object {
	if text == "" {
		return object{{"LocalizedLabels", []any{}}, {"UserLocalizedLabel", nil}}
	}
	one := object{{"Label", text}, {"LanguageCode", 1033}, {"IsManaged", true}, {"MetadataId", namedGUID("Label:" + text)}, {"HasChanged", nil}}
	return object{{"LocalizedLabels", []any{one}}, {"UserLocalizedLabel", one}}
}

// primaryName is the column with the name of a row; nil if there is none.
func (t *table) primaryName() any {
	for _, name := range []string{t.PrimaryName, "fullname", "name", "subject"} {
		if c := t.columns[name]; c != nil && c.kind == kindString {
			return name
		}
	}
	return nil
}
