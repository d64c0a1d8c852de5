package operation

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"io"
)

// EachMember calls use for each member of a JSON object. The value is valid until use returns.
// EachMember returns false if the text is not one JSON object.
func EachMember(object []byte, use func(name string, value jsontext.Value)) bool {
	d := newDecoder(object)
	if d.PeekKind() != jsontext.KindBeginObject {
		return false
	}
	for {
		token, err := d.ReadToken()
		switch {
		case err != nil:
			return false
		case token.Kind() == jsontext.KindString: // a name: each value is read with its name
			name := token.String()
			value, err := d.ReadValue()
			if err != nil {
				return false
			}
			use(name, value)
		case d.StackDepth() == 0:
			_, err := d.ReadToken()
			return err == io.EOF
		}
	}
}

// EachItem calls use for each item of a JSON array, in the same way. Another text has no items.
func EachItem(array []byte, use func(i int, item jsontext.Value)) {
	d := newDecoder(array)
	if d.PeekKind() != jsontext.KindBeginArray {
		return
	}
	_, err := d.ReadToken()
	for i := 0; err == nil && d.PeekKind() != jsontext.KindEndArray && d.PeekKind() != jsontext.KindInvalid; i++ {
		var item jsontext.Value
		if item, err = d.ReadValue(); err == nil {
			use(i, item)
		}
	}
}

// Text returns the characters of a JSON string; ok is false for another value.
func Text(value jsontext.Value) (text string, ok bool) {
	if value.Kind() != jsontext.KindString {
		return "", false
	}
	b, err := jsontext.AppendUnquote(nil, value)
	return string(b), err == nil
}

// Value returns a JSON text as values of encoding/json, with numbers as [json.Number]. It returns
// nil for a text that does not begin with a JSON value.
func Value(text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// newDecoder returns a decoder for data in the form in which it is sent. Package message
// decides about duplicate names and halves of surrogate pairs.
func newDecoder(data []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
