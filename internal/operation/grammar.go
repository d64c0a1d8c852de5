package operation

import (
	"strings"
	"unicode/utf8"
)

// maxName is longer than any name that Dataverse accepts: a schema name has at most 100
// characters. It is short enough for a log line.
const maxName = 128

// IsName reports whether s can be the name of an entity set, a column, a navigation
// property or, without its namespace, an action: at most 128 ASCII letters, digits and
// underscores, without a digit at the start.
func IsName(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && c != '_' && (i == 0 || !isDigit(c)) {
			return false
		}
	}
	return true
}

// IsActionName reports whether s can be the name of an action: names that are joined by
// dots. The last name is the action, the names before it are its namespace.
func IsActionName(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !IsName(part) {
			return false
		}
	}
	return len(s) <= 2*maxName
}

// IsGUID reports whether s is a GUID as the Web API writes it: 32 hexadecimal
// digits in groups of 8, 4, 4, 4 and 12, without braces.
func IsGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
				return false
			}
		}
	}
	return true
}

// IsETag reports whether s is an entity tag in printable ASCII, such as
// W/"470867": RFC 9110, section 8.8.3.
func IsETag(s string) bool {
	s = strings.TrimPrefix(s, "W/")
	if len(s) < 2 || len(s) > 256 || s[0] != '"' || s[len(s)-1] != '"' {
		return false
	}
	for _, c := range []byte(s[1 : len(s)-1]) {
		if c < '!' || c > '~' || c == '"' {
			return false
		}
	}
	return true
}

// IsEmail reports whether s can be an email address: one @ with text on both sides, no
// blanks and no control characters. Only a lookup in Dataverse tells whether the address
// exists.
func IsEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.Count(s, "@") != 1 || utf8.RuneCountInString(s) > 320 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// maxCorrelation is the limit of a correlation, in characters.
const maxCorrelation = 256

// IsCorrelation reports whether s can be the correlation of a message: 1 to 256 characters
// (Unicode code points) without control characters. It is an attribute of a CloudEvent,
// which has no control characters.
//
// See https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system
func IsCorrelation(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > maxCorrelation {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || 0x7f <= r && r <= 0x9f })
}

// IsGUIDColumn reports whether a column of an alternate key has the type GUID in the Web
// API: the property of a lookup (_name_value), or azureactivedirectoryobjectid, which is
// the only such key that Dataverse defines itself. The literal of a GUID has no quotes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
func IsGUIDColumn(column string) bool {
	lookup := len(column) > len("__value") && strings.HasPrefix(column, "_") && strings.HasSuffix(column, "_value")
	return lookup || column == "azureactivedirectoryobjectid"
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// IsLookupProperty reports whether a column of a key is the property of a lookup,
// _name_value. A body cannot set it.
func IsLookupProperty(column string) bool {
	return IsGUIDColumn(column) && strings.HasPrefix(column, "_")
}
