package changeset

import (
	"math/big"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// rowName names a row by its id, which is the same in every entity set of the row, or by
// its entity set and alternate key.
func rowName(r operation.Reference) string {
	if r.Row.ID != "" {
		return strings.ToLower(r.Row.ID)
	}
	return r.Identity()
}

// MayBeOne reports whether two references may name one row: they have the same id, or
// one of them is an alternate key in the same table. Two keys with different values in
// one column name two rows, whatever their other columns are. isStable says that no
// lookup has changed, so that lookups count as such columns.
func MayBeOne(a, b operation.Reference, isStable bool) bool {
	switch {
	case a.Row.ID != "" && b.Row.ID != "":
		return strings.EqualFold(a.Row.ID, b.Row.ID)
	case !strings.EqualFold(a.EntitySet, b.EntitySet):
		return strings.EqualFold(a.EntitySet, operation.ActivityPointers) || strings.EqualFold(b.EntitySet, operation.ActivityPointers)
	}
	for _, k := range a.Row.Key {
		differs := func(other operation.KeyColumn) bool {
			return strings.EqualFold(k.Column, other.Column) && (isStable || !operation.IsLookupProperty(k.Column)) && isOther(k, other)
		}
		if slices.ContainsFunc(b.Row.Key, differs) {
			return false
		}
	}
	return true
}

// hasLookup reports whether the key of a row has a column that is a lookup.
func hasLookup(r operation.Row) bool {
	return slices.ContainsFunc(r.Key, func(k operation.KeyColumn) bool { return operation.IsLookupProperty(k.Column) })
}

// isOther reports whether the values of two columns with one name surely differ. Dates
// have many spellings, and a number with a fraction is rounded by its column, so they
// never surely differ.
func isOther(k, other operation.KeyColumn) bool {
	switch {
	case k.Quoted != other.Quoted || k.IsDate || other.IsDate:
		return false
	case operation.IsGUIDColumn(k.Column) || operation.IsGUIDColumn(other.Column):
		return operation.IsGUID(k.Value) && operation.IsGUID(other.Value) && !strings.EqualFold(k.Value, other.Value)
	case k.Quoted:
		return isOtherText(k.Value, other.Value)
	}
	a, isNumber := new(big.Int).SetString(k.Value, 10)
	b, areNumbers := new(big.Int).SetString(other.Value, 10)
	return isNumber && areNumbers && a.Cmp(b) != 0
}

// isOtherText reports whether two texts differ in the collation of every organization.
// Some collations read v for w or i for y, or two letters as one. So only the set of
// letters and the digits of a text count, not the number and the place of a letter.
//
// See https://learn.microsoft.com/sql/relational-databases/collations/collation-and-unicode-support
func isOtherText(a, b string) bool {
	if !isPrintable(a) || !isPrintable(b) {
		return false
	}
	return lettersOf(a) != lettersOf(b) || digitsOf(a) != digitsOf(b)
}

func isPrintable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// lettersOf returns the set of the letters in a text, without their case.
func lettersOf(text string) (set uint32) {
	for i := range len(text) {
		letter := text[i] | 0x20
		if letter < 'a' || letter > 'z' {
			continue
		}
		switch letter {
		case 'w':
			letter = 'v'
		case 'j', 'y':
			letter = 'i'
		}
		set |= 1 << (letter - 'a')
	}
	return set
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
}
