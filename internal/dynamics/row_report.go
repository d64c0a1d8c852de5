package dynamics

import (
	"encoding/json"
	"errors"
)

// rowReport is what became of the rows of a bulk message, of which an elastic
// table does those that it can.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#on-error-behavior-with-elastic-tables
type rowReport []struct {
	RequestIndex, StatusCode int
}

// parseRowReport finds the report in the body of an error, where there is one.
func parseRowReport(body []byte) rowReport {
	var refusal struct {
		Error struct {
			Rows string `json:"@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"`
		}
	}
	if json.Unmarshal(body, &refusal) != nil || refusal.Error.Rows == "" {
		return nil
	}
	var report rowReport
	if json.Unmarshal([]byte(refusal.Error.Rows), &report) != nil {
		return nil
	}
	return report
}

// settleReport ends the operations of a bulk message that the error's report says
// were done, and returns the others to be tried alone; nil where the report does
// not tell of them all.
func (r *run) settleReport(g group, result Result, err error) []group {
	members := g.members()
	e, ok := errors.AsType[*Error](err)
	if !ok || len(g.units) > 1 || !g.units[0].table.elastic || len(e.rows) != len(members) {
		return nil // on a standard table an error undoes all rows, whatever is said of one
	}
	left := make([]group, 0, len(members))
	for n, row := range e.rows {
		if row.RequestIndex != n {
			return nil
		}
	}
	for n, row := range e.rows {
		one := group{[]unit{{members: members[n : n+1]}}}
		if row.StatusCode < 200 || row.StatusCode > 299 {
			left = append(left, one)
			continue
		}
		r.end(one, Result{Outcome: Done, Status: row.StatusCode, RequestID: e.RequestID, Tries: result.Tries, Rows: result.Rows}, nil)
	}
	return left
}
