package pattern

import (
	"strings"
	"unicode/utf8"
)

// hasPrefixFold reports whether s begins with a prefix under simple Unicode case folding, as
// [strings.EqualFold] compares. A folded character may have another length in bytes.
func hasPrefixFold(s, prefix string) bool {
	end := 0
	for range utf8.RuneCountInString(prefix) {
		_, size := utf8.DecodeRuneInString(s[end:])
		if size == 0 {
			return false
		}
		end += size
	}
	return strings.EqualFold(s[:end], prefix)
}

func hasSuffixFold(s, suffix string) bool {
	start := len(s)
	for range utf8.RuneCountInString(suffix) {
		_, size := utf8.DecodeLastRuneInString(s[:start])
		if size == 0 {
			return false
		}
		start -= size
	}
	return strings.EqualFold(s[start:], suffix)
}
