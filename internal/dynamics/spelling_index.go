package dynamics

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spellings knows which characters are spelled out where in a text. An operation
// may send tens of thousands of values, of which a refusal quotes a few: to look for
// each of the others would take the time of the invocation.
type spellings struct {
	readings [][]reading       // by where they begin
	pairs    map[[2]rune][]int // where two characters begin
}

func spellingsIn(text string) spellings {
	s := spellings{make([][]reading, len(text)+1), map[[2]rune][]int{}}
	for from := range text {
		s.readings[from] = readings(text[from:])
	}
	for from := range text {
		for _, first := range s.readings[from] {
			for _, second := range s.readings[from+first.size] {
				pair := [2]rune{first.r, second.r}
				if at := s.pairs[pair]; len(at) == 0 || at[len(at)-1] != from {
					s.pairs[pair] = append(at, from)
				}
			}
		}
	}
	return s
}

// mayHave reports whether a value of two characters or more may be spelled out in
// the text: where it is not, [spelledUntil] finds it nowhere.
func (s spellings) mayHave(value string) bool {
	runes := []rune(value)
	for i, r := range runes {
		runes[i] = folded(r)
	}
	return slices.ContainsFunc(s.pairs[[2]rune{runes[0], runes[1]}], func(from int) bool { return s.mayBegin(from, runes) })
}

func (s spellings) mayBegin(from int, value []rune) bool {
	const many = 8 // of these it is not worth telling one from the other
	at, next := append(make([]int, 0, many), from), make([]int, 0, many)
	for _, want := range value {
		next = next[:0]
		for _, from := range at {
			for _, read := range s.readings[from] {
				if to := from + read.size; read.r == want && !slices.Contains(next, to) {
					next = append(next, to)
				}
			}
		}
		switch at, next = next, at; {
		case len(at) == 0:
			return false
		case len(at) >= many:
			return true
		}
	}
	return true
}

// reading is a character, folded, that may stand somewhere, and its length there.
type reading struct {
	r    rune
	size int
}

// readings are the characters that [spelledUntil] may find at the start of a text.
func readings(s string) []reading {
	all := once(s)
	for _, first := range all {
		if first.r != '\'' && first.r != '\\' {
			continue
		}
		for _, second := range once(s[first.size:]) {
			if second.r == first.r {
				all = append(all, reading{first.r, first.size + second.size})
			}
		}
	}
	return all
}

func once(s string) []reading {
	if s == "" {
		return nil
	}
	r, size := utf8.DecodeRuneInString(s)
	all := []reading{{folded(r), size}}
	if strings.IndexByte(escaping, s[0]) >= 0 {
		if r, size := unescaped(s); size > 0 {
			all = append(all, reading{folded(r), size})
		}
	}
	return all
}

// folded is the same for all cases of a character.
func folded(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}
