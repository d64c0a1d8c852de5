package dynamics

// Size is how many bytes an operation comes to: those of its bodies, and of the
// addresses below the service root, in each of which the tag stands. In a batch all
// operations count. Nothing is built for it.
func (op Operation) Size() int {
	tag := encoded(op.Tag, encodedOnce)
	size := op.sizeAlone() + tag
	for _, part := range op.Operations {
		size += part.sizeAlone() + tag
	}
	return size
}

func (op Operation) sizeAlone() int {
	related := encodedOnce
	if op.Kind == Disassociate {
		related = encodedTwice // an address within another
	}
	return len(op.Data) + len(op.Parameters) + len(op.NavigationProperty) + len(op.Action) +
		Reference{op.EntitySet, op.Row}.size(encodedOnce) + op.Related.size(related)
}

// A character that is percent-encoded takes three bytes; one that is encoded twice
// five, as the percent sign is encoded then.
const (
	encodedOnce  = 3
	encodedTwice = 5
)

// size is the length of the row's address, whose values are encoded so often.
func (r Reference) size(often int) int {
	mark := often - 2 // of what parts the values, which is encoded once less
	size := len(r.EntitySet) + len(r.Row.ID) + 2*mark
	for _, k := range r.Row.Key {
		size += len(k.Column) + 2*mark // = and comma
		if k.Quoted {
			size += 2 * mark
		}
		size += encoded(k.Value, often)
	}
	return size
}

// encoded is the length of a text with so many bytes for each one that is reserved.
func encoded(s string, reserved int) int {
	size := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isLetter(c), isDigit(c), c == '-', c == '.', c == '_', c == '~':
			size++
		case c == '\'':
			size += 2 * reserved // doubled
		default:
			size += reserved
		}
	}
	return size
}
