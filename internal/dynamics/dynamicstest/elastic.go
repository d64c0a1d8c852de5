package dynamicstest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// partitionColumn is the column that, with the primary key, identifies a row of
// an elastic table. Where it was not set it is the id.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
const partitionColumn = "partitionid"

const (
	// partitionKey is the key of every elastic table, besides its primary key.
	partitionKey = "KeyForNoSqlEntityWithPKPartitionId"
	// maxPartition is how many bytes a partition's name may have, and
	// notInPartition what may not be in it. How Dataverse refuses such a name is
	// not documented.
	maxPartition   = 1024
	notInPartition = `/<>*%&:\?+`
)

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
func (r *row) settlePartition(at *address) error {
	partition := r.text(partitionColumn)
	if at != nil && at.partition != "" {
		partition = at.partition
	}
	if partition == "" {
		partition = r.id
	}
	if len(partition) > maxPartition || strings.ContainsAny(partition, notInPartition) {
		return refuse(http.StatusBadRequest, "0x80040203", "The value of '%s' is not valid: at most %d bytes, and none of %s.", partitionColumn, maxPartition, notInPartition)
	}
	r.cells[partitionColumn] = partition
	if partition != r.id {
		r.partition = partition
	}
	return nil
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
func (r *row) stampSession(a answer) {
	if r.table.Elastic {
		a.header.Set("x-ms-session-token", tokenPrefix+strconv.FormatInt(r.version, 10)+tokenSuffix)
	}
}

// bareCode is the code of an error that has none but its status. In what form the
// Web API writes it is not documented: Microsoft's SDK has the number as the code.
func bareCode(status int) string { return strconv.Itoa(status) }

// bare is a refusal of an elastic table.
func bare(status int, format string, args ...any) *apiError {
	return refuse(status, bareCode(status), format, args...)
}

// taken refuses a new row whose primary key another row has.
func taken(t *table) *apiError {
	if t.Elastic {
		return bare(http.StatusConflict, "A record with matching key values already exists.")
	}
	return alreadyExists()
}

func elasticRelated() *apiError {
	return refuse(http.StatusBadRequest, "0x80040265", "Cannot create related entities. Create has to be called individually for each entity.")
}

// isElastic reports whether a URL, or the path of one, leads to an elastic table.
func (e *Emulator) isElastic(target string) bool {
	if _, below, found := strings.Cut(target, "/api/data/"); found {
		_, target, _ = strings.Cut(below, "/")
	}
	if end := strings.IndexAny(target, "(/?"); end >= 0 {
		target = target[:end]
	}
	t := e.schema.bySet[target]
	return t != nil && t.Elastic
}

// rollbackChangeSet undoes what a change set did since begin, but for rows of
// elastic tables: change sets "succeed but aren't atomic" there.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func (s *store) rollbackChangeSet() {
	var kept []undone
	for _, u := range slices.Backward(s.undo) {
		if some := u.some(); some != nil && some.table.Elastic {
			kept = append(kept, u)
			continue
		}
		s.takeBack(u)
	}
	slices.Reverse(kept)
	clear(s.undo)
	s.undo = append(s.undo[:0], kept...)
}
