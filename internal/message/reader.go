package message

import (
	"iter"
	"strconv"

	"sns-dynamics/internal/walk"
)

// readNode reads the next value. offset is where the text of the cursor starts in
// the message.
func readNode(c *walk.Cursor, offset int, at *place) node {
	n := node{place: at, start: offset + c.Offset()}
	switch c.Kind() {
	case walk.Object:
		n.kind, n.raw = object, c.Raw()
	case walk.Array:
		n.kind, n.raw = array, c.Raw()
	case walk.String:
		from := *c
		n.kind, n.raw = text, from.Raw()
		n.text, _ = c.Text()
	case walk.Number:
		n.kind, n.raw = number, c.Raw()
		n.text = n.raw
	case walk.Boolean:
		n.kind, n.raw = boolean, c.Raw()
		n.text = n.raw
	default:
		n.kind, n.raw = null, c.Raw()
	}
	return n
}

// open returns an object with its members.
func (n node) open() node {
	if n.kind != object {
		return n
	}
	n.members = make([]member, 0, n.count())
	for c := n.inside(); !c.Ends(); {
		name, _ := c.Text()
		n.members = append(n.members, member{name, readNode(c, n.start, &place{in: n.place, name: name})})
	}
	return n
}

// find returns the member of an object by name, whether it is open or not.
func (n node) find(name string) (node, bool) {
	if n.kind != object {
		return node{}, false
	}
	for c := n.inside(); !c.Ends(); c.Raw() {
		if found, _ := c.Text(); found == name {
			return readNode(c, n.start, &place{in: n.place, name: name}), true
		}
	}
	return node{}, false
}

// each yields the members of an object, whether it is open or not.
func (n node) each() iter.Seq[member] {
	return func(yield func(member) bool) {
		if n.kind != object {
			return
		}
		for c := n.inside(); !c.Ends(); {
			name, _ := c.Text()
			if !yield(member{name, readNode(c, n.start, &place{in: n.place, name: name})}) {
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
		c := n.inside()
		for i := 0; !c.Ends(); i++ {
			if !yield(i, readNode(c, n.start, &place{in: n.place, name: strconv.Itoa(i)})) {
				return
			}
		}
	}
}

// count is how many members or items are in an object or array.
func (n node) count() int {
	count := 0
	for c := n.inside(); !c.Ends(); c.Raw() {
		if n.kind == object {
			c.Raw()
		}
		count++
	}
	return count
}

// inside is a cursor at the first member or item of an object or array.
func (n node) inside() *walk.Cursor {
	c := walk.New(n.raw)
	c.Enter()
	return c
}
