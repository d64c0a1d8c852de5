package message

import "strings"

// bindSuffix is the suffix of a member that sets a lookup.
const bindSuffix = "@odata.bind"

// lookups finds the references to contentIds in the body of an operation of a batch: texts
// that start with $. It reads the lookups and the ids, also of related rows to insert.
type lookups struct {
	// bound gets each reference in a lookup, and named each reference in an id, with its
	// text, in the order of the body.
	bound, named func(value node, text string)
}

// value reads a value. A member inside the value of a lookup sets no other lookup.
func (l lookups) value(n node, isBound bool) {
	switch n.kind {
	case object:
		for m := range n.each() {
			l.member(m, isBound)
		}
	case array:
		for _, item := range n.items() {
			l.value(item, isBound)
		}
	}
}

func (l lookups) member(m member, isBound bool) {
	isLookup := !isBound && strings.HasSuffix(m.name, bindSuffix)
	switch {
	case isLookup && m.value.kind == array:
		for _, item := range m.value.items() {
			l.reference(item, l.bound, true)
		}
	case isLookup:
		l.reference(m.value, l.bound, true)
	case m.name == "@odata.id":
		l.reference(m.value, l.named, isBound)
	default:
		l.value(m.value, isBound)
	}
}

// reference passes a value to tell if it is a reference to a contentId.
func (l lookups) reference(n node, tell func(value node, text string), isBound bool) {
	if n.kind != text {
		l.value(n, isBound)
	} else if given := n.text(); strings.HasPrefix(given, "$") {
		tell(n, given)
	}
}
