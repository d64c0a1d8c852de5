package operation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/json/jsontext"
	"strings"
)

// Column returns the value of a column in the data, as JSON. If the data has the column
// twice, the last value counts.
func (op Operation) Column(name string) (value string, found bool) {
	isObject := op.EachColumn(func(member string, raw jsontext.Value) {
		if member == name {
			value, found = string(raw), true
		}
	})
	return value, isObject && found
}

// HasColumn reports whether the data has a value for a column.
func (op Operation) HasColumn(column string) bool {
	if !bytes.Contains(op.Data, []byte(column)) && bytes.IndexByte(op.Data, '\\') < 0 {
		return false // a name without an escape stands in the text as it is
	}
	_, found := op.Column(column)
	return found
}

// EachColumn calls use for each member of the data. The value is valid until use returns.
// EachColumn returns false if the data is not a JSON object.
func (op Operation) EachColumn(use func(name string, value jsontext.Value)) bool {
	return EachMember(op.Data, use)
}

// Partition returns the partition that an operation names for its row: in the key or, if
// it writes columns, in the data. It is empty if the operation names no partition.
func (op Operation) Partition() string {
	if _, _, partition, ok := op.Row.Partitioned(); ok {
		return partition
	}
	if op.Kind != Create && op.Kind != Update && op.Kind != Upsert {
		return ""
	}
	if !bytes.Contains(op.Data, []byte(PartitionColumn)) {
		return ""
	}
	partition := ""
	isObject := op.EachColumn(func(name string, value jsontext.Value) {
		if text, ok := Text(value); name == PartitionColumn && ok {
			partition = text
		}
	})
	if !isObject {
		return ""
	}
	return partition
}

// RowPartition returns the partition of the operation's row: the partition that the
// operation names, or else the id of the row.
func (op Operation) RowPartition() string {
	return cmp.Or(op.Partition(), strings.ToLower(op.Row.ID))
}

// WithColumn returns a JSON object with one more member at its start. The other members
// stay byte for byte.
func WithColumn(object json.RawMessage, name string, value json.RawMessage) json.RawMessage {
	rest := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(object, " \t\r\n"), []byte("{")), " \t\r\n")
	quoted, _ := json.Marshal(name) // a string always marshals
	separator := ","
	if bytes.HasPrefix(rest, []byte("}")) {
		separator = ""
	}
	return bytes.Join([][]byte{[]byte("{"), quoted, []byte(":"), value, []byte(separator), rest}, nil)
}
