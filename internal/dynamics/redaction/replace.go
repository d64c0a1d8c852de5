package redaction

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// replaceAlone replaces values in a text, the first before the next, in any case and
// however they are escaped. It replaces a value only if no letter or digit touches it,
// except one that is replaced too. It uses memory in proportion to s, however many
// values there are.
func replaceAlone(s string, values []string, by string) string {
	owner := make([]int32, len(s)) // by byte, the number of the place to replace
	places := int32(0)
	var text []rune
	for _, v := range values {
		text = text[:0]
		for _, r := range v {
			text = append(text, r)
		}
		for from := 0; from < len(s); {
			_, size := utf8.DecodeRuneInString(s[from:])
			to := 0
			if owner[from] == 0 {
				to = spelledUntil(s, from, text)
			}
			if to == 0 || !standsAlone(s, from, to, owner) {
				from += size
				continue
			}
			places++
			for ; from < to; from++ {
				owner[from] = places
			}
		}
	}
	if places == 0 {
		return s
	}
	var b strings.Builder
	for from := 0; from < len(s); {
		to := from
		for to < len(s) && owner[to] == owner[from] {
			to++
		}
		if owner[from] == 0 {
			b.WriteString(s[from:to])
		} else {
			b.WriteString(by)
		}
		from = to
	}
	return b.String()
}

// standsAlone reports whether nothing between two positions is replaced, and no letter
// or digit touches them except one that is replaced.
func standsAlone(s string, from, to int, owner []int32) bool {
	if slices.ContainsFunc(owner[from:to], func(n int32) bool { return n != 0 }) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(s[to:])
	return (from > 0 && owner[from-1] != 0 || !endsInWord(s[:from])) && (to < len(s) && owner[to] != 0 || !isWord(after))
}
