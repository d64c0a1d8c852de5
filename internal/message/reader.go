package message

import (
	"slices"
	"strconv"

	"sns-dynamics/internal/walk"
)

// reader reads a text that encoding/json found valid into nodes.
type reader struct {
	input    []byte
	cursor   *walk.Cursor
	problems []Problem
}

// value reads the next value.
func (r *reader) value(at *place) node {
	start := r.cursor.Offset()
	n := node{place: at, start: start}
	switch r.cursor.Kind() {
	case walk.Object:
		r.readObject(&n)
	case walk.Array:
		r.readArray(&n)
	case walk.String:
		n.kind, n.text = text, r.readText(at)
	case walk.Number:
		n.kind, n.text = number, r.cursor.Raw()
	case walk.Boolean:
		n.kind, n.text = boolean, r.cursor.Raw()
	default:
		n.kind = null
		r.cursor.Raw()
	}
	n.raw = r.input[start:r.cursor.End():r.cursor.End()]
	return n
}

// few is how many names are looked through one by one.
const few = 16

func (r *reader) readObject(n *node) {
	n.kind = object
	n.members = make([]member, 0, 4) // as many as most messages have
	var seen map[string]bool         // only of an object with many members
	for r.cursor.Enter(); !r.cursor.Ends(); {
		name, _ := r.cursor.Text()
		at := &place{in: n.place, name: name}
		twice := seen[name]
		if seen == nil {
			twice = slices.ContainsFunc(n.members, func(m member) bool { return m.name == name })
		}
		if twice {
			r.problems = append(r.problems, Problem{at.String(), "given twice"})
		}
		n.members = append(n.members, member{name, r.value(at)})
		switch {
		case len(n.members) == few:
			seen = map[string]bool{}
			for _, m := range n.members {
				seen[m.name] = true
			}
		case seen != nil:
			seen[name] = true
		}
	}
}

func (r *reader) readArray(n *node) {
	n.kind = array
	r.cursor.Enter()
	for i := 0; !r.cursor.Ends(); i++ {
		n.items = append(n.items, r.value(&place{in: n.place, name: strconv.Itoa(i)}))
	}
}

// readText reads a string, and refuses half a surrogate pair: the text would name
// something else than the publisher did.
func (r *reader) readText(at *place) string {
	s, isWhole := r.cursor.Text()
	if !isWhole {
		r.problems = append(r.problems, Problem{at.String(), "expected text without half a surrogate pair"})
	}
	return s
}
