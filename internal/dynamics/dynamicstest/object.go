package dynamicstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// object is a JSON object that keeps the order of its members. Numbers in it
// are json.Number, so that they leave as they came, digit for digit.
type object []member

type member struct {
	name  string
	value any // nil, bool, string, json.Number, object, []any or a json.Marshaler
}

func (o object) get(name string) (value any, found bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(m.name))
		b.WriteByte(':')
		b.Write(encode(m.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode writes a value of this package's own making, which always has a JSON
// form, without the HTML escapes that Dataverse does not write either.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// decodeObject reads one JSON object and nothing after it, and refuses a name
// that comes twice: OData does, and encoding/json would drop the first.
func decodeObject(data []byte) (object, error) {
	if !json.Valid(data) { // also bounds how deep decodeValue can recurse
		return nil, errors.New("body is not valid JSON")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	v, err := decodeValue(dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("body holds more than one JSON value")
	}
	o, ok := v.(object)
	if !ok {
		return nil, errors.New("body is not a JSON object")
	}
	return o, nil
}

func decodeValue(dec *json.Decoder) (any, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return decodeMembers(dec)
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := decodeValue(dec)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := dec.Token()
		return list, err
	}
	return t, nil
}

func decodeMembers(dec *json.Decoder) (object, error) {
	o := object{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint(t)
		if _, twice := o.get(name); twice {
			return nil, fmt.Errorf("multiple properties with the name '%s' were detected", name)
		}
		v, err := decodeValue(dec)
		if err != nil {
			return nil, err
		}
		o = append(o, member{name, v})
	}
	_, err := dec.Token()
	return o, err
}
