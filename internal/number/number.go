// Package number writes numbers for people.
package number

import "strconv"

// Grouped returns a number with a comma before each three digits, such as 2,430.
func Grouped(n int) string {
	text := strconv.Itoa(n)
	sign := 0
	if n < 0 {
		sign = 1
	}
	for at := len(text) - 3; at > sign; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// Count returns a number with its noun in the singular or the plural: "1 message", "2,430 messages".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(n) + " " + many
}

// Plural returns a number with a noun: "1 message", "2 messages". The plural of the noun ends in s.
func Plural(n int, noun string) string { return Count(n, noun, noun+"s") }
