package jsonedit

import (
	"bytes"
	"fmt"
	"unicode"
)

// Escape returns a JSON text with escape sequences in the place of the characters that a
// terminal obeys or that change the direction of text: U+007F to U+009F, and the bidirectional
// controls. The text has the same value. Such characters stand only in strings, and encoding/json
// escapes the controls below U+0020 itself.
func Escape(text []byte) []byte {
	if !bytes.ContainsFunc(text, controlsTerminal) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if controlsTerminal(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

func controlsTerminal(r rune) bool {
	return r >= 0x7f && r <= 0x9f || unicode.Is(unicode.Bidi_Control, r)
}
