package dynamics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func sensor(kind operation.Kind, i int) operation.Operation {
	return operation.Operation{Kind: kind, EntitySet: "contoso_sensordatas", Row: byID(numbered(i)), Data: json.RawMessage(fmt.Sprintf(`{"contoso_value":%d}`, i))}
}

// An elastic table accepts a hundred rows at a time, writes the valid rows, and reports
// them. So no row is written twice because of another row.
func TestRunAllWithElasticTables(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(250, func(i int) operation.Operation { return sensor(operation.Create, i) }), done)
		if got := e.changes(); len(got) != 3 || !strings.HasSuffix(got[0], "CreateMultiple") {
			t.Errorf("requests %v, want three of CreateMultiple", got)
		}
		e.ForgetRequests()
		e.runAll(t, several(100, func(i int) operation.Operation { return sensor(operation.Update, i+200) }), func(i int) string {
			if i >= 50 {
				return "rejected" // these rows do not exist
			}
			return "done"
		})
		if got := e.changes(); len(got) != 1+50 {
			t.Errorf("%d requests, want one, and one for each row that was refused", len(got))
		}
		for i := range 250 {
			if got := e.row(t, "contoso_sensordatas", "contoso_sensordataid", numbered(i)); got == nil || got["contoso_value"] != float64(i) {
				t.Errorf("sensor %d: %v", i, got)
			}
		}
	})
}

// A report that does not name every row is ignored.
func TestRunAllWithDoubtfulReports(t *testing.T) {
	for name, report := range map[string]string{
		"too few":       `[{"RequestIndex":0,"StatusCode":204}]`,
		"out of order":  `[{"RequestIndex":1,"StatusCode":204},{"RequestIndex":0,"StatusCode":204},{"RequestIndex":2,"StatusCode":404}]`,
		"twice the one": `[{"RequestIndex":0,"StatusCode":204},{"RequestIndex":0,"StatusCode":204},{"RequestIndex":0,"StatusCode":204}]`,
		"none":          `no list`,
		"of nothing":    `[{},{},{}]`,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				body, err := json.Marshal(map[string]any{"error": map[string]string{
					"code": "0x80040217", "message": "x", "@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails": report,
				}})
				if err != nil {
					t.Fatal(err)
				}
				e.Fail(1, emulator.Fault{Method: http.MethodPost, Status: http.StatusNotFound, Body: string(body)})
				e.runAll(t, several(3, func(i int) operation.Operation { return sensor(operation.Upsert, i) }), done)
				for i := range 3 {
					if e.row(t, "contoso_sensordatas", "contoso_sensordataid", numbered(i)) == nil {
						t.Errorf("sensor %d is not there", i)
					}
				}
			})
		})
	}
}

// On a standard table an error undoes every row. The client ignores a report that says
// otherwise.
func TestRunAllWithAReportOfAStandardTable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, updateContact(), dynamics.Done)
		body, err := json.Marshal(map[string]any{"error": map[string]string{
			"code": "0x80040217", "message": "x",
			"@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails": `[{"RequestIndex":0,"StatusCode":204},{"RequestIndex":1,"StatusCode":204},{"RequestIndex":2,"StatusCode":404}]`,
		}})
		if err != nil {
			t.Fatal(err)
		}
		e.Fail(1, emulator.Fault{Method: http.MethodPost, Status: http.StatusNotFound, Body: string(body)})
		e.runAll(t, several(3, func(i int) operation.Operation { return createContact(numbered(i)) }), done)
		for i := range 3 {
			if e.row(t, "contacts", "contactid", numbered(i)) == nil {
				t.Errorf("contact %d is not there", i)
			}
		}
	})
}
