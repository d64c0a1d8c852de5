package operation

// MaxSize limits the [Operation.Size] of a message: the bytes that its requests have.
const MaxSize = 4 << 20

// Size returns an estimate of the bytes that the request of an operation has: its
// bodies, and its URLs below the service root with the tag. A batch counts all its
// operations. Values count until the client has made Data of them. Size builds no request.
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
		related = encodedTwice // one address contains the other
	}
	body := len(op.Data)
	if body == 0 {
		body = len(op.Values)
	}
	return body + len(op.Parameters) + len(op.NavigationProperty) + len(op.Action) +
		op.Target().size(encodedOnce) + op.Related.size(related)
}

// The bytes of a percent-encoded character. If the character is encoded twice, its percent
// sign is encoded too.
const (
	encodedOnce  = 3
	encodedTwice = 5
)

// size is the length of the row's address. often is the number of bytes for a reserved
// character of a value.
func (r Reference) size(often int) int {
	mark := often - 2 // the bytes of a separator of values, which is encoded once less
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

// encoded returns the length of a text, with the given number of bytes for each reserved
// character.
func encoded(s string, reserved int) int {
	size := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isLetter(c), isDigit(c), c == '-', c == '.', c == '_', c == '~':
			size++
		case c == '\'':
			size += 2 * reserved // a quote is doubled
		default:
			size += reserved
		}
	}
	return size
}
