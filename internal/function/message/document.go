package message

import (
	"bytes"
	"encoding/json/jsontext"
	"strings"
)

// document is a message with the places of its values. The values stay text, because the
// function sends most values unchanged.
type document struct {
	text   string
	values []value // in the order of the text: an object or array before its members or items
}

// value is the place of a value, or of the name of a member before its value. The offsets
// have 32 bits, because a message is far shorter than 2 GiB.
type value struct {
	kind       kind
	start, end int32 // in the text
	next       int32 // the position of the next value that is not inside this one
}

// indexer reads a document. It does not recurse, so a deep document needs no more stack.
type indexer struct {
	decoder *jsontext.Decoder
	*document
	around int  // the position of the innermost open object or array, -1 outside of any
	isName bool // the last value was the name of a member
}

// index returns the places of all values in the JSON value at the start of a text. input is the
// text again. The second
// result is the length of the JSON value in bytes. The error comes from
// [jsontext.Decoder.ReadValue].
func index(text string, input []byte) (*document, int, error) {
	x := indexer{
		// The decoder would stop at the first duplicate name and at the first half of a
		// surrogate pair. The error must list all of them.
		decoder:  jsontext.NewDecoder(bytes.NewBuffer(input), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		document: &document{text: text},
		around:   -1,
	}
	x.values = make([]value, 0, x.most())
	for len(x.values) == 0 || x.around >= 0 {
		if err := x.next(); err != nil {
			return nil, 0, err
		}
	}
	return x.document, int(x.decoder.InputOffset()), nil
}

// most returns an upper limit for the number of values of the text: a comma, a colon or a
// bracket stands before each value except the first.
func (doc *document) most() int {
	n := 1
	for _, before := range []string{",", ":", "{", "["} {
		n += strings.Count(doc.text, before)
	}
	return n
}

func (x *indexer) next() error {
	switch k := kindOf(x.decoder.PeekKind()); k {
	case object, array:
		return x.open(k)
	case closing:
		return x.close()
	default:
		return x.single(k)
	}
}

// open enters an object or array. Until the end of the object or array, its field next is the
// position of the object or array around it.
func (x *indexer) open(k kind) error {
	_, err := x.decoder.ReadToken()
	x.values = append(x.values, value{kind: k, start: x.offset() - 1, next: int32(x.around)})
	x.around, x.isName = len(x.values)-1, false
	return err
}

func (x *indexer) close() error {
	if _, err := x.decoder.ReadToken(); err != nil {
		return err
	}
	closed := &x.values[x.around]
	x.around, closed.next, closed.end = int(closed.next), int32(len(x.values)), x.offset()
	x.isName = false
	return nil
}

// single reads a name, or a value that contains no other value.
func (x *indexer) single(k kind) error {
	raw, err := x.decoder.ReadValue()
	x.isName = !x.isName && x.around >= 0 && x.values[x.around].kind == object
	if x.isName {
		k = memberName
	}
	end := x.offset()
	x.values = append(x.values, value{kind: k, start: end - int32(len(raw)), end: end, next: int32(len(x.values)) + 1})
	return err
}

func (x *indexer) offset() int32 { return int32(x.decoder.InputOffset()) }
