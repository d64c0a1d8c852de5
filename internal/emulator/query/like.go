package query

import (
	"strings"
	"unicode/utf8"
)

// like is a pattern of a condition on a text: % stands for any text, _ for one character,
// [ab] and [a-c] for one of the characters, and [^ab] for one other character. A bracket
// that is not closed stands for itself. Letters have one case.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters
type like []likePart

// likePart is one part of a pattern: any text, or one character.
type likePart struct {
	anyText bool
	holds   func(rune) bool
}

// textPattern returns the pattern of contains, startswith or endswith.
func textPattern(function, part string) like {
	part = strings.ToLower(part)
	switch function {
	case "contains":
		part = "%" + part + "%"
	case "startswith":
		part += "%"
	case "endswith":
		part = "%" + part
	}
	return parseLike(part)
}

func parseLike(text string) like {
	var p like
	for text != "" {
		c, size := utf8.DecodeRuneInString(text)
		rest := text[size:]
		switch end := strings.IndexByte(rest, ']'); {
		case c == '%':
			p = append(p, likePart{anyText: true})
		case c == '_':
			p = append(p, likePart{holds: func(rune) bool { return true }})
		case c == '[' && end > 0:
			p = append(p, likePart{holds: characterSet(rest[:end])})
			rest = rest[end+1:]
		default:
			p = append(p, likePart{holds: func(r rune) bool { return r == c }})
		}
		text = rest
	}
	return p
}

// characterSet is the content of brackets: characters, ranges such as a-c, and a ^ at the
// start for all other characters.
func characterSet(text string) func(rune) bool {
	text, other := strings.CutPrefix(text, "^")
	set := []rune(text)
	return func(r rune) bool {
		in := false
		for i := 0; i < len(set); i++ {
			if i+2 < len(set) && set[i+1] == '-' {
				in = in || set[i] <= r && r <= set[i+2]
				i += 2
				continue
			}
			in = in || set[i] == r
		}
		return in != other
	}
}

// matches reports whether the whole text, in lower case, matches. Its time is at most the
// length of the text times the length of the pattern.
func (p like) matches(text string) bool {
	runes := []rune(text)
	i, j, star, from := 0, 0, -1, 0
	for i < len(runes) {
		switch {
		case j < len(p) && p[j].anyText:
			star, from = j, i
			j++
		case j < len(p) && p[j].holds(runes[i]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = from, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j].anyText {
		j++
	}
	return j == len(p)
}
