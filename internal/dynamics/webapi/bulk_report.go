package webapi

import "encoding/json"

// RowReport is the result of each row of a bulk message. An elastic table changes some
// of the rows even if others fail.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#on-error-behavior-with-elastic-tables
type RowReport []struct {
	RequestIndex, StatusCode int
}

// ParseRowReport reads the report in the body of an error. It returns nil if the body has
// no report.
func ParseRowReport(body []byte) RowReport {
	var refusal struct {
		Error struct {
			Rows string `json:"@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"`
		}
	}
	if json.Unmarshal(body, &refusal) != nil || refusal.Error.Rows == "" {
		return nil
	}
	var report RowReport
	if json.Unmarshal([]byte(refusal.Error.Rows), &report) != nil {
		return nil
	}
	return report
}
