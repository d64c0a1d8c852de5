package store

import (
	"slices"

	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// Address is a row in the form of a URL: the id, or the cells of an alternate key.
type Address struct {
	Table     *schema.Table
	ID        string
	Partition string // of a row of an elastic table; "" means the row's own partition
	Key       *schema.AlternateKey
	Cells     map[string]any
	Text      string // the key in the form of the URL, for OData-EntityId
}

// Find returns the row at the address, or nil.
func (a Address) Find(st *Store) *Row {
	if a.Key == nil {
		return st.Find(a.Table, Key(a.ID, a.Partition))
	}
	return st.ByKey(a.Key, a.Key.Text(a.Cells))
}

// Resolve returns the row at the address. The error is Dataverse's *odata.Error for a
// missing row.
func (a Address) Resolve(st *Store) (*Row, error) {
	r := a.Find(st)
	switch {
	case r != nil:
		return r, nil
	case a.Key != nil:
		return nil, schema.NoSuchKey(a.Table)
	}
	return nil, schema.NoSuchRow(a.Table, a.ID)
}

// Fixes reports whether the URL has the value of the column.
func (a *Address) Fixes(c *schema.Column) bool {
	return a != nil && a.Key != nil && slices.Contains(a.Key.Columns, c.Name)
}

// InPartitionOf completes the address of a row of an elastic table with the partition in a
// body.
func (a Address) InPartitionOf(body orderedjson.Object) Address {
	if v, given := body.Get(schema.PartitionColumn); given && a.Table.Elastic && a.Partition == "" {
		a.Partition, _ = v.(string)
	}
	return a
}

// InTable returns the address in another table.
func (a Address) InTable(t *schema.Table) Address {
	a.Table = t
	return a
}

// Identity returns the same text for two addresses of the same row.
func (a Address) Identity() string {
	if a.Key != nil {
		return a.Key.Name + "=" + a.Key.Text(a.Cells)
	}
	return Key(a.ID, a.Partition)
}
