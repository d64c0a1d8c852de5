package operation

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
)

// Sequence orders the changes of a row that come from another system. A change applies
// only if Column of the row is empty or smaller than Value. The change also writes Value
// into Column.
type Sequence struct {
	Column string
	// Value is a JSON number or string: an integer or decimal of any size, a
	// string of digits, or an ISO 8601 time with its offset. It is sent byte
	// for byte.
	Value json.RawMessage
	// Part is the index of the operation that the sequence of a batch guards. It is 0
	// outside of a batch.
	Part int
}

// Version is the value of a sequence in a form that compares exactly: a number, or an
// instant with the digits of its fraction of a second.
type Version struct {
	isTime   bool
	number   *big.Rat
	seconds  int64
	fraction string // decimal digits without trailing zeros
}

var errVersion = errors.New("expected a number, a string of digits, or an ISO 8601 time with its offset")

// maxDigits is the limit of the length of a compared number, and of the fraction of a time.
// No column holds a longer number.
const maxDigits = 100

// IsVersion reports whether a JSON value can order changes; see [Sequence].
func IsVersion(value json.RawMessage) bool {
	_, err := ParseVersion(value)
	return err == nil
}

// ParseVersion reads the value of a sequence, from a message or from a row. The error
// says which forms are allowed.
func ParseVersion(value json.RawMessage) (Version, error) {
	var s string
	text := string(value)
	isText := json.Unmarshal(value, &s) == nil
	if isText {
		text = s
	}
	if isText && strings.ContainsRune(text, 'T') {
		return parseTime(text)
	}
	if n, ok := parseNumber(text, isText); ok {
		return Version{number: n}, nil
	}
	return Version{}, errVersion
}

// parseNumber reads a decimal number without an exponent. A string may have digits only,
// like the columns that hold such strings.
func parseNumber(text string, isText bool) (*big.Rat, bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	if len(text) > maxDigits || !allDigits(whole) || hasFraction && !allDigits(fraction) || isText && (hasFraction || digits != text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// parseTime reads an ISO 8601 time in the profile of RFC 3339, with up to a hundred digits
// in its fraction.
func parseTime(text string) (Version, error) {
	at, fraction, ok := readTime(text)
	if !ok || len(fraction) > maxDigits {
		return Version{}, errVersion
	}
	return Version{isTime: true, seconds: at.Unix(), fraction: strings.TrimRight(fraction, "0")}, nil
}

// Compare returns a negative number, zero or a positive number if v is smaller than,
// equal to or greater than w. It returns an error if one version is a number and the
// other a time.
func (v Version) Compare(w Version) (int, error) {
	switch {
	case v.isTime != w.isTime:
		return 0, errors.New("a number and a time do not compare")
	case !v.isTime:
		return v.number.Cmp(w.number), nil
	case v.seconds != w.seconds:
		return int(max(-1, min(1, v.seconds-w.seconds))), nil
	}
	return strings.Compare(v.fraction, w.fraction), nil
}
