package source

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
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
	found := explain(text, int(s.ByteOffset), s.Error())
	return 0, &found
}

// SyntaxProblem returns the problem of the JSON value that begins at an offset of a text, with the
// line and the column of the place to correct; both begin with 1. ok is false if the value has no
// problem. The problem contains no part of the text but words that JSON does not know.
func SyntaxProblem(text []byte, begin int) (line, column int, problem string, ok bool) {
	_, e := endOfValue(text[begin:])
	if e == nil {
		return 0, 0, "", false
	}
	at := begin + e.at
	return 1 + bytes.Count(text[:at], []byte("\n")), excerptOf(text, at).Column, e.problem(), true
}

func newDecoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// early returns the cause of a text that ends too early.
func early(text []byte) string {
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
		return "a text that ends too early"
	}
	last := open[len(open)-1]
	line := 1 + bytes.Count(text[:last], []byte("\n"))
	if line == 1 {
		return fmt.Sprintf("a text that ends too early: a %c is not closed", text[last-1])
	}
	return fmt.Sprintf("a text that ends too early: the %c in its line %d is not closed", text[last-1], line)
}

// explain returns the cause of a syntax error at an offset, with the words of the decoder.
func explain(text []byte, at int, words string) syntaxError {
	is := func(part string) bool { return strings.Contains(words, part) }
	before := bytes.TrimRight(text[:at], " \t\r\n")
	c, _ := utf8.DecodeRune(text[at:])
	switch {
	case is("escape sequence") || is("surrogate pair"):
		return syntaxError{at, `an escape sequence that JSON does not have: write a backslash as \\`}
	case is("in string (expecting non-control"):
		return syntaxError{at, control(c)}
	case strings.ContainsRune("“”„‟«»‘’‚‛", c):
		return syntaxError{at, `a typographic quotation mark: write "`}
	case c == '\'':
		return syntaxError{at, `a single quotation mark: write "`}
	case c == '#', c == '/' && (bytes.HasPrefix(text[at:], []byte("//")) || bytes.HasPrefix(text[at:], []byte("/*"))):
		return syntaxError{at, "a comment, which JSON does not have: remove it"}
	case (c == '}' || c == ']') && bytes.HasSuffix(before, []byte(",")):
		return syntaxError{len(before) - 1, fmt.Sprintf("a comma before %c: remove it", c)}
	case isYAML(trim(text)) && len(bytes.TrimLeft(text[:at], " \t\r\n-")) == 0:
		return syntaxError{len(text) - len(bytes.TrimLeft(text, " \t\r\n")), "YAML, by its look: write the message as JSON"}
	case is("expecting ',' or"):
		return unseparated(text, at, len(before), c)
	case is("mismatching"):
		return syntaxError{at, fmt.Sprintf("a %c that closes no bracket of its kind", c)}
	case is("expecting ':'"):
		return syntaxError{at, "a name without a colon behind it"}
	}
	return word(text, at, is(`expecting '"'`))
}

// control returns the cause of a control character in a string.
func control(c rune) string {
	switch c {
	case '\t':
		return `a tab in a string: write \t`
	case '\n', '\r':
		return `a string that does not end in its line: close it, or write \n for a line end`
	}
	return fmt.Sprintf(`a control character in a string: write \u%04x`, c)
}

// unseparated returns the cause of a text behind a value that is no comma and no bracket.
func unseparated(text []byte, at, end int, c rune) syntaxError {
	last := text[end-1]
	switch isAdjacent := end == at; {
	case isAdjacent && last == '0' && unicode.IsDigit(c):
		return syntaxError{at - 1, "a number with a leading zero"}
	case isAdjacent && last == '"' && c != '"' && c != '{' && c != '[':
		return syntaxError{at - 1, `a quotation mark inside a string: write \"`}
	case c == '"', c == '{', c == '[', c == '-', c < utf8.RuneSelf && (unicode.IsDigit(c) || unicode.IsLetter(c)):
		return syntaxError{end, "a value without a comma behind it"}
	}
	return syntaxError{at, "a character that is no part of JSON"}
}

// word returns the cause of a name or a value that begins with a wrong character.
func word(text []byte, at int, isName bool) syntaxError {
	isLetter := func(r rune) bool { return r == '_' || unicode.IsLetter(r) }
	start := at - len(text[:at]) + len(bytes.TrimRightFunc(text[:at], isLetter))
	found := string(text[start : len(text)-len(bytes.TrimLeftFunc(text[start:], isLetter))])
	switch found {
	case "NaN", "nan", "Infinity", "inf", "undefined":
		return syntaxError{start, found + ", which JSON does not have: write null, or leave the member out"}
	case "True", "TRUE", "False", "FALSE", "Null", "NULL":
		return syntaxError{start, found + ": write " + strings.ToLower(found)}
	case "None", "nil":
		return syntaxError{start, found + ": write null"}
	}
	switch c := text[at]; {
	case isName && found != "":
		return syntaxError{start, "a name without quotation marks"}
	case found != "":
		return syntaxError{start, "a value without quotation marks"}
	case c == '.' || c == '+':
		return syntaxError{at, "a number that does not begin with a digit or -"}
	case c == ',':
		return syntaxError{at, "a comma too many"}
	case isName:
		return syntaxError{at, "a name that is no string"}
	}
	return syntaxError{at, "invalid JSON"}
}

// isYAML reports whether a text looks like YAML: it begins with a line ---, a list, or a name
// with a colon.
func isYAML(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	name, _, hasColon := bytes.Cut(line, []byte(":"))
	isName := len(name) > 0 && len(bytes.TrimFunc(name, func(r rune) bool { return r == '_' || unicode.IsLetter(r) })) == 0
	return bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("- ")) || hasColon && isName
}
