package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"sns-dynamics/internal/walk"
)

// kind is the type of a JSON value.
type kind string

const (
	object  kind = "an object"
	array   kind = "an array"
	text    kind = "a string"
	number  kind = "a number"
	boolean kind = "a boolean"
	null    kind = "null"
)

// node is a JSON value that knows where it stands and keeps its text. What is in
// it becomes nodes only when it is asked for: a message is mostly values that are
// sent as they stand, and nodes of all of them would take a hundred times its size.
type node struct {
	place   *place
	kind    kind
	start   int      // where raw starts in the message
	raw     string   // the value as it stands
	text    string   // of a string its characters, of a number its digits
	members []member // of an object, once it is open
}

type member struct {
	name  string
	value node
}

// get returns the member of an open object by name.
func (n node) get(name string) (node, bool) {
	for _, m := range n.members {
		if m.name == name {
			return m.value, true
		}
	}
	return node{}, false
}

// parse reads one JSON value and nothing else. It refuses what encoding/json
// lets pass and what would make two readers of a message disagree: duplicate
// names and text that is not UTF-8.
func parse(input []byte, found *findings) node {
	if !utf8.Valid(input) {
		found.addAt("", "expected UTF-8 text")
		return node{}
	}
	text := string(input)
	if !walk.Valid(text) {
		found.addAt("", "%v", syntaxError(input))
		return node{}
	}
	s := scan{cursor: walk.New(text), found: found}
	s.value()
	return readNode(walk.New(text), 0, nil)
}

// syntaxError says where a text stops being one JSON object.
func syntaxError(input []byte) error {
	switch {
	case len(bytes.TrimSpace(input)) == 0:
		return errors.New("expected one JSON object, got nothing")
	case bytes.HasPrefix(input, []byte("\ufeff")):
		return errors.New("expected one JSON object, got a byte order mark before it")
	}
	// What is wrong, and where, only the decoder tells.
	var ignored json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(input))
	if err := dec.Decode(&ignored); err != nil {
		if s, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fmt.Errorf("expected one JSON object, got invalid JSON at byte %d", s.Offset)
		}
		return errors.New("expected one JSON object, got a text that ends too early")
	}
	rest := bytes.TrimLeft(input[dec.InputOffset():], " \t\r\n")
	return fmt.Errorf("expected one JSON object, got more text after it at byte %d", len(input)-len(rest)+1)
}
