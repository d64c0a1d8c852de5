package values

import (
	"encoding/json/jsontext"

	"sns-dynamics/internal/operation"
)

// member is a member of a JSON object.
type member struct {
	name  string
	value jsontext.Value
}

// members returns the members of a JSON object in their order; nil for another value.
func members(object []byte) []member {
	var all []member
	operation.EachMember(object, func(name string, value jsontext.Value) {
		all = append(all, member{name, value.Clone()})
	})
	return all
}

// items returns the items of a JSON array; nil for another value.
func items(array jsontext.Value) []jsontext.Value {
	var all []jsontext.Value
	operation.EachItem(array, func(_ int, item jsontext.Value) { all = append(all, item.Clone()) })
	return all
}

// kindOf returns the kind of a value for an error text.
func kindOf(value jsontext.Value) string {
	switch value.Kind() {
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "a boolean"
	case jsontext.KindBeginObject:
		return "an object"
	case jsontext.KindBeginArray:
		return "an array"
	}
	return "null"
}
