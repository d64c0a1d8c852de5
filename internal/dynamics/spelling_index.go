package dynamics

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spellings knows which characters are spelled out where in a text. An operation
// may send tens of thousands of values, of which a refusal quotes a few: to look for
// each of the others would take the time of the invocation.
type spellings struct {
	all    []reading // in the order in which they begin
	starts []int32   // by byte, the first of those that begin there or later
	pairs  []pair    // ordered
}

// pair is two characters, and where they begin.
type pair struct{ first, second, from int32 }

func (p pair) compare(q pair) int {
	return cmp.Or(cmp.Compare(p.first, q.first), cmp.Compare(p.second, q.second), cmp.Compare(p.from, q.from))
}

func spellingsIn(text string) spellings {
	s := spellings{all: make([]reading, 0, len(text)), starts: make([]int32, len(text)+2)}
	at := 0
	for from := range text {
		for ; at <= from; at++ {
			s.starts[at] = int32(len(s.all))
		}
		s.all = appendReadings(s.all, text[from:])
	}
	for ; at < len(s.starts); at++ {
		s.starts[at] = int32(len(s.all))
	}
	s.pairs = make([]pair, 0, len(s.all))
	for from := range len(text) {
		for _, first := range s.at(from) {
			for _, second := range s.at(from + int(first.size)) {
				s.pairs = append(s.pairs, pair{first.r, second.r, int32(from)})
			}
		}
	}
	slices.SortFunc(s.pairs, pair.compare)
	s.pairs = slices.Compact(s.pairs)
	return s
}

// at are the readings that begin at a byte.
func (s spellings) at(from int) []reading { return s.all[s.starts[from]:s.starts[from+1]] }

// mayHave reports whether a value of two characters or more may be spelled out in
// the text: where it is not, [spelledUntil] finds it nowhere.
func (s spellings) mayHave(value string) bool {
	first, size := utf8.DecodeRuneInString(value)
	second, _ := utf8.DecodeRuneInString(value[size:])
	wanted := pair{folded(first), folded(second), 0}
	i, _ := slices.BinarySearchFunc(s.pairs, wanted, pair.compare)
	for ; i < len(s.pairs) && s.pairs[i].first == wanted.first && s.pairs[i].second == wanted.second; i++ {
		if s.mayBegin(int(s.pairs[i].from), value) {
			return true
		}
	}
	return false
}

func (s spellings) mayBegin(from int, value string) bool {
	const many = 8 // of these it is not worth telling one from the other
	at, next := append(make([]int, 0, many), from), make([]int, 0, many)
	for _, r := range value {
		want := folded(r)
		next = next[:0]
		for _, from := range at {
			for _, read := range s.at(from) {
				if to := from + int(read.size); read.r == want && !slices.Contains(next, to) {
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
type reading struct{ r, size int32 }

// appendReadings appends the characters that [spelledUntil] may find at the start of
// a text.
func appendReadings(all []reading, s string) []reading {
	before := len(all)
	all = appendOnce(all, s)
	for _, first := range all[before:] {
		if first.r != '\'' && first.r != '\\' {
			continue
		}
		var doubled [2]reading
		for _, second := range appendOnce(doubled[:0], s[first.size:]) {
			if second.r == first.r {
				all = append(all, reading{first.r, first.size + second.size})
			}
		}
	}
	return all
}

func appendOnce(all []reading, s string) []reading {
	if s == "" {
		return all
	}
	r, size := utf8.DecodeRuneInString(s)
	all = append(all, reading{folded(r), int32(size)})
	if strings.IndexByte(escaping, s[0]) >= 0 {
		if r, size := unescaped(s); size > 0 {
			all = append(all, reading{folded(r), int32(size)})
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
