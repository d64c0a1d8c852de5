package route

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strings"
)

// readObject reads a message as values of encoding/json, with numbers as json.Number. It
// refuses a text that two readers could understand differently: with a name twice, or with
// half of a surrogate pair. The error says in a few words why the text is no object, without
// a part of it.
func readObject(text string) (map[string]any, error) {
	d := newDecoder(text)
	if d.PeekKind() != jsontext.KindBeginObject {
		return nil, errors.New("it is no JSON object")
	}
	v, err := readValue(d)
	if err == nil {
		_, err = d.ReadToken()
	}
	switch {
	case err == io.EOF:
		return v.(map[string]any), nil
	case err == errTwice:
		return nil, errors.New("it has an object with a name twice")
	}
	return nil, errors.New("it is not one JSON object in UTF-8")
}

// errTwice is the error of an object with a name twice.
var errTwice = errors.New("a name twice")

// newDecoder returns a decoder of a text. readMembers finds a name that is there twice: the
// decoder would keep all names for that.
func newDecoder(text string) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBufferString(text), jsontext.AllowDuplicateNames(true))
}

// readValue reads one value. The decoder limits the depth.
func readValue(d *jsontext.Decoder) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case jsontext.KindBeginObject:
		return readMembers(d)
	case jsontext.KindBeginArray:
		items := []any{}
		for d.PeekKind() != jsontext.KindEndArray {
			item, err := readValue(d)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err := d.ReadToken()
		return items, err
	case jsontext.KindString:
		return token.String(), nil
	case jsontext.KindNumber:
		return json.Number(token.String()), nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return token.Bool(), nil
	}
	return nil, nil
}

func readMembers(d *jsontext.Decoder) (map[string]any, error) {
	members := map[string]any{}
	for d.PeekKind() != jsontext.KindEndObject {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		called := name.String() // the token is valid until the next one
		if _, isThere := members[called]; isThere {
			return nil, errTwice
		}
		if members[called], err = readValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return members, err
}

// attributesOf reads the message attributes of an envelope: a String as a text, a Number as a
// number, and a String.Array as a list. It leaves out attributes of other types.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
func attributesOf(raw json.RawMessage) map[string]any {
	var all map[string]struct{ Type, Value string }
	if len(raw) == 0 || json.Unmarshal(raw, &all) != nil {
		return nil
	}
	values := map[string]any{}
	for name, a := range all {
		switch kind, label, _ := strings.Cut(a.Type, "."); {
		case kind == "String" && label == "Array":
			if list, ok := readList(a.Value); ok {
				values[name] = list
			} else {
				values[name] = a.Value
			}
		case kind == "String":
			values[name] = a.Value
		case kind == "Number" && isNumber(a.Value):
			values[name] = json.Number(a.Value)
		case kind == "Number":
			values[name] = a.Value // JSON has no such number, such as +1
		}
	}
	return values
}

func readList(text string) ([]any, bool) {
	d := newDecoder(text)
	v, err := readValue(d)
	if err != nil {
		return nil, false
	}
	list, ok := v.([]any)
	_, err = d.ReadToken()
	return list, ok && err == io.EOF
}

// isNumber reports whether a text is a number in JSON.
func isNumber(text string) bool {
	v := jsontext.Value(text)
	return v.IsValid() && v.Kind() == jsontext.KindNumber && strings.TrimSpace(text) == text
}
