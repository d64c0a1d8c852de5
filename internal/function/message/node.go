package message

import (
	"encoding/json/jsontext"
	"iter"
	"strconv"
	"strings"
)

// kind is the type of a JSON value.
type kind byte

const (
	object     kind = '{'
	array      kind = '['
	text       kind = '"'
	number     kind = '0'
	boolean    kind = 't'
	null       kind = 'n'
	memberName kind = ':'
	closing    kind = '}' // the end of an object or an array
)

func kindOf(k jsontext.Kind) kind {
	switch k {
	case jsontext.KindFalse:
		return boolean
	case jsontext.KindEndArray:
		return closing
	}
	return kind(k)
}

// String returns the kind for an error text.
func (k kind) String() string {
	switch k {
	case object:
		return "an object"
	case array:
		return "an array"
	case text:
		return "a string"
	case number:
		return "a number"
	case boolean:
		return "a boolean"
	}
	return "null"
}

// node is a value of a message. The zero node has no kind and no members.
type node struct {
	doc  *document
	at   int
	kind kind
}

type member struct {
	name  string
	value node
}

func (doc *document) node(at int) node { return node{doc, at, doc.values[at].kind} }

// raw returns the text of the value in the message.
func (n node) raw() string {
	v := n.doc.values[n.at]
	return n.doc.text[v.start:v.end]
}

// start returns the offset of the value in the message, in bytes.
func (n node) start() int { return int(n.doc.values[n.at].start) }

// text returns the characters of a string, and the text in the message of a value of another
// kind. U+FFFD replaces half a surrogate pair.
func (n node) text() string {
	raw := n.raw()
	if raw[0] != '"' {
		return raw
	}
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	b, _ := jsontext.AppendUnquote(nil, raw) // the indexer has checked the syntax
	return string(b)
}

// inside yields the positions of the items of an array, or of the member names of an object.
func (n node) inside() iter.Seq[int] {
	return func(yield func(int) bool) {
		if n.kind != object && n.kind != array {
			return
		}
		values := n.doc.values
		for at, behind := n.at+1, int(values[n.at].next); at < behind; {
			if !yield(at) {
				return
			}
			if n.kind == object {
				at++ // the value of the member
			}
			at = int(values[at].next)
		}
	}
}

// get returns the member of an object by name.
func (n node) get(name string) (node, bool) {
	if n.kind == object {
		for at := range n.inside() {
			if n.doc.node(at).text() == name {
				return n.doc.node(at + 1), true
			}
		}
	}
	return node{}, false
}

// each yields the members of an object.
func (n node) each() iter.Seq[member] {
	return func(yield func(member) bool) {
		if n.kind != object {
			return
		}
		for at := range n.inside() {
			if !yield(member{n.doc.node(at).text(), n.doc.node(at + 1)}) {
				return
			}
		}
	}
}

// items yields the values of an array.
func (n node) items() iter.Seq2[int, node] {
	return func(yield func(int, node) bool) {
		if n.kind != array {
			return
		}
		i := 0
		for at := range n.inside() {
			if !yield(i, n.doc.node(at)) {
				return
			}
			i++
		}
	}
}

// count returns the number of members of an object, or of items of an array.
func (n node) count() int {
	count := 0
	for range n.inside() {
		count++
	}
	return count
}

// String returns the JSON pointer of the value. Only a problem needs the pointer, so String
// derives it. If each value kept its pointer, a deep message would need far more memory than
// its text.
func (n node) String() string {
	names := make([]string, 0, deepest+1)
	for around := n.doc.node(0); around.at != n.at && len(names) <= deepest; {
		child, called := around.towards(n)
		around, names = child, append(names, called)
	}
	return Pointer(names...)
}

// towards returns the member or item on the path to another value, and its name or index.
func (n node) towards(inner node) (child node, called string) {
	i := 0
	for at := range n.inside() {
		child = n.doc.node(at)
		if n.kind == object {
			child = n.doc.node(at + 1)
		}
		if inner.at < int(n.doc.values[child.at].next) {
			if n.kind == object {
				return child, n.doc.node(at).text()
			}
			break
		}
		i++
	}
	return child, strconv.Itoa(i)
}
