package mapping

import (
	"fmt"
	"strings"
)

// endError returns the error of a source that ends too early: at the bracket or the if that is
// not closed, or at the end.
func endError(source string) *SyntaxError {
	open, found := lastOpen(source)
	if !found {
		return place(source, len(source), "unexpected end of the program")
	}
	word := source[open : open+1]
	if word == "i" {
		return place(source, open, `the if has no "end"`)
	}
	return place(source, open, fmt.Sprintf("the %q is not closed", word))
}

// lastOpen returns the place of the last bracket or if that the source opens and does not close.
func lastOpen(source string) (int, bool) {
	var open []int // places; the place of an interpolation \( is its backslash
	isText := false
	for i := 0; i < len(source); i++ {
		c := source[i]
		switch {
		case isText && c == '\\' && charAt(source, i+1) == '(':
			open, isText = append(open, i), false
			i++
		case isText && c == '\\':
			i++
		case c == '"':
			isText = !isText
		case isText:
		case c == '#':
			i += len(line(source[i:])) - 1
		case strings.IndexByte("{[(", c) >= 0 || isWord(source, i, "if"):
			open = append(open, i)
		case len(open) > 0 && (strings.IndexByte("}])", c) >= 0 || isWord(source, i, "end")):
			isText = source[open[len(open)-1]] == '\\'
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 || source[open[len(open)-1]] == '\\' {
		return 0, false
	}
	return open[len(open)-1], true
}

// isWord reports whether a keyword or a function stands at a place, and not a field, a variable or
// the name of a member.
func isWord(source string, i int, word string) bool {
	before, after := charAt(source, i-1), charAt(source, i+len(word))
	return strings.HasPrefix(source[i:], word) &&
		!isPartOfName(before) && before != '.' && before != '$' && !isPartOfName(after) && after != ':'
}

// line returns the first line of a text, without its end.
func line(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// tokenHint returns the likely mistake before a token that the parser did not expect; empty for
// an unknown mistake.
func tokenHint(source string, start int) string {
	isFirst := strings.TrimSpace(source[strings.LastIndexByte(source[:start], '\n')+1:start]) == ""
	switch c := charAt(source, start); {
	case strings.HasPrefix(source[start:], "\ufeff"):
		return ": save the file without a byte order mark"
	case c == '\'':
		return ": a text stands in double quotes"
	case isFirst && strings.HasPrefix(source[start:], "//"):
		return ": a comment begins with #"
	case isWord(source, start, "then"), isWord(source, start, "elif"), isWord(source, start, "else"), isWord(source, start, "end"):
	case isPartOfName(c), c == '"':
		return ": expected a comma, an operator or a closing bracket before it"
	}
	return ""
}

// hyphenHint returns the spelling of a field with a hyphen, such as ."customer-id", if the name
// of a function at a place is the end of such a field.
func hyphenHint(source string, start int) string {
	isField := func(c byte) bool { return isPartOfName(c) || c == '-' }
	from, to := start, start
	for isField(charAt(source, from-1)) {
		from--
	}
	for isField(charAt(source, to)) {
		to++
	}
	if charAt(source, from-1) != '.' || from == start {
		return ""
	}
	return fmt.Sprintf(": a field with a hyphen is written .%q", source[from:to])
}
