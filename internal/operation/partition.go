package operation

import (
	"strings"
)

// PartitionColumn is the column that identifies a row of an elastic table, together with
// the primary key. If a row was made without a partition, its id is the partition.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
const PartitionColumn = "partitionid"

// Partitioned reads the key of a row of an elastic table in the form that Microsoft
// documents: two columns, partitionid and the primary key. ok says that the key has this
// form. It decides by names and values, because no definition is at hand: the name of
// the primary key ends in "id", and its value is a GUID.
func (r Row) Partitioned() (column, id, partition string, ok bool) {
	if len(r.Key) != 2 {
		return "", "", "", false
	}
	primary, second := r.Key[0], r.Key[1]
	if primary.Column == PartitionColumn {
		primary, second = second, primary
	}
	ok = second.Column == PartitionColumn && second.Quoted && primary.Column != PartitionColumn &&
		primary.Quoted && strings.HasSuffix(primary.Column, "id") && IsGUID(primary.Value)
	return primary.Column, primary.Value, second.Value, ok
}

// PrimaryID returns the primary key of the row. It is empty if an alternate key names
// the row.
func (r Row) PrimaryID() string {
	if _, id, _, ok := r.Partitioned(); ok {
		return id
	}
	return r.ID
}
