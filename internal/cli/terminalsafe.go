package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// TerminalSafe returns a writer for people. It writes control characters and characters
// that change the direction of text as JSON does, such as \u001b: messages, reasons and
// names come from other people, and a terminal would obey such characters. Each Write
// must contain whole characters.
func TerminalSafe(w io.Writer) io.Writer { return terminalSafe{w} }

type terminalSafe struct{ w io.Writer }

// Width is the width of the underlying writer.
func (s terminalSafe) Width() int { return Width(s.w) }

// Write returns the error of the underlying writer.
func (s terminalSafe) Write(text []byte) (int, error) {
	if _, err := io.WriteString(s.w, Escaped(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Escaped returns a text as [TerminalSafe] writes it.
func Escaped(text string) string {
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
