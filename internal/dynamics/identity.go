package dynamics

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Path is the row's address below the service root, encoded, such as
// "accounts(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)"; with a slash before it, it is
// what a lookup is bound to.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (r Reference) Path() string { return escape(r.EntitySet) + "(" + r.Row.predicate() + ")" }

// Identity names a row such that two spellings of it give one name: its entity
// set and the GUID in small letters, or a hash of the alternate key, whose values
// may be personal data. It is empty where no row is named, or
// one that is not known yet. A row that is named
// once by its id and once by a key has two: nothing here knows that it is one.
//
// Dataverse compares text in keys without regard to case and to blanks at its
// end, so neither tells rows apart here; two rows under one name would only wait
// for each other. So do rows of an elastic table with one id in two partitions: an
// operation may name the partition in its data, or not at all.
func (r Reference) Identity() string {
	if r.Row.IsZero() || r.Row.ID == UnknownID {
		return ""
	}
	if id := r.Row.rowID(); id != "" {
		return r.EntitySet + "/" + strings.ToLower(id)
	}
	columns := slices.Clone(r.Row.Key)
	slices.SortFunc(columns, func(a, b KeyColumn) int { return cmp.Compare(a.Column, b.Column) })
	h := sha256.New()
	var text []byte
	for _, c := range columns {
		value := c.Value
		if !c.Quoted {
			value = plain(value)
		}
		text = strconv.AppendQuote(text[:0], c.Column)
		h.Write(strconv.AppendQuote(text, strings.ToLower(strings.TrimRight(value, " "))))
	}
	return r.EntitySet + "/" + hex.EncodeToString(h.Sum(nil)[:16])
}

// plain writes a number in one way: 1.50 as 1.5. One with an exponent, which may
// stand for more digits than there is memory, it leaves alone.
func plain(number string) string {
	if strings.ContainsAny(number, "eE") || allDigits(number) && number[0] != '0' {
		return number
	}
	if r, ok := new(big.Rat).SetString(number); ok {
		return r.RatString()
	}
	return number
}
