package dynamicstest

import (
	"errors"
	"net/http"
)

// bulkReport is what became of the rows of one message.
type bulkReport struct {
	rows  []done
	first *apiError // what is wrong with the first row that failed
}

func (b *bulkReport) add(d done, err error) {
	if refusal, ok := errors.AsType[*apiError](err); ok {
		d.status = refusal.status
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

// isWriteError reports whether an elastic table refuses the row alone. What is
// wrong with the request itself fails all of it.
func isWriteError(err error) bool {
	refusal, ok := errors.AsType[*apiError](err)
	return ok && (refusal.status == http.StatusNotFound || refusal.status == http.StatusConflict)
}

// refusal is that of the first row that failed, with the status of every row
// for those who ask for the annotations of errors.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#on-error-behavior-with-elastic-tables
func (b *bulkReport) refusal() *apiError {
	list := []any{}
	for i, d := range b.rows {
		list = append(list, object{{"RequestIndex", i}, {"Id", d.id}, {"StatusCode", d.status}})
	}
	refusal := *b.first
	refusal.details = []member{{"@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails", string(encode(list))}}
	return &refusal
}
