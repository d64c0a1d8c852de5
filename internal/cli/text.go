package cli

import (
	"cmp"
	"strings"

	"sns-dynamics/internal/number"
)

// Count returns a number with its noun in the singular or the plural: "1 message", "2,430 messages".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number.Grouped(n) + " " + many
}

// Plural returns a number with a noun: "1 message", "2 messages". The plural of the noun ends in s.
func Plural(n int, noun string) string { return Count(n, noun, noun+"s") }

// OneLine replaces each run of white space by one space.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// OrDash returns a text of one line for a column of a table, and a dash for an empty text.
func OrDash(s string) string { return cmp.Or(OneLine(s), "-") }
