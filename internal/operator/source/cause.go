package source

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// explain returns the cause of a syntax error at an offset, with the words of the decoder.
func explain(text []byte, at int, words string) syntaxError {
	is := func(part string) bool { return strings.Contains(words, part) }
	before := bytes.TrimRight(text[:at], " \t\r\n")
	c, size := utf8.DecodeRune(text[at:])
	switch {
	case c == utf8.RuneError && size == 1:
		return syntaxError{at, "a byte of another encoding than UTF-8: save the file as UTF-8"}
	case is("escape sequence") || is("surrogate pair"):
		return syntaxError{at, `an escape sequence that JSON does not have: write a backslash as \\`}
	case is("in string (expecting non-control"):
		return syntaxError{at, control(c)}
	case isInvisible(c):
		return syntaxError{at, invisible(c)}
	case strings.ContainsRune("“”„‟«»‘’‚‛", c):
		return syntaxError{at, `a typographic quotation mark: write "`}
	case c == '\'':
		return syntaxError{at, `a single quotation mark: write "`}
	case c == '#', c == '/' && (bytes.HasPrefix(text[at:], []byte("//")) || bytes.HasPrefix(text[at:], []byte("/*"))):
		return syntaxError{at, "a comment, which JSON does not have: remove it"}
	case (c == '}' || c == ']') && bytes.HasSuffix(before, []byte(",")):
		return syntaxError{len(before) - 1, fmt.Sprintf("a comma before %c: remove it", c)}
	case bytes.HasPrefix(trim(text), []byte("<")) && len(before) == 0:
		return syntaxError{at, "XML or HTML, by its look: write the message as JSON"}
	case isYAML(trim(text)) && len(bytes.TrimLeft(text[:at], " \t\r\n-")) == 0:
		return syntaxError{len(text) - len(bytes.TrimLeft(text, " \t\r\n")), "YAML, by its look: write the message as JSON"}
	case is("exceeded max depth"):
		return syntaxError{at, "more than 10,000 brackets inside each other"}
	case is("expecting ',' or"):
		return unseparated(text, at, len(before))
	case is("expecting ':'"):
		return syntaxError{at, "a name without a colon behind it"}
	case is("in number") && !unicode.IsLetter(c):
		return syntaxError{at, "a number that ends without a digit"}
	case (c == '}' || c == ']') && !is("in literal"):
		return unexpected(text[:at], c)
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

// unexpected returns the cause of a closing bracket in place of a name or a value.
func unexpected(before []byte, c rune) syntaxError {
	at, found := opened(before)
	switch {
	case bytes.HasSuffix(trim(before), []byte(":")):
		return syntaxError{len(before), "a name without a value"}
	case !found:
		return syntaxError{len(before), fmt.Sprintf("a %c that closes no bracket", c)}
	}
	return wrongBracket(len(before), before[at], c)
}

// wrongBracket returns the cause of a bracket that closes a bracket of another kind.
func wrongBracket(at int, open byte, c rune) syntaxError {
	right := '}'
	if open == '[' {
		right = ']'
	}
	return syntaxError{at, fmt.Sprintf("a %c that closes a %c: write %c", c, open, right)}
}

// unseparated returns the cause of a text behind a value that is no comma and no bracket of the
// right kind. end is the offset of the end of the value.
func unseparated(text []byte, at, end int) syntaxError {
	c, size := utf8.DecodeRune(text[at:])
	last, behind := text[end-1], trim(text[at+size:])
	switch isAdjacent := end == at; {
	case (c == ']' || c == '}') && (len(behind) == 0 || bytes.IndexByte([]byte(",]}"), behind[0]) >= 0):
		open, _ := opened(text[:at]) // there is one: the value is in it
		return wrongBracket(at, text[open], c)
	case c == ';' && len(behind) > 0 && bytes.IndexByte([]byte(`"{[`), behind[0]) >= 0:
		return syntaxError{at, "a semicolon instead of a comma: write ,"}
	case c == ':' && len(behind) > 0 && beginsValue(rune(behind[0])):
		if open, _ := opened(text[:at]); text[open] == '[' {
			return syntaxError{open, "a name and a value in an array: an object needs { before the name and } behind the value"}
		}
		return syntaxError{at, "a colon behind a value: write a comma"}
	case isAdjacent && last == '0' && unicode.IsDigit(c):
		return syntaxError{at - 1, "a number with a leading zero"}
	case isAdjacent && last == '0' && (c == 'x' || c == 'X'):
		return syntaxError{at - 1, "a hexadecimal number: write it with decimal digits"}
	case isAdjacent && last == '"' && c != '"' && c != '{' && c != '[':
		return syntaxError{at - 1, `a quotation mark inside a string: write \"`}
	case isAdjacent && isOfWord(rune(last)) && (isOfWord(c) || strings.ContainsRune("-+.:/", c)):
		return syntaxError{len(bytes.TrimRightFunc(text[:at], isOfNumber)), "a value without quotation marks"}
	case beginsValue(c):
		return syntaxError{end, "a value without a comma behind it"}
	}
	return syntaxError{at, "a character that is no part of JSON"}
}

// beginsValue reports whether a value may begin with a character, with or without quotation marks.
func beginsValue(c rune) bool {
	return c == '"' || c == '{' || c == '[' || c == '-' || c < utf8.RuneSelf && (unicode.IsDigit(c) || unicode.IsLetter(c))
}

func isOfWord(c rune) bool { return c == '_' || unicode.IsDigit(c) || unicode.IsLetter(c) }

func isOfNumber(c rune) bool { return isOfWord(c) || strings.ContainsRune("-+.", c) }

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
	case c == ':':
		return syntaxError{at, "a colon too many"}
	}
	return syntaxError{at, "a character that is no part of JSON"}
}

// isYAML reports whether a text looks like YAML: it begins with a line ---, a list, or a name
// with a colon.
func isYAML(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	name, _, hasColon := bytes.Cut(line, []byte(":"))
	isName := len(name) > 0 && len(bytes.TrimFunc(name, func(r rune) bool { return r == '_' || unicode.IsLetter(r) })) == 0
	return bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("- ")) || hasColon && isName
}
