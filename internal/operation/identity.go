package operation

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Path returns the address of the row below the service root, encoded, such as
// "accounts(2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70)". With a slash before it, it is the
// value of a lookup that is bound to the row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (r Reference) Path() string { return Escape(r.EntitySet) + "(" + r.Row.predicate() + ")" }

// Identity returns one name for all spellings of a reference: the entity set with the
// GUID in lower case, or with a hash of the alternate key. The hash keeps the values of
// the key out of logs, because they may be personal data. Identity is empty if the
// reference names no row, or a row that is not known yet. A row has two identities if
// one reference names it by id and another by key.
//
// Dataverse ignores case and trailing blanks in the text of keys, so Identity ignores
// them too. Two rows with one identity only wait for each other. The partition of an
// elastic table is not part of the identity, because an operation may name it in its
// data or leave it out.
func (r Reference) Identity() string {
	if r.Row.IsZero() || r.Row.ID == UnknownID {
		return ""
	}
	if id := r.Row.PrimaryID(); id != "" {
		return r.EntitySet + "/" + strings.ToLower(id)
	}
	columns := r.Row.Key
	if len(columns) > 1 {
		columns = slices.SortedFunc(slices.Values(columns), func(a, b KeyColumn) int { return cmp.Compare(a.Column, b.Column) })
	}
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

// plain writes a number in one way: 1.50 as 1.5. It does not change a number with an
// exponent, which may stand for more digits than memory holds.
func plain(number string) string {
	if strings.ContainsAny(number, "eE") || allDigits(number) && number[0] != '0' {
		return number
	}
	if r, ok := new(big.Rat).SetString(number); ok {
		return r.RatString()
	}
	return number
}

// RowIdentities returns the identities of the rows that an operation changes.
func (op Operation) RowIdentities() []string {
	var rows []string
	for _, part := range op.Operations {
		rows = append(rows, part.RowIdentities()...)
	}
	// A create by an alternate key may make the row of the id that follows from the message.
	for _, r := range []Reference{{op.EntitySet, op.Row}, {op.EntitySet, Row{ID: op.OwnID}}, op.Related} {
		if id := r.Identity(); id != "" {
			rows = append(rows, id)
		}
	}
	return rows
}

// ChangesGuarded reports whether an operation of a batch changes the row that the sequence of
// the batch guards, before the guarded operation. The row then has another version than the
// version that was read before the batch.
func (op Operation) ChangesGuarded() bool {
	guarded := op.Operations[op.Sequence.Part].withSet()
	row := guarded.Target().Identity()
	return row != "" && slices.ContainsFunc(op.Operations[:op.Sequence.Part], func(earlier Operation) bool {
		return slices.Contains(earlier.withSet().RowIdentities(), row)
	})
}

// withSet returns the operation with the logical name of its table as its entity set, if the
// entity set is not known.
func (op Operation) withSet() Operation {
	op.EntitySet = cmp.Or(op.EntitySet, op.Table)
	return op
}

// LinkIdentity returns one name for the link that an associate makes or a disassociate
// removes.
func (op Operation) LinkIdentity() string {
	return strings.Join([]string{op.Target().Identity(), op.NavigationProperty, op.Related.Identity()}, " ")
}
