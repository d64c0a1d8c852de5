package walk

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote reads what stands between the quotes of a string, RFC 8259 section 7.
func unquote(quoted string) (s string, isWhole bool) {
	escape := strings.IndexByte(quoted, '\\')
	if escape < 0 {
		return quoted, true
	}
	isWhole = true
	b := make([]byte, 0, len(quoted))
	for ; escape >= 0; escape = strings.IndexByte(quoted, '\\') {
		b = append(b, quoted[:escape]...)
		letter := quoted[escape+1]
		quoted = quoted[escape+2:]
		if letter != 'u' {
			b = append(b, plain(letter))
			continue
		}
		r := hex(quoted)
		quoted = quoted[4:]
		if utf16.IsSurrogate(r) {
			pair := utf8.RuneError
			if strings.HasPrefix(quoted, `\u`) {
				pair = utf16.DecodeRune(r, hex(quoted[2:]))
			}
			if r = pair; r == utf8.RuneError {
				isWhole = false
			} else {
				quoted = quoted[6:]
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return string(append(b, quoted...)), isWhole
}

// plain is the character that a letter stands for behind a backslash.
func plain(letter byte) byte {
	switch letter {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return letter
}

func hex(digits string) rune {
	n, _ := strconv.ParseUint(digits[:4], 16, 32) // four digits in valid text
	return rune(n)
}
