package cli

import (
	"cmp"
	"strings"

	"sns-dynamics/internal/number"
)

// Count is [number.Count].
func Count(n int, one, many string) string { return number.Count(n, one, many) }

// Plural is [number.Plural].
func Plural(n int, noun string) string { return number.Plural(n, noun) }

// OneLine replaces each run of white space by one space.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// OrDash returns a text of one line for a column of a table, and a dash for an empty text.
func OrDash(s string) string { return cmp.Or(OneLine(s), "-") }
