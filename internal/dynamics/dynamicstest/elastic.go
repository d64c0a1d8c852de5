package dynamicstest

import (
	"slices"
	"strconv"
)

// partitionColumn is the column that, with the primary key, identifies a row of
// an elastic table. Where it was not set it is the id.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
const partitionColumn = "partitionid"

// parsePartitioned understands KeyForNoSqlEntityWithPKPartitionId, the key that
// every elastic table has.
func (t *table) parsePartitioned(pairs []keyPair, args string) (address, error) {
	given := map[string]string{}
	for _, p := range pairs {
		given[p.name] = p.literal
	}
	partition, quoted, err := unquote(given[partitionColumn])
	if err != nil {
		return address{}, err
	}
	id, ok := parseGUID(given[t.PrimaryKey])
	if len(pairs) != 2 || !ok || !quoted {
		return address{}, t.noSuchKey()
	}
	return address{table: t, id: id, partition: partition, text: args}, nil
}

// inPartitionOf completes the address of a row of an elastic table by what a
// body says of its partition.
func (a address) inPartitionOf(body object) address {
	if v, given := body.get(partitionColumn); given && a.table.Elastic && a.partition == "" {
		a.partition, _ = v.(string)
	}
	return a
}

// settlePartition puts a new row into the partition of its address, of its body
// or of its own.
func (r *row) settlePartition(at *address) {
	partition := r.text(partitionColumn)
	if at != nil && at.partition != "" {
		partition = at.partition
	}
	if partition == "" {
		partition = r.id
	}
	r.cells[partitionColumn] = partition
	if partition != r.id {
		r.partition = partition
	}
}

// keptByReplace are the columns that outlive the replacement of a row, besides
// those that nobody but Dataverse sets.
var keptByReplace = []string{partitionColumn, "ownerid"}

// replace is what an upsert does to a row of an elastic table that is there:
// what the body leaves out is lost.
func (c *call) replace(r *row, body object, at *address) (*row, error) {
	return c.change(r, func(ch *change) error {
		for name := range ch.row.cells {
			if col := r.table.columns[name]; !col.readOnly && !slices.Contains(keptByReplace, name) {
				delete(ch.row.cells, name)
			}
		}
		ch.at = at
		return ch.apply(body)
	})
}

// stampSession adds the token that reads of an elastic table may be sent with.
// Nothing here is read before it is written, so nothing needs it.
func (r *row) stampSession(a answer) {
	if r.table.Elastic {
		a.header.Set("x-ms-session-token", "240:8#"+strconv.FormatInt(r.version, 10)+"#7=-1")
	}
}
