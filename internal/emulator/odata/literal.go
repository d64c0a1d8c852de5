package odata

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode"

	"sns-dynamics/internal/emulator/guid"
)

// TimeLayout and DateLayout are the forms in which the emulator keeps a time and a date.
const (
	TimeLayout = "2006-01-02T15:04:05Z"
	DateLayout = "2006-01-02"
)

// dateTimeOffset is the grammar of a time. Package time also reads an hour of one digit, a comma
// before the fraction, and an offset of more than 14 hours.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt
var dateTimeOffset = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$`)

// ParseTime reads a time with its offset. The seconds may be left out, as OData allows.
func ParseTime(text string) (at time.Time, ok bool) {
	if !dateTimeOffset.MatchString(text) {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// IsName reports whether a text is an identifier of OData.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
func IsName(text string) bool {
	for i, r := range text {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return text != ""
}

// Class is a group of types that compare with each other.
type Class string

// The classes of literals and columns. ClassNull is the class of null.
const (
	ClassText   Class = "Edm.String"
	ClassNumber Class = "Edm.Decimal"
	ClassBool   Class = "Edm.Boolean"
	ClassGUID   Class = "Edm.Guid"
	ClassTime   Class = "Edm.DateTimeOffset"
	ClassNull   Class = "null"
)

// Midnight turns a date into a date and time, and reports whether the text is a date.
func Midnight(text string) (string, bool) {
	if d, err := time.Parse(DateLayout, text); err == nil {
		return d.Format(TimeLayout), true
	}
	return text, false
}

// Literal returns the class and the value of a literal, and false for the name of a
// property. The value is in the form of a cell: string, json.Number, bool or nil.
func (o Operand) Literal() (c Class, value any, is bool) {
	if o.Quoted {
		return ClassText, o.Text, true
	}
	switch o.Text {
	case "null":
		return ClassNull, nil, true
	case "true", "false":
		return ClassBool, o.Text == "true", true
	}
	if id, ok := guid.Parse(o.Text); ok {
		return ClassGUID, id, true
	}
	if text, ok := Midnight(o.Text); ok {
		return ClassTime, text, true
	}
	if at, ok := ParseTime(o.Text); ok {
		return ClassTime, sortable(at), true
	}
	var n json.Number
	if err := json.Unmarshal([]byte(o.Text), &n); err == nil {
		return ClassNumber, n, true
	}
	return "", nil, false
}

// sortable returns a time in the form of a cell. A fraction of a second stands behind the form,
// so the texts sort as the times do. Cells have no fraction. Dataverse may drop the fraction of
// a literal: that it does not is a doubt.
func sortable(d time.Time) string {
	_, fraction, _ := strings.Cut(d.Format(time.RFC3339Nano), ".")
	digits, _, _ := strings.Cut(strings.NewReplacer("Z", " ", "+", " ", "-", " ").Replace(fraction), " ")
	return d.UTC().Format(TimeLayout) + digits
}

// KeyPair is one name=literal of a key; the name is empty for a bare GUID.
type KeyPair struct{ Name, Literal string }

// ParseKey splits the text in a key's parentheses at the commas outside of quoted strings.
func ParseKey(args string) []KeyPair {
	var pairs []KeyPair
	for _, part := range SplitList(args) {
		name, literal, named := strings.Cut(part, "=")
		if !named || strings.HasPrefix(part, "'") {
			name, literal = "", part
		}
		pairs = append(pairs, KeyPair{strings.TrimSpace(name), strings.TrimSpace(literal)})
	}
	return pairs
}

// SplitList splits at the commas outside of quotes and parentheses.
func SplitList(s string) []string { return splitAt(s, ',') }

// splitAt splits at the separators outside of parentheses and text.
func splitAt(s string, separator byte) []string {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == separator && depth == 0:
			parts, start = append(parts, s[start:i]), i+1
		}
	}
	return append(parts, s[start:])
}

// Unquote removes the quotes of a string literal, and replaces a doubled quote by one
// quote. The error is an *Error.
func Unquote(literal string) (text string, quoted bool, err error) {
	if strings.HasPrefix(literal, "@") {
		return "", false, NotCovered("a parameter alias in a key (%s)", literal)
	}
	inner, quoted := strings.CutPrefix(literal, "'")
	if !quoted {
		return literal, false, nil
	}
	inner, closed := strings.CutSuffix(inner, "'")
	if !closed || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
		return "", false, QuerySyntax("unterminated string literal")
	}
	return strings.ReplaceAll(inner, "''", "'"), true, nil
}
