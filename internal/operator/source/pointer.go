package source

import (
	"bytes"
	"encoding/json/jsontext"
	"slices"
	"strings"

	"sns-dynamics/internal/function/message"
)

// Pointer returns the place of a part of the message in the file's JSON value.
func (i Item) Pointer(ofMessage string) string { return i.Path + ofMessage }

// LineOf returns the line of the value of a JSON pointer of the message. If the value is
// missing, it returns the line of the nearest value around it. A message inside a string
// has one line only.
func (i Item) LineOf(pointer string) int {
	if pointer == "" || i.inString() || !strings.Contains(i.Text, "\n") {
		return i.Line
	}
	return i.Line + strings.Count(i.Text[:find(i.Text, jsontext.Pointer(pointer))], "\n")
}

// find returns the offset after the first token of the value of a pointer, or of the
// nearest value around it. A token contains no line end. If an object has a name twice, the
// last member counts, because the problem "given twice" is about it.
func find(text string, pointer jsontext.Pointer) (found int64) {
	d := jsontext.NewDecoder(bytes.NewBufferString(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return found // the last token was read
		}
		here := jsontext.Pointer(message.Pointer(slices.Collect(d.StackPointer().Tokens())...))
		around, length := d.StackIndex(d.StackDepth())
		isName := around == jsontext.KindBeginObject && length%2 == 1
		switch {
		case token.Kind() == jsontext.KindEndObject, token.Kind() == jsontext.KindEndArray:
		case here.Contains(pointer):
			found = d.InputOffset()
		case isName:
			_ = d.SkipValue() // the next read returns the error again
		}
	}
}
