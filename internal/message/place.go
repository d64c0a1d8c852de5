package message

import (
	"slices"
	"strconv"
)

// place is where a value stands. It is a link to the place of the object or
// array around it, and becomes a pointer only for a problem: written out for
// every value, the pointers of a deep message would take far more memory than
// the message.
type place struct {
	in   *place // nil for the message itself
	name string // of the member, or the index of the item
}

const (
	// longestName is longer than any real name.
	longestName = 128
	// deepest is deeper than any real message.
	deepest = 16
	// longestPointer is longer than any real pointer.
	longestPointer = 1 << 10
)

// String is the JSON pointer of the place.
func (p *place) String() string { return Pointer(p.names()...) }

func (p *place) names() []string {
	var names []string
	for ; p != nil; p = p.in {
		names = append(names, p.name)
	}
	slices.Reverse(names)
	return names
}

// path is where a walk through a message is. It takes the same memory however deep
// that is.
type path struct {
	steps [deepest + 1]step // one more than a pointer shows
	depth int
}

// step leads to a member by its name, or to an item by its index.
type step struct {
	name  string
	index int
}

func (p *path) enter(name string) { p.push(step{name: name, index: -1}) }

func (p *path) enterItem(i int) { p.push(step{index: i}) }

func (p *path) push(s step) {
	if p.depth < len(p.steps) {
		p.steps[p.depth] = s
	}
	p.depth++
}

func (p *path) leave() { p.depth-- }

// String is the JSON pointer of where the walk is.
func (p *path) String() string { return Pointer(p.names()...) }

func (p *path) names() []string {
	names := make([]string, 0, len(p.steps))
	for _, s := range p.steps[:min(p.depth, len(p.steps))] {
		if s.index >= 0 {
			s.name = strconv.Itoa(s.index)
		}
		names = append(names, s.name)
	}
	return names
}

// Pointer is the JSON pointer, RFC 6901, that leads by the names of members and
// the indexes of items. Names are the publisher's: what cannot stand in a line
// of a log is escaped as in a Go string, and of what is longer or deeper than
// anything real the rest is left out.
func Pointer(names ...string) string {
	var b []byte
	for i, name := range names {
		if i == deepest || len(b) > longestPointer {
			b = append(b, "/…"...)
			break
		}
		rest := ""
		if len(name) > longestName {
			name, rest = name[:longestName], "…"
		}
		b = append(b, '/')
		quoted := strconv.Quote(name)
		for _, c := range []byte(quoted[1 : len(quoted)-1]) {
			switch c {
			case '~':
				b = append(b, "~0"...)
			case '/':
				b = append(b, "~1"...)
			default:
				b = append(b, c)
			}
		}
		b = append(b, rest...)
	}
	return string(b)
}
