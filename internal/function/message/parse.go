package message

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// parse reads a text that is one JSON value. It refuses duplicate names and text that is not
// UTF-8. encoding/json accepts both, but two readers could understand such a message
// differently. input is the text again. parse reports whether the text is a JSON value.
func parse(text string, input []byte, found *findings) (root node, ok bool) {
	if !utf8.Valid(input) {
		found.addAt("", "expected UTF-8 text")
		return node{}, false
	}
	doc, length, err := index(text, input)
	if err == nil {
		err = nothingAfter(input, length)
	} else {
		err = syntaxError(input, err)
	}
	if err != nil {
		found.addAt("", "%v", err)
		return node{}, false
	}
	doc.scan(found)
	return doc.node(0), true
}

// nothingAfter returns an error if more text follows the first value.
func nothingAfter(input []byte, length int) error {
	rest := bytes.TrimLeft(input[length:], " \t\r\n")
	if len(rest) == 0 {
		return nil
	}
	return fmt.Errorf("expected one JSON object, got more text after it at byte %d", len(input)-len(rest)+1)
}

// syntaxError describes a syntax error and its place.
func syntaxError(input []byte, err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case len(bytes.TrimSpace(input)) == 0:
		return errors.New("expected one JSON object, got nothing")
	case bytes.HasPrefix(input, []byte("\ufeff")):
		return errors.New("expected one JSON object, got a byte order mark before it")
	case !ok, errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("expected one JSON object, got a text that ends too early")
	}
	return fmt.Errorf("expected one JSON object, got invalid JSON at byte %d", syntax.ByteOffset+1)
}
