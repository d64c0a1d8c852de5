package check_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// A date or a time in a key is a string in the form of its column.
func TestCheckDatesInKeys(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(emulator.EmbeddedSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, table := range schema["tables"].([]any) {
		if table := table.(map[string]any); table["name"] == "new_order" {
			table["keys"] = append(table["keys"].([]any),
				map[string]any{"name": "Day", "columns": []string{"new_duedate"}}, map[string]any{"name": "Time", "columns": []string{"new_orderedon"}})
		}
	}
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	dataverse, err := emulator.New(emulator.Options{Schema: text})
	if err != nil {
		t.Fatal(err)
	}
	m := environment{dataverse, newClient(t, dataverse.Transport())}.read(t)
	for key, want := range map[string][]string{
		`"new_duedate":"2026-11-21"`:             nil,
		`"new_orderedon":"2026-11-21T07:00:00Z"`: nil,
		`"new_duedate":"2026-11-21T07:00:00Z"`:   {"/key/new_duedate: expected a string with a date such as 2026-11-21 (Edm.Date)"},
		`"new_duedate":"21.11.2026"`:             {"/key/new_duedate: expected a string with a date such as 2026-11-21 (Edm.Date)"},
		`"new_duedate":20261121`:                 {"/key/new_duedate: expected a string with a date such as 2026-11-21 (Edm.Date)"},
		`"new_orderedon":"2026-11-21"`:           {"/key/new_orderedon: expected a string with a time with its offset, such as 2026-11-21T07:00:00Z (Edm.DateTimeOffset)"},
	} {
		message := `{"operation":"delete","entitySet":"new_orders","key":{` + key + `}}`
		if diff := cmp.Diff(want, problems(t, m, message)); diff != "" {
			t.Errorf("Check(%s) (-want +got):\n%s", message, diff)
		}
	}
}
