package operation

import (
	"net/url"
	"strings"
)

// UnknownID stands for the id of a row that a create of the same batch makes, if no
// envelope says which id that is. No row has this id.
const UnknownID = "00000000-0000-0000-0000-000000000000"

// Row names one row of a table, by its id or by an alternate key. The zero value names
// no row. The id alone names a row of an elastic table only if the id is also the
// partition. Otherwise a key of two columns names it: the primary key and partitionid.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
type Row struct {
	// ID is the primary key, a GUID without braces.
	ID string
	// Key is the alternate key, with all its columns, if ID is empty.
	Key []KeyColumn
}

// KeyColumn is one column of an alternate key with the value to look for.
type KeyColumn struct {
	Column string
	// Value is the text of the value: the characters of a string, the digits of a number,
	// or true or false.
	Value string
	// Quoted says that the value is a string. The Web API expects a string in single
	// quotes.
	Quoted bool
	// IsDate says that the column holds a date or a time. The Web API expects such a value
	// without quotes. The client sets IsDate from the definition of the column.
	IsDate bool
}

// IsZero reports whether the row names nothing.
func (r Row) IsZero() bool { return r.ID == "" && len(r.Key) == 0 }

// String names the row for people and logs: by its id, or by the columns of the
// alternate key. It leaves out the values of the key, which may be personal data.
func (r Row) String() string {
	if r.ID != "" || len(r.Key) == 0 {
		return r.ID
	}
	if len(r.Key) == 1 {
		return r.Key[0].Column + "=…"
	}
	columns := make([]string, len(r.Key))
	for i, k := range r.Key {
		columns[i] = k.Column + "=…"
	}
	return strings.Join(columns, ",")
}

// predicate is the text between the parentheses of the row's URL.
func (r Row) predicate() string {
	if r.ID != "" {
		return Escape(r.ID)
	}
	if column, id, partition, ok := r.Partitioned(); ok {
		return Escape(column) + "=" + Escape(id) + "," + PartitionColumn + "=" + Literal(partition)
	}
	parts := make([]string, len(r.Key))
	for i, k := range r.Key {
		parts[i] = Escape(k.Column) + "=" + k.literal()
	}
	return strings.Join(parts, ",")
}

func (k KeyColumn) literal() string {
	if !k.Quoted || k.IsDate || IsGUIDColumn(k.Column) {
		return Escape(k.Value)
	}
	return "'" + Escape(strings.ReplaceAll(k.Value, "'", "''")) + "'"
}

// UnreadableCharacters are the characters that make reading and patching a row fail if
// the value of its alternate key has one of them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const UnreadableCharacters = `/<>*%&:\?+`

// UnreadableColumn returns the first column of the alternate key with a value that has
// one of [UnreadableCharacters]. found is false if there is no such column.
func (r Row) UnreadableColumn() (column string, found bool) {
	for _, k := range r.Key {
		if strings.ContainsAny(k.Value, UnreadableCharacters) {
			return k.Column, true
		}
	}
	return "", false
}

// UnreadableAdvice explains why Dataverse cannot read the value of a key column, and how to
// identify the row. It does not contain the value.
func UnreadableAdvice(column string) string {
	return "the value of key column " + column + " has one of the characters " + UnreadableCharacters +
		" by which Dataverse cannot find a row; use the row's id"
}

// Escape percent-encodes all characters except the unreserved characters of RFC 3986. So
// no name, id or value can end the segment or parameter that it stands in.
func Escape(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// Literal returns a text as a quoted string of OData, encoded for a URL.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
func Literal(text string) string {
	return Escape("'" + strings.ReplaceAll(text, "'", "''") + "'")
}
