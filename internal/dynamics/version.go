package dynamics

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"time"
)

// Sequence orders the changes of a row that comes from elsewhere: a change is
// applied only if the row's Column is empty or smaller than Value, and sets
// the column with it.
type Sequence struct {
	Column string
	// Value is a JSON number or string: an integer or decimal of any size, a
	// string of digits, or an ISO 8601 time with its offset. It is sent byte
	// for byte.
	Value json.RawMessage
}

// version is a sequence's value in the form in which it compares exactly:
// a number, or an instant and the digits of its fraction of a second.
type version struct {
	isTime   bool
	number   *big.Rat
	seconds  int64
	fraction string // decimal digits without trailing zeros
}

var errVersion = errors.New("expected a number, a string of digits, or an ISO 8601 time with its offset")

// maxDigits bounds the numbers compared, well above what a column holds.
const maxDigits = 100

// IsVersion reports whether a JSON value can order changes: see [Sequence].
func IsVersion(value json.RawMessage) bool {
	_, err := parseVersion(value)
	return err == nil
}

// parseVersion reads a sequence's value, from a message or from a row.
func parseVersion(value json.RawMessage) (version, error) {
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
		return version{number: n}, nil
	}
	return version{}, errVersion
}

// parseNumber reads a decimal number without an exponent. A string takes
// digits only, as the columns that hold such strings do.
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

// parseTime reads an ISO 8601 time as RFC 3339 profiles it, with up to a hundred
// digits in its fraction. Package time reads more than that, drops what it reads
// of a fraction set off by a comma, and keeps nine digits.
func parseTime(text string) (version, error) {
	const shape = "0000-00-00T00:00:00"
	whole, zone := text[:min(len(shape), len(text))], text[min(len(shape), len(text)):]
	var fraction string
	if rest, ok := strings.CutPrefix(zone, "."); ok {
		zone = strings.TrimLeft(rest, "0123456789")
		fraction = rest[:len(rest)-len(zone)]
		if fraction == "" || len(fraction) > maxDigits {
			return version{}, errVersion
		}
	}
	zone = strings.ToUpper(zone)
	if !hasShape(whole, shape) || zone != "Z" && !hasShape(zone, "+00:00") && !hasShape(zone, "-00:00") {
		return version{}, errVersion
	}
	at, err := time.Parse(time.RFC3339, whole+zone)
	if err != nil {
		return version{}, errVersion
	}
	return version{isTime: true, seconds: at.Unix(), fraction: strings.TrimRight(fraction, "0")}, nil
}

// hasShape reports whether a text has a digit where the shape has a 0, and
// elsewhere is the same.
func hasShape(s, shape string) bool {
	for i := range min(len(s), len(shape)) {
		if shape[i] == '0' && !isDigit(s[i]) || shape[i] != '0' && s[i] != shape[i] {
			return false
		}
	}
	return len(s) == len(shape)
}

// compare is negative, zero or positive as v is smaller than, equal to or
// greater than w. A number and a time do not compare.
func (v version) compare(w version) (int, error) {
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
