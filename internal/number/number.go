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
