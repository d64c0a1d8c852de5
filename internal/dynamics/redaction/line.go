package redaction

import (
	"strings"
	"unicode"
)

// maxMessage limits the message of a service to a length that fits a log line and an
// attribute of a queue message.
const maxMessage = 500

// OneLine makes a text fit for one line of a log: it folds white space and drops other
// control characters.
func OneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine reports quickly whether a text is one line already: printable ASCII with one
// blank between words.
func isOneLine(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return s == "" || before != ' '
}

// shorten cuts a text to maxMessage characters. The caller must remove secrets and values
// before.
func shorten(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	if runes := []rune(s); len(runes) > maxMessage {
		return string(runes[:maxMessage]) + "…"
	}
	return s
}
