// Package jsonedit changes a JSON text and leaves the rest of it as it was: the
// order of the members, and the digits of the numbers.
package jsonedit

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Set puts a value at a dotted path into a text that is valid JSON, and makes the missing
// objects on the path: data.name. A number names the item of an array. From an @ on, the
// rest of the path is one name, because OData annotations contain dots:
// data.customerid_account@odata.bind. The result has no blanks between its tokens. The error
// names the path, and the part of it that does not fit the text, or the
// place where the text or the value is not JSON.
func Set(text json.RawMessage, path string, value json.RawMessage) (json.RawMessage, error) {
	names, err := split(path)
	if err != nil {
		return nil, err
	}
	changed, err := set(text, names, value)
	if err == nil {
		err = changed.Compact()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return json.RawMessage(changed), nil
}

func split(path string) ([]string, error) {
	before, annotation, isAnnotation := strings.Cut(path, "@")
	names := strings.Split(before, ".")
	if isAnnotation {
		names[len(names)-1] += "@" + annotation
	}
	if slices.Contains(names, "") {
		return nil, fmt.Errorf("%q: expected names with dots between them", path)
	}
	return names, nil
}

func set(text json.RawMessage, names []string, value json.RawMessage) (jsontext.Value, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for i, name := range names {
		found, err := enter(d, name)
		if err != nil {
			return nil, err
		}
		if !found {
			end := d.InputOffset()
			return slices.Concat(text[:end], made(d, names[i:], value), text[end:]), nil
		}
	}
	old, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	end := int(d.InputOffset())
	return slices.Concat(text[:end-len(old)], value, text[end:]), nil
}

// enter reads the start of an object or array, and then moves to the value of a name in it.
// If the name is missing, the decoder is at the end of the object.
func enter(d *jsontext.Decoder, name string) (found bool, err error) {
	open := d.PeekKind()
	if open != jsontext.KindBeginObject && open != jsontext.KindBeginArray {
		return false, fmt.Errorf("%s is below a value that is no object and no array", name)
	}
	_, err = d.ReadToken()
	for i := 0; err == nil; i++ {
		at := strconv.Itoa(i)
		switch d.PeekKind() {
		case jsontext.KindEndObject:
			return false, nil
		case jsontext.KindEndArray:
			return false, fmt.Errorf("%s: expected the number of an item, from 0 to %d", name, i-1)
		}
		if open == jsontext.KindBeginObject {
			token, err := d.ReadToken()
			if err != nil {
				return false, err
			}
			at = token.String()
		}
		if at == name {
			return true, nil
		}
		err = d.SkipValue()
	}
	return false, err
}

// made is a member, with the objects around its value, for the end of an object.
func made(d *jsontext.Decoder, names []string, value json.RawMessage) []byte {
	for _, name := range slices.Backward(names) {
		quoted, _ := jsontext.AppendQuote(nil, name) // the decoder replaces bytes that are not UTF-8
		value = slices.Concat([]byte("{"), quoted, []byte(":"), value, []byte("}"))
	}
	member := value[1 : len(value)-1]
	if _, length := d.StackIndex(d.StackDepth()); length > 0 {
		member = append([]byte(","), member...)
	}
	return member
}
