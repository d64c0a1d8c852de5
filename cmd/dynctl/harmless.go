package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// harmless is a writer for people. What a terminal would obey, or what would turn
// text around, it writes as JSON does, such as \u001b: messages, reasons and names
// are other people's, and anybody may have written them.
type harmless struct{ w io.Writer }

// Write writes whole characters only.
func (h harmless) Write(text []byte) (int, error) {
	if _, err := io.WriteString(h.w, escaped(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

func escaped(text string) string {
	isSafe := func(r rune) bool { return r == '\n' || r == '\t' || unicode.IsGraphic(r) }
	if !strings.ContainsFunc(text, func(r rune) bool { return !isSafe(r) }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isSafe(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}
