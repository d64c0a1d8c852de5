// Package visible shows the characters of a text that a reader cannot see: controls of the
// direction of a text, which reorder the characters beside them, the controls U+007F to U+009F, and
// characters without a width, which make two equal texts differ.
//
// See https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
package visible

import (
	"fmt"
	"regexp"
)

const controls = "\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF"

var (
	control = regexp.MustCompile("[" + controls + "]")
	// entry matches what a page has for entries of the user, or a control. A browser sends an
	// entry back, so it stays as it is.
	entry = regexp.MustCompile("(?s)<textarea.*?</textarea>|<input[^>]*>|[" + controls + "]")
)

// Page returns a page of HTML with the controls as ⟨U+202E⟩. The entries of a user keep theirs.
func Page(page []byte) []byte {
	return entry.ReplaceAllFunc(page, func(found []byte) []byte {
		if found[0] == '<' {
			return found
		}
		return []byte(Text(string(found)))
	})
}

// Text returns a text with the controls as ⟨U+202E⟩.
func Text(text string) string {
	return control.ReplaceAllStringFunc(text, func(c string) string { return fmt.Sprintf("⟨U+%04X⟩", []rune(c)[0]) })
}

// JSON returns valid JSON with the controls, which stand only in strings, as \u202e. It has the
// same value.
func JSON(text string) string {
	return control.ReplaceAllStringFunc(text, func(c string) string { return fmt.Sprintf(`\u%04x`, []rune(c)[0]) })
}
