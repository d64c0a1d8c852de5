package engine

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// keptByReplace are the columns that keep their values when a row is replaced, besides the
// columns that only Dataverse sets.
var keptByReplace = []string{schema.PartitionColumn, "ownerid"}

// Replace changes a row of an elastic table like an upsert: the row loses the columns that
// the body leaves out. It returns the errors of [Session.Change].
func (s *Session) Replace(r *store.Row, body orderedjson.Object, at *store.Address) (*store.Row, error) {
	return s.Change(r, func(ch *RowChange) error {
		for name := range ch.Row.Cells {
			if col := r.Table.Columns[name]; !col.ReadOnly && !slices.Contains(keptByReplace, name) {
				delete(ch.Row.Cells, name)
			}
		}
		ch.at = at
		return ch.Apply(body)
	})
}

func elasticRelated() *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80040265", "Cannot create related entities. Create has to be called individually for each entity.")
}
