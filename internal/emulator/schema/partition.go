package schema

import "strings"

// PartitionColumn is the column that, with the primary key, identifies a row of an elastic
// table. Its default is the id.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
const PartitionColumn = "partitionid"

const (
	// PartitionKey is the key of every elastic table, besides its primary key.
	PartitionKey = "KeyForNoSqlEntityWithPKPartitionId"
	// MaxPartition is the limit of the bytes in the name of a partition. NotInPartition holds
	// the characters that the name must not have. How Dataverse refuses such a name is not
	// documented.
	MaxPartition   = 1024
	NotInPartition = `/<>*%&:\?+`
)

// IsElastic reports whether a URL, or the path of one, leads to an elastic table.
func (sc *Schema) IsElastic(target string) bool {
	if _, below, found := strings.Cut(target, "/api/data/"); found {
		_, target, _ = strings.Cut(below, "/")
	}
	if end := strings.IndexAny(target, "(/?"); end >= 0 {
		target = target[:end]
	}
	t := sc.BySet[target]
	return t != nil && t.Elastic
}
