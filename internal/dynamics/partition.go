package dynamics

import (
	"cmp"
	"strings"

	"sns-dynamics/internal/walk"
)

// partitionColumn is the column that, with the primary key, identifies a row of an
// elastic table. Where a row was made without it, it is the id.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
const partitionColumn = "partitionid"

// Partitioned takes apart a key that names a row of an elastic table as Microsoft
// documents it: two columns, of which one is partitionid and the other the primary
// key. Nothing but their names and values tells, as no definition was read: the
// value is a GUID, and the column's name ends in "id".
func (r Row) Partitioned() (column, id, partition string, ok bool) {
	if len(r.Key) != 2 {
		return "", "", "", false
	}
	primary, second := r.Key[0], r.Key[1]
	if primary.Column == partitionColumn {
		primary, second = second, primary
	}
	ok = second.Column == partitionColumn && second.Quoted && primary.Column != partitionColumn &&
		primary.Quoted && strings.HasSuffix(primary.Column, "id") && IsGUID(primary.Value)
	return primary.Column, primary.Value, second.Value, ok
}

// partition is the partition that an operation names for its row: in the key, or,
// where it writes columns, in the data. It is empty where it names none.
func (op Operation) partition() string {
	if _, _, partition, ok := op.Row.Partitioned(); ok {
		return partition
	}
	if op.Kind != Create && op.Kind != Update && op.Kind != Upsert {
		return ""
	}
	text, partition := string(op.Data), ""
	if !strings.Contains(text, partitionColumn) || !walk.Valid(text) {
		return ""
	}
	c := walk.New(text)
	if c.Kind() != walk.Object {
		return ""
	}
	for c.Enter(); !c.Ends(); {
		name, _ := c.Text()
		if name == partitionColumn && c.Kind() == walk.String {
			partition, _ = c.Text()
		} else {
			c.Raw()
		}
	}
	return partition
}

// ownPartition is the partition in which the operation's row is: the one that it
// names, else the row's id.
func (op Operation) ownPartition() string {
	return cmp.Or(op.partition(), strings.ToLower(op.Row.ID))
}

// rowID is the primary key of the operation's row, empty where it is named by an
// alternate key.
func (r Row) rowID() string {
	if _, id, _, ok := r.Partitioned(); ok {
		return id
	}
	return r.ID
}

// readURL is the address to read the operation's row at. It names the partition in
// which the row is written: by the key where the name of the primary key is known,
// else by the query.
func (c *Client) readURL(root Root, op Operation) string {
	partition := op.partition()
	if op.Row.ID == "" || partition == "" {
		return root.row(op.EntitySet, op.Row) + "?"
	}
	if t, known := c.tables.get(op.EntitySet); known && t.elastic {
		return root.row(op.EntitySet, Row{Key: []KeyColumn{
			{Column: t.primaryKey, Value: op.Row.ID, Quoted: true}, {Column: partitionColumn, Value: partition, Quoted: true},
		}}) + "?"
	}
	return root.row(op.EntitySet, op.Row) + "?partitionId=" + escape(partition) + "&"
}
