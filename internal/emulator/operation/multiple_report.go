package operation

import (
	"errors"
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
)

// bulkReport holds the results for the rows of one message.
type bulkReport struct {
	rows  []rowResult
	first *odata.Error // the error of the first row that failed
}

func (b *bulkReport) add(d rowResult, err error) {
	if refusal, ok := errors.AsType[*odata.Error](err); ok {
		d.status = refusal.Status
		if b.first == nil {
			b.first = refusal
		}
	}
	b.rows = append(b.rows, d)
}

func (b *bulkReport) ids() []any {
	ids := make([]any, len(b.rows))
	for i, d := range b.rows {
		ids[i] = d.id
	}
	return ids
}

// isWriteError reports whether an error is about one row of an elastic table. An error of
// the request itself fails all rows.
func isWriteError(err error) bool {
	refusal, ok := errors.AsType[*odata.Error](err)
	return ok && (refusal.Status == http.StatusNotFound || refusal.Status == http.StatusConflict)
}

// refusal is the error of the first row that failed. For clients that ask for the
// annotations of errors it has the status of every row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#on-error-behavior-with-elastic-tables
func (b *bulkReport) refusal() *odata.Error {
	list := []any{}
	for i, d := range b.rows {
		list = append(list, orderedjson.Object{{"RequestIndex", i}, {"Id", d.id}, {"StatusCode", d.status}})
	}
	refusal := *b.first
	refusal.Details = []orderedjson.Member{{"@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails", string(orderedjson.Encode(list))}}
	return &refusal
}
