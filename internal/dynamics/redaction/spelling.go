package redaction

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// replaceSecret takes a secret out of a text, even if letters or digits touch it.
func replaceSecret(s, secret string) string {
	if secret == "" || len(secret) > len(s) { // the escaped secret is longer yet
		return s
	}
	var b strings.Builder
	text, rest := []rune(secret), 0
	for from := 0; from < len(s); {
		if to := spelledUntil(s, from, text); to > 0 {
			b.WriteString(s[rest:from] + "[redacted]")
			from, rest = to, to
			continue
		}
		_, size := utf8.DecodeRuneInString(s[from:])
		from += size
	}
	return b.String() + s[rest:]
}

// spelledUntil returns the end of a text that begins at from in s, 0 if it does not
// stand there. The text may stand as it is, or with any of its characters escaped,
// because each writer escapes other characters. A writer doubles all single quotes or no
// single quote, and all backslashes or no backslash.
func spelledUntil(s string, from int, text []rune) int {
	if sizeOnce(s[from:], text[0]) == 0 {
		return 0
	}
	for _, by := range []struct{ plain, quotes, backslashes bool }{{plain: true}, {}, {quotes: true}, {backslashes: true}, {quotes: true, backslashes: true}} {
		at := from
		for i, r := range text {
			size := sizeAsIs(s[at:], r)
			if !by.plain {
				size = sizeEscaped(s[at:], r, by.quotes && r == '\'' || by.backslashes && r == '\\')
			}
			if size == 0 {
				break
			}
			if at += size; i == len(text)-1 {
				return at
			}
		}
	}
	return 0
}

// sizeAsIs returns the length of a character at the start of s, in any case; 0 if
// another character stands there.
func sizeAsIs(s string, want rune) int {
	got, size := utf8.DecodeRuneInString(s)
	if size == 0 || !isSame(got, want) {
		return 0
	}
	return size
}

// isSame compares two characters in any case, like strings.EqualFold.
func isSame(a, b rune) bool {
	if a == b {
		return true
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}

// sizeEscaped is sizeAsIs for a character that may be escaped.
func sizeEscaped(s string, want rune, doubled bool) int {
	size := sizeOnce(s, want)
	if size > 0 && doubled {
		second := sizeOnce(s[size:], want)
		if second == 0 {
			return 0
		}
		size += second
	}
	return size
}

func sizeOnce(s string, want rune) int {
	if s == "" {
		return 0
	}
	if strings.IndexByte(escaping, s[0]) >= 0 {
		if got, size := unescaped(s); size > 0 && isSame(got, want) {
			return size
		}
	}
	return sizeAsIs(s, want)
}

// blank stands for the characters that become a blank in a line of the log.
const blank = ' '

// escaping are the characters that an escaped character begins with.
const escaping = `%&\+`

// escapes are the escapes of JSON and HTML with a letter or a name.
var escapes = map[string]rune{
	`\"`: '"', `\/`: '/', `\n`: blank, `\r`: blank, `\t`: blank, "+": blank,
	"&quot;": '"', "&apos;": '\'', "&lt;": '<', "&gt;": '>', "&amp;": '&',
}

var coded = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:(?:%[0-9A-Fa-f]{2}){1,4}|(?:\\u[0-9A-Fa-f]{4}){1,2}|&#[0-9]{1,7};|&#[xX][0-9A-Fa-f]{1,6};)`)
})

// unescaped returns the character that is escaped at the start of s, and the length of
// the escape. The length is 0 if s does not start with an escape.
func unescaped(s string) (r rune, size int) {
	for written, r := range escapes {
		if strings.HasPrefix(s, written) {
			return r, len(written)
		}
	}
	// The longest has 12 characters.
	code := coded().FindString(s[:min(len(s), 12)])
	switch {
	case code == "":
		return 0, 0
	case code[0] == '%':
		r, size = utf8.DecodeRune(octets(code))
		size *= 3
	case code[0] == '\\':
		r, size = rune(number(code[2:6], 16)), 6
		if len(code) == 12 && utf16.IsSurrogate(r) {
			r, size = utf16.DecodeRune(r, rune(number(code[8:], 16))), 12
		}
	case strings.HasPrefix(strings.ToLower(code), "&#x"):
		r, size = rune(number(code[3:len(code)-1], 16)), len(code)
	default:
		r, size = rune(number(code[2:len(code)-1], 10)), len(code)
	}
	if unicode.IsSpace(r) {
		r = blank
	}
	return r, size
}

func octets(code string) []byte {
	var all []byte
	for i := 0; i+2 < len(code); i += 3 {
		all = append(all, byte(number(code[i+1:i+3], 16)))
	}
	return all
}

func number(digits string, base int) int64 {
	n, _ := strconv.ParseInt(digits, base, 32) // only the digits are left
	return n
}

// endsInWord reports whether s ends in a letter or digit. The last letter of an escape
// does not count, such as the escaped quote before a value in a URL.
func endsInWord(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return isWord(last) && !endOfEscape().MatchString(s[max(0, len(s)-6):])
}

var endOfEscape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(%[0-9A-Fa-f]{2}|\\[bfnrt]|\\u[0-9A-Fa-f]{4})$`) })

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// longestMessage limits the message that is searched for values. Nothing of a longer
// message is kept, because a cut could leave a part of a value.
const longestMessage = 4 << 10

func tooLong(message string) string { return fmt.Sprintf("[a message of %d bytes]", len(message)) }
