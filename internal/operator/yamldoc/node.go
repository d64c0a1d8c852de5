package yamldoc

import (
	"encoding/json"
	"encoding/json/jsontext"
	"fmt"
	"strconv"
)

// Kind is the type of a JSON value.
type Kind int

// The types of JSON.
const (
	Object Kind = iota
	Array
	Text
	Number
	Boolean
	Null
)

// String returns the type with its article, for an error text.
func (k Kind) String() string {
	return [...]string{"an object", "a list", "a text", "a number", "true or false", "null"}[k]
}

// Node is a value of a file, with its place.
type Node struct {
	Kind Kind
	// Text is the content of a text, and the spelling of a number, true, false or null.
	Text string
	// Name is the name of a member of an object.
	Name string
	// Entries are the members of an object or the items of an array.
	Entries []Node

	File    string
	Line    int    // from 1
	Pointer string // JSON pointer in the file (RFC 6901)
}

// Error is a fault of a file.
type Error struct {
	File    string
	Line    int
	Column  int    // 0 if only the line is known
	Pointer string // empty for the file as a whole
	Text    string // says what was expected
}

// Error returns "file:line:column: pointer: text", the form that compilers use.
func (e *Error) Error() string {
	at := fmt.Sprintf("%s:%d: ", e.File, e.Line)
	if e.Column > 0 {
		at = fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	}
	if e.Pointer != "" {
		at += e.Pointer + ": "
	}
	return at + e.Text
}

// Errorf returns an error at the place of the value.
func (n Node) Errorf(format string, args ...any) *Error {
	return &Error{File: n.File, Line: n.Line, Pointer: n.Pointer, Text: fmt.Sprintf(format, args...)}
}

// Field returns the member of an object with a name.
func (n Node) Field(name string) (Node, bool) {
	for _, member := range n.Entries {
		if n.Kind == Object && member.Name == name {
			return member, true
		}
	}
	return Node{}, false
}

// At returns the value at a JSON pointer below the value, or the nearest value around it.
func (n Node) At(pointer string) Node {
	for name := range jsontext.Pointer(pointer).Tokens() {
		entry, found := n.Field(name)
		if i, err := strconv.Atoi(name); err == nil && n.Kind == Array && 0 <= i && i < len(n.Entries) {
			entry, found = n.Entries[i], true
		}
		if !found {
			break
		}
		n = entry
	}
	return n
}

// JSON returns the value as JSON, with the members in the order of the file and the digits of
// the numbers.
func (n Node) JSON() json.RawMessage { return n.append(nil) }

func (n Node) append(b []byte) []byte {
	switch n.Kind {
	case Text:
		return appendText(b, n.Text)
	case Object, Array:
		ends := "{}"
		if n.Kind == Array {
			ends = "[]"
		}
		b = append(b, ends[0])
		for i, entry := range n.Entries {
			if i > 0 {
				b = append(b, ',')
			}
			if n.Kind == Object {
				b = append(appendText(b, entry.Name), ':')
			}
			b = entry.append(b)
		}
		return append(b, ends[1])
	}
	return append(b, n.Text...)
}

func appendText(b []byte, text string) []byte {
	quoted, _ := jsontext.AppendQuote(b, text) // the text is UTF-8
	return quoted
}
