package screen

import (
	"fmt"
	"strconv"
)

// Number returns a number with a comma before each three digits, such as 2,430.
func Number(n int) string {
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

// rate returns a number a second: whole from ten on, with one digit behind the point below.
func rate(perSecond float64) string {
	if perSecond >= 10 {
		return Number(int(perSecond + 0.5))
	}
	return fmt.Sprintf("%.1f", perSecond)
}
