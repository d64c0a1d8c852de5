package redaction

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// view is a text in one case, with the position of each character in the original text.
type view struct {
	text string
	at   []int // by byte of text, and the end
}

// views returns the two readings of a text: as it stands, and with escaped characters
// decoded. It returns one if they are equal.
func views(s string) []view {
	plain := viewOf(s, false)
	if !strings.ContainsAny(s, escaping) {
		return []view{plain}
	}
	return []view{plain, viewOf(s, true)}
}

func viewOf(s string, decode bool) view {
	var b strings.Builder
	at := make([]int, 0, len(s)+1)
	for from := 0; from < len(s); {
		r, size := utf8.DecodeRuneInString(s[from:])
		if decode && strings.IndexByte(escaping, s[from]) >= 0 {
			if meant, length := unescaped(s[from:]); length > 0 {
				r, size = meant, length
			}
		}
		b.WriteRune(folded(r))
		for len(at) < b.Len() {
			at = append(at, from)
		}
		from += size
	}
	return view{b.String(), append(at, len(s))}
}

// span is a piece of a text.
type span struct{ from, to int }

// cut replaces pieces of a text. Pieces that touch or overlap count as one.
func cut(s string, pieces []span, by string) string {
	if len(pieces) == 0 {
		return s
	}
	slices.SortFunc(pieces, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	rest := 0
	for i := 0; i < len(pieces); {
		p := pieces[i]
		for i++; i < len(pieces) && pieces[i].from <= p.to; i++ {
			p.to = max(p.to, pieces[i].to)
		}
		b.WriteString(s[rest:p.from] + by)
		rest = p.to
	}
	return b.String() + s[rest:]
}

// withoutParts takes parts of a secret out of a text, however they are escaped: parts of
// ten characters or more, or of half of a shorter secret. Of a secret with fewer than
// seven characters it searches only the whole, because half of it occurs in any text.
func withoutParts(s, secret string) string {
	const least, most = 4, 10
	whole := viewOf(secret, false).text
	size := min(most, (len(whole)+1)/2)
	if size < least {
		return s
	}
	var parts []span
	for _, v := range views(s) {
		for from := 0; from+size <= len(v.text); from++ {
			if to := from + size; utf8.RuneStart(v.text[from]) && strings.Contains(whole, v.text[from:to]) {
				parts = append(parts, span{v.at[from], v.at[to]})
			}
		}
	}
	return cut(s, parts, "[redacted]")
}
