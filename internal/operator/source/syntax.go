package source

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"io"
)

// syntaxError is the first error of JSON syntax in a text.
type syntaxError struct {
	at    int    // offset of the place to correct
	cause string // it contains no part of the text but words that JSON does not know
}

func (e syntaxError) problem() string { return "expected JSON, got " + e.cause }

// endOfValue returns the offset of the end of the JSON value at the start of a text, or the
// error of its syntax.
func endOfValue(text []byte) (int, *syntaxError) {
	d := newDecoder(text)
	_, err := d.ReadValue()
	s, isSyntax := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case err == nil:
		return int(d.InputOffset()), nil
	case !isSyntax || errors.Is(err, io.ErrUnexpectedEOF):
		return 0, &syntaxError{len(bytes.TrimRight(text, " \t\r\n")), early(text)}
	}
	found := explain(text, int(s.ByteOffset), s.Err.Error())
	return 0, &found
}

func newDecoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// opened returns the offset of the last bracket of a text that is not closed.
func opened(text []byte) (at int, found bool) {
	d := newDecoder(text)
	var open []int64 // offsets behind the brackets that are not closed
	for {
		token, err := d.ReadToken()
		if err != nil {
			break
		}
		switch token.Kind() {
		case jsontext.KindBeginObject, jsontext.KindBeginArray:
			open = append(open, d.InputOffset())
		case jsontext.KindEndObject, jsontext.KindEndArray:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return 0, false
	}
	return int(open[len(open)-1]) - 1, true
}

// early returns the cause of a text that ends too early.
func early(text []byte) string {
	at, found := opened(text)
	if !found {
		return "a text that ends too early"
	}
	line := 1 + bytes.Count(text[:at], []byte("\n"))
	if line == 1 {
		return fmt.Sprintf("a text that ends too early: a %c is not closed", text[at])
	}
	return fmt.Sprintf("a text that ends too early: the %c in its line %d is not closed", text[at], line)
}
