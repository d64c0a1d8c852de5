package operation

import (
	"strings"
	"time"
)

// IsTime reports whether a text is a time with its offset, in the form that the Web API reads:
// two digits for each part, a point before the fraction of a second, and Z or an offset of at
// most 14 hours. Package time also accepts an hour of one digit, a comma before the fraction,
// and an offset of 24 hours.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt
// and https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp
func IsTime(text string) bool {
	at, _, ok := readTime(text)
	_, offset := at.Zone()
	return ok && !strings.HasSuffix(text, "z") && max(offset, -offset) <= longestOffset
}

// IsTimeOfMinute reports whether a text is a time as in [IsTime], without its seconds. The Web
// API reads such a time too.
func IsTimeOfMinute(text string) bool {
	const minutes = len("0000-00-00T00:00")
	return len(text) > minutes && IsTime(text[:minutes]+":00"+text[minutes:])
}

const longestOffset = 14 * 60 * 60 // seconds

// readTime reads an ISO 8601 time in the profile of RFC 3339. It returns the time without the
// fraction of a second, and the digits of the fraction.
func readTime(text string) (at time.Time, fraction string, ok bool) {
	const shape = "0000-00-00T00:00:00"
	whole, zone := text[:min(len(shape), len(text))], text[min(len(shape), len(text)):]
	if rest, hasFraction := strings.CutPrefix(zone, "."); hasFraction {
		zone = strings.TrimLeft(rest, "0123456789")
		if fraction = rest[:len(rest)-len(zone)]; fraction == "" {
			return time.Time{}, "", false
		}
	}
	zone = strings.ToUpper(zone)
	if !hasShape(whole, shape) || zone != "Z" && !hasShape(zone, "+00:00") && !hasShape(zone, "-00:00") {
		return time.Time{}, "", false
	}
	at, err := time.Parse(time.RFC3339, whole+zone)
	return at, fraction, err == nil
}

// hasShape reports whether a text has the same length and characters as a shape. A 0 in the
// shape stands for any digit.
func hasShape(s, shape string) bool {
	for i := range min(len(s), len(shape)) {
		if shape[i] == '0' && !isDigit(s[i]) || shape[i] != '0' && s[i] != shape[i] {
			return false
		}
	}
	return len(s) == len(shape)
}
