package pattern

import (
	"cmp"
	"strconv"
	"strings"
)

// decimal is a number as 0.digits × 10^exponent. The digits have no zero at either end. Zero
// has no digits.
type decimal struct {
	isNegative bool
	digits     string
	exponent   int64
}

// farExponent stands for an exponent of more than 18 digits. No pattern has such an exponent,
// so a number with it is larger, or nearer to zero, than all numbers that it meets.
const (
	maxExponentDigits = 18
	farExponent       = 1 << 62
)

// parseDecimal reads a number in the grammar of JSON. It keeps every digit.
func parseDecimal(text string) (decimal, bool) {
	var d decimal
	text, d.isNegative = strings.CutPrefix(text, "-")
	whole := digitsOf(text)
	text = text[len(whole):]
	var fraction string
	hasFraction := strings.HasPrefix(text, ".")
	if hasFraction {
		fraction = digitsOf(text[1:])
		text = text[1+len(fraction):]
	}
	if whole == "" || hasFraction && fraction == "" {
		return decimal{}, false
	}
	if text != "" {
		exponent, ok := parseExponent(text[1:])
		if !ok || text[0] != 'e' && text[0] != 'E' {
			return decimal{}, false
		}
		d.exponent = exponent
	}
	whole = strings.TrimLeft(whole, "0")
	d.exponent += int64(len(whole))
	d.digits = whole + fraction
	if whole == "" {
		d.digits = strings.TrimLeft(fraction, "0")
		d.exponent -= int64(len(fraction) - len(d.digits))
	}
	if d.digits = strings.TrimRight(d.digits, "0"); d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

func parseExponent(text string) (int64, bool) {
	text, isNegative := strings.CutPrefix(text, "-")
	if !isNegative {
		text = strings.TrimPrefix(text, "+")
	}
	if text == "" || digitsOf(text) != text {
		return 0, false
	}
	n := int64(farExponent)
	if text = strings.TrimLeft(text, "0"); len(text) <= maxExponentDigits {
		n, _ = strconv.ParseInt("0"+text, 10, 64) // it fits
	}
	if isNegative {
		n = -n
	}
	return n, true
}

// isFar reports whether the exponent is out of the range of a pattern.
func (d decimal) isFar() bool {
	return d.exponent > farExponent/2 || d.exponent < -farExponent/2
}

// compare returns -1, 0 or 1 if d is smaller than, equal to or greater than e.
func (d decimal) compare(e decimal) int {
	if s := cmp.Compare(d.sign(), e.sign()); s != 0 {
		return s
	}
	larger := cmp.Compare(d.exponent, e.exponent)
	if larger == 0 {
		larger = strings.Compare(d.digits, e.digits)
	}
	if d.isNegative {
		return -larger
	}
	return larger
}

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.isNegative:
		return -1
	}
	return 1
}

// digitsOf returns the digits at the start of a text.
func digitsOf(s string) string {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return s[:n]
}
