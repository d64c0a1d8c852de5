package pattern

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strings"
)

// The limits of a pattern. EventBridge takes patterns of 4,096 characters, and more on
// request.
const (
	maxText  = 16 << 10
	maxDepth = 64
)

// node is a JSON value of a pattern with its place.
type node struct {
	kind    jsontext.Kind
	pointer string
	// text is the content of a string, and the digits of a number.
	text    string
	name    string // of a member of an object
	entries []node // the members of an object, or the items of an array
}

func (n node) isNumber() bool { return n.kind == jsontext.KindNumber }
func (n node) isText() bool   { return n.kind == jsontext.KindString }
func (n node) isObject() bool { return n.kind == jsontext.KindBeginObject }
func (n node) isArray() bool  { return n.kind == jsontext.KindBeginArray }

// String returns the type of the value, for an error text.
func (n node) String() string {
	switch n.kind {
	case jsontext.KindBeginObject:
		return "an object"
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindNull:
		return "null"
	}
	return "a boolean"
}

func parse(text []byte) (node, error) {
	if len(text) > maxText {
		return node{}, &Error{Text: "expected at most 16 KiB"}
	}
	d := jsontext.NewDecoder(bytes.NewReader(text))
	root, err := read(d)
	if err != nil {
		return node{}, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return node{}, fault(root, "expected no text after the object")
	}
	if !root.isObject() {
		return node{}, fault(root, "expected an object, got %s", root)
	}
	return root, nil
}

func read(d *jsontext.Decoder) (node, error) {
	token, err := d.ReadToken()
	if err != nil {
		return node{}, syntax(d, err)
	}
	n := node{kind: token.Kind(), pointer: string(d.StackPointer())}
	if d.StackDepth() > maxDepth {
		return n, fault(n, "expected at most %d levels", maxDepth)
	}
	switch {
	case n.isObject(), n.isArray():
		n.entries, err = readEntries(d, n)
	case n.isText(), n.isNumber():
		n.text = token.String()
	}
	return n, err
}

// readEntries reads the members or items of n, and its end.
func readEntries(d *jsontext.Decoder, n node) ([]node, error) {
	var all []node
	for {
		if kind := d.PeekKind(); kind == jsontext.KindEndObject || kind == jsontext.KindEndArray {
			if _, err := d.ReadToken(); err != nil {
				return nil, syntax(d, err)
			}
			return all, nil
		}
		var name string
		if n.isObject() {
			token, err := d.ReadToken()
			if err != nil {
				return nil, syntax(d, err)
			}
			name = token.String()
		}
		entry, err := read(d)
		if err != nil {
			return nil, err
		}
		entry.name = name
		all = append(all, entry)
	}
}

// syntax returns the error of a text that is no JSON, or that has a name twice.
func syntax(d *jsontext.Decoder, err error) *Error {
	if errors.Is(err, jsontext.ErrDuplicateName) {
		at := string(d.StackPointer())
		if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			at = string(e.JSONPointer)
		}
		return &Error{Pointer: at, Text: "given twice"}
	}
	reason := err.Error()
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		reason = e.Err.Error()
	} else if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		reason = "unexpected end"
	}
	return &Error{Pointer: string(d.StackPointer()), Text: "expected JSON: " + strings.Join(strings.Fields(reason), " ")}
}
