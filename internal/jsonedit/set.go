// Package jsonedit changes a JSON text and leaves the rest of it as it was: the
// order of the members, and the digits of the numbers.
package jsonedit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Set puts a value at a dotted path into a text whose syntax is known to be good,
// and makes the objects on the way that are not there: data.name. A number names
// the item of an array. From an @ on, the rest of the path is one name, as OData's
// annotations have dots: data.customerid_account@odata.bind. What comes out has no
// blanks between its tokens.
func Set(text json.RawMessage, path string, value json.RawMessage) (json.RawMessage, error) {
	var names []string
	for rest := path; ; {
		name, after, more := strings.Cut(rest, ".")
		if strings.Contains(name, "@") {
			name, more = rest, false
		}
		if name == "" {
			return nil, fmt.Errorf("%q: expected names with dots between them", path)
		}
		names = append(names, name)
		if !more {
			break
		}
		rest = after
	}
	changed, err := set(text, names, value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, changed); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return compact.Bytes(), nil
}

func set(text json.RawMessage, names []string, value json.RawMessage) (json.RawMessage, error) {
	if len(names) == 0 {
		return value, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	open, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch open {
	case json.Delim('{'):
		return setMember(d, names, value)
	case json.Delim('['):
		return setItem(d, names, value)
	}
	return nil, fmt.Errorf("%s is below what is no object and no array", names[0])
}

func setMember(d *json.Decoder, names []string, value json.RawMessage) (json.RawMessage, error) {
	var members []string
	found := false
	add := func(name string, value json.RawMessage) error {
		quoted, err := json.Marshal(name)
		members = append(members, string(quoted)+":"+string(value))
		return err
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		var member json.RawMessage
		if err := d.Decode(&member); err != nil {
			return nil, err
		}
		if name == names[0] {
			found = true
			if member, err = set(member, names[1:], value); err != nil {
				return nil, err
			}
		}
		if err := add(name, member); err != nil {
			return nil, err
		}
	}
	if !found {
		made := value
		for _, name := range slices.Backward(names[1:]) {
			quoted, err := json.Marshal(name)
			if err != nil {
				return nil, err
			}
			made = slices.Concat([]byte("{"), quoted, []byte(":"), made, []byte("}"))
		}
		if err := add(names[0], made); err != nil {
			return nil, err
		}
	}
	return json.RawMessage("{" + strings.Join(members, ",") + "}"), nil
}

func setItem(d *json.Decoder, names []string, value json.RawMessage) (json.RawMessage, error) {
	var items []string
	found := false
	for i := 0; d.More(); i++ {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			return nil, err
		}
		if strconv.Itoa(i) == names[0] {
			found = true
			var err error
			if item, err = set(item, names[1:], value); err != nil {
				return nil, err
			}
		}
		items = append(items, string(item))
	}
	if !found {
		return nil, fmt.Errorf("%s: expected the number of an item, from 0 to %d", names[0], len(items)-1)
	}
	return json.RawMessage("[" + strings.Join(items, ",") + "]"), nil
}
