package redaction

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spellings is an index of the characters of a text in all their spellings. An operation
// may send tens of thousands of values and a refusal may quote a few of them. A search
// for each value would take the time of the invocation.
type spellings struct {
	all    []reading // in the order of their beginnings
	starts []int32   // by byte, the index of the first reading that begins there or later
	pairs  []pair    // sorted
}

// pair is two characters and the position of the first.
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

// mayHave reports whether a value of two characters or more may stand in the text. If it
// returns false, [spelledUntil] finds the value nowhere.
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
	const many = 8 // with so many positions, mayBegin returns true without a further search
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

// reading is a character in one case that may stand at a position, with its length there.
type reading struct{ r, size int32 }

// appendReadings appends the characters that [spelledUntil] may find at the start of a
// text.
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

// folded returns the same character for all cases of a character.
func folded(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}
