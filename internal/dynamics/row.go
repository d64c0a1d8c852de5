package dynamics

import (
	"net/url"
	"strings"
)

// UnknownID stands for the id of a row that a create of the same batch is to make,
// where no envelope says which one that is. No row has it.
const UnknownID = "00000000-0000-0000-0000-000000000000"

// Row names one row of a table, by its id or by an alternate key. The zero
// value names none. A row of an elastic table is named by its id alone only where
// its partition is the id; otherwise by a key of two columns, the primary key and
// partitionid.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
type Row struct {
	// ID is the primary key, a GUID without braces.
	ID string
	// Key is the alternate key, when ID is empty: every column of it.
	Key []KeyColumn
}

// KeyColumn is one column of an alternate key with the value to look for.
type KeyColumn struct {
	Column string
	// Value is the text of the value: of a string its characters, of a number
	// its digits, of a boolean true or false.
	Value string
	// Quoted says that the value is a string, which the Web API wants in
	// single quotes.
	Quoted bool
	// IsDate says that the column holds a date or a time, which the Web API wants
	// without quotes: the client sets it, from the column's definition.
	IsDate bool
}

// IsZero reports whether the row names nothing.
func (r Row) IsZero() bool { return r.ID == "" && len(r.Key) == 0 }

// String names the row for people and logs: the id, or the columns of the
// alternate key without their values, which may be personal data.
func (r Row) String() string {
	if r.ID != "" || len(r.Key) == 0 {
		return r.ID
	}
	columns := make([]string, len(r.Key))
	for i, k := range r.Key {
		columns[i] = k.Column + "=…"
	}
	return strings.Join(columns, ",")
}

// predicate is what stands between the parentheses of the row's URL.
func (r Row) predicate() string {
	if r.ID != "" {
		return escape(r.ID)
	}
	if column, id, partition, ok := r.Partitioned(); ok {
		return escape(column) + "=" + escape(id) + "," + partitionColumn + "=" + Literal(partition)
	}
	parts := make([]string, len(r.Key))
	for i, k := range r.Key {
		parts[i] = escape(k.Column) + "=" + k.literal()
	}
	return strings.Join(parts, ",")
}

func (k KeyColumn) literal() string {
	if !k.Quoted || k.IsDate || IsGUIDColumn(k.Column) {
		return escape(k.Value)
	}
	return "'" + escape(strings.ReplaceAll(k.Value, "'", "''")) + "'"
}

// refused is the set of characters that, in an alternate key's value,
// Microsoft documents to make reading and patching fail.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const refused = `/<>*%&:\?+`

// UnreadableColumn returns the first column of the alternate key whose value has one
// of the characters / < > * % & : \ ? + by which Dataverse is documented not to find
// a row; false where there is none.
func (r Row) UnreadableColumn() (column string, found bool) {
	for _, k := range r.Key {
		if strings.ContainsAny(k.Value, refused) {
			return k.Column, true
		}
	}
	return "", false
}

// UnreadableAdvice says what is wrong with the value of such a column, without it.
func UnreadableAdvice(column string) string {
	return "the value of key column " + column + " has one of the characters " + refused +
		" by which Dataverse cannot find a row; use the row's id"
}

// escape percent-encodes everything but the unreserved characters of RFC 3986,
// so that no name, id or value can end the segment or parameter it stands in.
func escape(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
