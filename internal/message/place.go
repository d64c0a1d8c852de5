package message

import (
	"slices"
	"strconv"
	"strings"
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
)

// String is the JSON pointer of the place.
func (p *place) String() string {
	var names []string
	for ; p != nil; p = p.in {
		names = append(names, p.name)
	}
	slices.Reverse(names)
	return Pointer(names...)
}

// Pointer is the JSON pointer, RFC 6901, that leads by the names of members and
// the indexes of items. Names are the publisher's: what cannot stand in a line
// of a log is escaped as in a Go string, and of what is longer or deeper than
// anything real the rest is left out.
func Pointer(names ...string) string {
	var b strings.Builder
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for _, name := range names[:min(deepest, len(names))] {
		if len(name) > longestName {
			name = name[:longestName] + "…"
		}
		quoted := strconv.Quote(name)
		b.WriteString("/" + escape.Replace(quoted[1:len(quoted)-1]))
	}
	if len(names) > deepest {
		b.WriteString("/…")
	}
	return b.String()
}
