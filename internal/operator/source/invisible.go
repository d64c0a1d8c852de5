package source

import (
	"fmt"
	"unicode"
)

// isInvisible reports whether a reader cannot see a character, or cannot tell it from the space
// of JSON. The line ends and the tab of JSON are not among them.
func isInvisible(c rune) bool {
	return c != ' ' && unicode.In(c, unicode.Z, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// invisible names an invisible character outside a string, and says what to do.
func invisible(c rune) string {
	what, advice := "an invisible character", "remove it"
	switch {
	case c == '\u00a0':
		what, advice = "a no-break space", "write a space"
	case unicode.Is(unicode.Zs, c):
		what, advice = "a space that JSON does not have", "write a space"
	case unicode.In(c, unicode.Zl, unicode.Zp):
		what, advice = "a line end that JSON does not have", "write a line end"
	}
	return fmt.Sprintf("%s, %U: %s", what, c, advice)
}
