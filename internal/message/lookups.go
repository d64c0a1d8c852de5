package message

import (
	"strings"

	"sns-dynamics/internal/walk"
)

// bindSuffix is that of the members by which a lookup is set.
const bindSuffix = "@odata.bind"

// lookups walks through the body of an operation of a batch for the texts that begin
// as a contentId does, where a row is named: in the lookups, those of rows to insert
// along included, and in the ids.
type lookups struct {
	cursor *walk.Cursor
	path   path
	// bound is told of the values of lookups, and named of those of ids, in the order
	// in which they stand: where from and until which byte, and what is there.
	bound, named func(from, until int, text string)
}

// value walks through a value. What stands in a lookup sets no other.
func (l *lookups) value(isBound bool) {
	switch l.cursor.Kind() {
	case walk.Object:
		l.object(isBound)
	case walk.Array:
		l.items(func() { l.value(isBound) })
	default:
		l.cursor.Raw()
	}
}

func (l *lookups) object(isBound bool) {
	for l.cursor.Enter(); !l.cursor.Ends(); {
		name, _ := l.cursor.Text()
		l.path.enter(name)
		isLookup := !isBound && strings.HasSuffix(name, bindSuffix)
		switch kind := l.cursor.Kind(); {
		case isLookup && kind == walk.Array:
			l.items(func() { l.reference(l.bound, true) })
		case isLookup:
			l.reference(l.bound, true)
		case name == "@odata.id":
			l.reference(l.named, isBound)
		default:
			l.value(isBound)
		}
		l.path.leave()
	}
}

func (l *lookups) items(read func()) {
	l.cursor.Enter()
	for i := 0; !l.cursor.Ends(); i++ {
		l.path.enterItem(i)
		read()
		l.path.leave()
	}
}

// reference reads a value that may be a contentId.
func (l *lookups) reference(tell func(from, until int, text string), isBound bool) {
	if l.cursor.Kind() != walk.String {
		l.value(isBound)
		return
	}
	from := l.cursor.Offset()
	if text, _ := l.cursor.Text(); strings.HasPrefix(text, "$") {
		tell(from, l.cursor.End(), text)
	}
}
