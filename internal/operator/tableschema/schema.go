// Package tableschema writes the JSON Schema of messages with plain values for the tables of an
// environment. An editor completes columns and labels with it.
package tableschema

import (
	"maps"
	"slices"

	"sns-dynamics/internal/dynamics/values"
)

// object is a JSON object.
type object = map[string]any

// Schema returns the JSON Schema 2020-12 of messages that create, update or upsert a row of one
// of the tables with plain values.
//
// See https://json-schema.org/draft/2020-12/schema
func Schema(tables []values.Table) map[string]any {
	definitions, all := object{}, make([]any, len(tables))
	for i, t := range tables {
		definitions[t.LogicalName] = object{"type": "object", "minProperties": 1, "additionalProperties": false, "properties": columnsOf(t)}
		all[i] = messageOf(t)
	}
	return object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Messages with plain values",
		"anyOf": all, "$defs": definitions,
	}
}

// messageOf is the schema of a message on a table.
func messageOf(t values.Table) object {
	columns := make([]any, 0, len(t.Columns))
	for _, name := range slices.Sorted(maps.Keys(t.Columns)) {
		columns = append(columns, name)
	}
	return object{
		"type": "object", "required": []any{"operation", "values"},
		"anyOf": []any{object{"required": []any{"table"}}, object{"required": []any{"entitySet"}}},
		"properties": object{
			"operation":  object{"enum": []any{"create", "update", "upsert"}},
			"table":      object{"const": t.LogicalName},
			"entitySet":  object{"const": t.EntitySet},
			"values":     object{"$ref": "#/$defs/" + t.LogicalName},
			"unchanged":  object{"const": "skip"},
			"createOnly": object{"type": "array", "minItems": 1, "uniqueItems": true, "items": object{"enum": columns}},
		},
	}
}

func columnsOf(t values.Table) object {
	columns := object{}
	for name, c := range t.Columns {
		if s := schemaOf(c); s != nil {
			columns[name] = s
		}
	}
	return columns
}

// schemaOf is the schema of the value of a column; nil if the column takes no plain value.
func schemaOf(c values.Column) object {
	switch c.Type {
	case "Picklist", "State", "Status":
		return object{"anyOf": []any{labels(c), object{"type": "null"}}}
	case "MultiSelectPicklist":
		return object{"type": []any{"array", "null"}, "minItems": 1, "maxItems": 150, "items": labels(c)}
	case "Boolean":
		return object{"anyOf": []any{object{"type": []any{"boolean", "null"}}, labels(c)}}
	case "Integer", "BigInt", "Decimal", "Double", "Money":
		return object{"type": []any{"number", "null"}}
	case "DateTime":
		format := "date-time"
		if c.IsDateOnly || c.IsMidnight {
			format = "date"
		}
		return object{"type": []any{"string", "null"}, "format": format}
	case "String", "Memo", "EntityName", "Virtual":
		return object{"type": []any{"string", "null"}}
	case "Uniqueidentifier":
		return object{"type": "string", "format": "uuid"}
	case "Lookup", "Customer", "Owner":
		return lookup(c)
	case "PartyList":
		address := object{"type": "object", "required": []any{"address"}, "additionalProperties": false, "properties": object{"address": object{"type": "string"}}}
		return object{"type": []any{"array", "null"}, "minItems": 1, "items": object{"anyOf": []any{address, row(nil)}}}
	}
	return nil
}

// labels is the schema of an option: a label as an enum, or a number. The function ignores
// letter case; the schema has the labels as the environment spells them.
func labels(c values.Column) object {
	var texts, numbers []any
	for _, choice := range c.Choices {
		numbers = append(numbers, choice.Value)
		for _, l := range choice.Labels {
			if !slices.Contains(texts, any(l)) {
				texts = append(texts, l)
			}
		}
	}
	if len(texts)+len(numbers) == 0 {
		return object{"type": []any{"string", "number"}}
	}
	return object{"enum": slices.Concat(texts, numbers)}
}

// lookup is the schema of a lookup: a row of one of its targets.
func lookup(c values.Column) object {
	options := []any{row(slices.Sorted(maps.Keys(c.Targets)))}
	if c.Type != "Owner" {
		options = append(options, object{"type": "null"})
	}
	return object{"anyOf": options}
}

// row is the schema of a row of one of the tables, or of any table.
func row(tables []string) object {
	one := object{"anyOf": []any{
		object{"type": "string", "format": "uuid"},
		object{"type": "object", "minProperties": 1, "additionalProperties": object{"type": []any{"string", "number", "boolean"}}},
	}}
	s := object{"type": "object", "minProperties": 1, "maxProperties": 1}
	if tables == nil {
		s["additionalProperties"] = one
		return s
	}
	targets := object{}
	for _, name := range tables {
		targets[name] = one
	}
	s["properties"], s["additionalProperties"] = targets, false
	return s
}
