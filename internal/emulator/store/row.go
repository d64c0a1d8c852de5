package store

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// Row is one row of a table. A row in the store never changes: a change stores another row
// in its place, so that it is simple to undo.
type Row struct {
	Table *schema.Table
	ID    string
	// partition is set for a row of an elastic table whose partitionid is not its id.
	partition string
	serial    int64 // its place in the order of creation
	Version   int64
	Cells     map[string]any // by column name
}

// Reference returns the value of a lookup to the row.
func (r *Row) Reference() schema.Reference { return schema.Reference{Table: r.Table, ID: r.ID} }

// Key returns the key of the row in the store.
func (r *Row) Key() string { return Key(r.ID, r.partition) }

// Key returns the key in the store of the row with that id and partition.
func Key(id, partition string) string {
	if partition == "" || partition == id {
		return id
	}
	return id + "/" + partition
}

// ETag is the ETag of the row's version.
func (r *Row) ETag() string { return `W/"` + strconv.FormatInt(r.Version, 10) + `"` }

// Text returns the text in a column; "" if the column has no text.
func (r *Row) Text(column string) string {
	s, _ := r.Cells[column].(string)
	return s
}

// Draft returns a copy to change and store.
func (r *Row) Draft() *Row {
	d := *r
	d.Cells = maps.Clone(r.Cells)
	return &d
}

// Property returns the value of a column in a response.
func (r *Row) Property(c *schema.Column) any {
	switch v := r.Cells[c.Name].(type) {
	case schema.Reference:
		return v.ID
	case nil:
		switch c.Name {
		case r.Table.PrimaryKey:
			return r.ID
		case "versionnumber":
			return json.Number(strconv.FormatInt(r.Version, 10))
		}
		return nil
	default:
		return v
	}
}

// Integer returns the whole number in a column; 0 if the column has no number.
func (r *Row) Integer(column string) int {
	n, _ := r.Cells[column].(json.Number)
	i, _ := strconv.Atoi(string(n))
	return i
}

// SetInteger sets a column to a whole number.
func (r *Row) SetInteger(column string, n int) { r.Cells[column] = json.Number(strconv.Itoa(n)) }

func (r *Row) tableOr(other *Row) *schema.Table {
	if r == nil {
		return other.Table
	}
	return r.Table
}

// Pointer returns the value of a lookup; the zero value if it is empty.
func (r *Row) Pointer(lookup string) schema.Reference {
	if r == nil {
		return schema.Reference{}
	}
	ref, _ := r.Cells[lookup].(schema.Reference)
	return ref
}

// KeyText returns the row's alternate key in a form that equal keys share. It returns "" if
// a column of the key is empty, because such a key binds no row.
func (r *Row) KeyText(k *schema.AlternateKey) string {
	if r == nil {
		return ""
	}
	return k.Text(r.Cells)
}

// ChoosePartition sets the partition of a new row: the partition in its address, else in
// its body, else its own. The error is an *odata.Error.
func (r *Row) ChoosePartition(at *Address) error {
	partition := r.Text(schema.PartitionColumn)
	if at != nil && at.Partition != "" {
		partition = at.Partition
	}
	if partition == "" {
		partition = r.ID
	}
	if len(partition) > schema.MaxPartition || strings.ContainsAny(partition, schema.NotInPartition) {
		return odata.Refuse(http.StatusBadRequest, "0x80040203", "The value of '%s' is not valid: at most %d bytes, and none of %s.", schema.PartitionColumn, schema.MaxPartition, schema.NotInPartition)
	}
	r.Cells[schema.PartitionColumn] = partition
	if partition != r.ID {
		r.partition = partition
	}
	return nil
}
