package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
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

// node is a JSON value that knows where it stands and keeps its bytes.
type node struct {
	place   *place
	kind    kind
	raw     json.RawMessage
	text    string // of a string its characters, of a number its digits
	members []member
	items   []node
}

type member struct {
	name  string
	value node
}

// get returns the member of an object by name.
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
func parse(input []byte) (node, []Problem) {
	if !utf8.Valid(input) {
		return node{}, []Problem{{Text: "expected UTF-8 text"}}
	}
	if err := checkSyntax(input); err != nil {
		return node{}, []Problem{{Text: err.Error()}}
	}
	r := reader{input: input, dec: json.NewDecoder(bytes.NewReader(input))}
	r.dec.UseNumber()
	root := r.value(nil)
	return root, r.problems
}

// checkSyntax says where a text stops being one JSON object.
func checkSyntax(input []byte) error {
	switch {
	case len(bytes.TrimSpace(input)) == 0:
		return errors.New("expected one JSON object, got nothing")
	case bytes.HasPrefix(input, []byte("\ufeff")):
		return errors.New("expected one JSON object, got a byte order mark before it")
	}
	var ignored json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(input))
	if err := dec.Decode(&ignored); err != nil {
		if s, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fmt.Errorf("expected one JSON object, got invalid JSON at byte %d", s.Offset)
		}
		return errors.New("expected one JSON object, got a text that ends too early")
	}
	if rest := bytes.TrimLeft(input[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return fmt.Errorf("expected one JSON object, got more text after it at byte %d", len(input)-len(rest)+1)
	}
	return nil
}

// reader walks a text whose syntax is known to be good, so that no token of it
// can fail.
type reader struct {
	input    []byte
	dec      *json.Decoder
	problems []Problem
}

func (r *reader) value(at *place) node {
	before := r.dec.InputOffset()
	token, _ := r.dec.Token()
	// Between two tokens are blanks and the colon or comma that parts them.
	raw := bytes.TrimLeft(r.input[before:r.dec.InputOffset()], " \t\r\n:,")
	n := node{place: at, raw: raw}
	switch t := token.(type) {
	case json.Delim:
		start := r.dec.InputOffset() - 1
		if t == '{' {
			r.readObject(&n)
		} else {
			r.readArray(&n)
		}
		_, _ = r.dec.Token() // the closing one
		n.raw = r.input[start:r.dec.InputOffset()]
		return n
	case string:
		n.kind, n.text = text, t
		r.checkText(at, t, raw)
	case json.Number:
		n.kind, n.text = number, t.String()
	case bool:
		n.kind, n.text = boolean, strconv.FormatBool(t)
	default:
		n.kind = null
	}
	return n
}

func (r *reader) readObject(n *node) {
	n.kind = object
	seen := map[string]bool{}
	for r.dec.More() {
		token, _ := r.dec.Token()
		name, _ := token.(string)
		at := &place{in: n.place, name: name}
		if seen[name] {
			r.problems = append(r.problems, Problem{at.String(), "given twice"})
		}
		seen[name] = true
		n.members = append(n.members, member{name, r.value(at)})
	}
}

func (r *reader) readArray(n *node) {
	n.kind = array
	for i := 0; r.dec.More(); i++ {
		n.items = append(n.items, r.value(&place{in: n.place, name: strconv.Itoa(i)}))
	}
}

// checkText refuses half a surrogate pair, which encoding/json turns into
// U+FFFD: the text would name something else than the publisher did.
func (r *reader) checkText(at *place, text string, raw []byte) {
	if strings.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(raw, utf8.RuneError) &&
		!bytes.Contains(bytes.ToLower(raw), []byte(`\ufffd`)) {
		r.problems = append(r.problems, Problem{at.String(), "expected text without half a surrogate pair"})
	}
}
