package dynamics

import (
	"strings"
	"unicode/utf8"
)

// maxName is longer than any name that Dataverse takes (a schema name has at
// most 100 characters), and short enough for a log line.
const maxName = 128

// IsName reports whether s can be the name of an entity set, a column, a
// navigation property or, without its namespace, an action: ASCII letters,
// digits and underscores, not starting with a digit, at most 128.
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

// IsActionName reports whether s can be the name of an action: names joined by
// dots, the last the action's, those before it its namespace.
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

// IsEmail reports whether s can be an email address: one @ with something
// before and after it, no blanks and no control characters. Whether it is one,
// only a look-up tells.
func IsEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.Count(s, "@") != 1 || utf8.RuneCountInString(s) > 320 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// IsGUIDColumn reports whether the Web API types a column of an alternate key
// as a GUID: a lookup property (_name_value), or azureactivedirectoryobjectid,
// the one such key that Dataverse itself defines. Their literals take no
// quotes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
func IsGUIDColumn(column string) bool {
	lookup := len(column) > len("__value") && strings.HasPrefix(column, "_") && strings.HasSuffix(column, "_value")
	return lookup || column == "azureactivedirectoryobjectid"
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
