// Package orderedjson reads and writes JSON objects that keep the order of their members.
package orderedjson

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Object is a JSON object that keeps the order of its members. Its numbers are json.Number,
// so they keep all digits.
type Object []Member

// Member is a type without a name of its own, so that a list of members needs no keys in
// another package.
type Member = struct {
	Name  string
	Value any // nil, bool, int, string, json.Number, object, []any or a json.Marshaler
}

// Get returns the value of the first member with that name.
func (o Object) Get(name string) (value any, found bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// MarshalJSON writes the members in their order. The error is always nil.
func (o Object) MarshalJSON() ([]byte, error) { return Encode(o), nil }

// Encode writes a value of this package as JSON, without escapes for HTML, like Dataverse.
// Such a value always has a JSON form.
func Encode(v any) []byte { return appendJSON(nil, v) }

func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case json.Number:
		return append(b, v...)
	case string:
		return appendText(b, v)
	case Object:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, m.Name), ':')
			b = appendJSON(b, m.Value)
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	}
	return appendOther(b, v)
}

// appendText writes a string. encoding/json encodes a string that needs an escape.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			return appendOther(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendOther(b []byte, v any) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return append(b, "null"...)
	}
	return append(b, bytes.TrimRight(text.Bytes(), "\n")...)
}
