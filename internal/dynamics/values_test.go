package dynamics_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func createOf(table, id, values string) operation.Operation {
	return operation.Operation{Kind: operation.Create, Table: table, Row: byID(id), Values: json.RawMessage(values)}
}

// definitionRequests counts the requests for definitions: a $batch and single reads.
func (e *environment) definitionRequests() (n int) {
	for _, r := range e.sent(emulator.Dataverse) {
		if strings.Contains(r.Target, "EntityDefinitions") || strings.Contains(string(r.Body), "EntityDefinitions") {
			n++
		}
	}
	return n
}

// TestPlainValues sends each form of a value, and compares the body of the request.
func TestPlainValues(t *testing.T) {
	for _, tt := range []struct{ name, table, values, want string }{
		{"scalars", "new_order", `{"new_name":"N","new_total":1999.90,"new_ispaid":true,"new_duedate":"2026-01-31","new_orderedon":"2026-01-31T09:30:00+02:00","new_notes":null}`,
			`{"new_name":"N","new_total":1999.90,"new_ispaid":true,"new_duedate":"2026-01-31","new_orderedon":"2026-01-31T09:30:00+02:00","new_notes":null}`},
		{"choices", "contact", `{"lastname":"B","gendercode":" FEMALE","donotemail":"do not allow"}`,
			`{"lastname":"B","gendercode":2,"donotemail":true}`},
		{"customer by key", "contact", `{"lastname":"B","parentcustomerid":{"account":{"accountnumber":"CT-1000"}}}`,
			`{"lastname":"B","parentcustomerid_account@odata.bind":"/accounts(accountnumber='CT-1000')"}`},
		{"lookup by id", "contact", `{"lastname":"B","parentcustomerid":{"account":"acc00000-0000-4000-8000-000000000001"}}`,
			`{"lastname":"B","parentcustomerid_account@odata.bind":"/accounts(acc00000-0000-4000-8000-000000000001)"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, createOf(tt.table, newID, tt.values), dynamics.Done)
				all := e.sent(emulator.Dataverse)
				if got := string(all[len(all)-1].Body); got != tt.want {
					t.Errorf("body %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// TestValuesOncePerHour wants one request for the definitions of all tables of a message,
// and no other for an hour.
func TestValuesOncePerHour(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createOf("contact", newID, `{"lastname":"B","parentcustomerid":{"account":{"name":"Contoso Ltd"}},"ownerid":{"systemuser":{"internalemailaddress":"ana@contoso.example"}}}`)
		e.run(t, op, dynamics.Done)
		for range 3 {
			e.run(t, op, dynamics.Exists)
		}
		if n := e.definitionRequests(); n != 1 {
			t.Errorf("%d requests for definitions, want 1", n)
		}
		time.Sleep(time.Hour)
		e.run(t, op, dynamics.Exists)
		if n := e.definitionRequests(); n != 2 {
			t.Errorf("after an hour %d requests for definitions, want 2", n)
		}
	})
}

// TestValuesRefused wants each refusal by its pointer, and without the value.
func TestValuesRefused(t *testing.T) {
	for _, tt := range []struct{ name, table, values, want string }{
		{"unknown table", "contct", `{"lastname":"B"}`, "/table: the environment has no such table: the nearest is contact"},
		{"unknown column", "contact", `{"lastnam":"B"}`, "/values/lastnam: table contact has no such column: the nearest is lastname"},
		{"unknown label", "contact", `{"gendercode":"Femael"}`, `/values/gendercode: expected a label of the column: the nearest is "Female"`},
		{"wrong type", "contact", `{"lastname":5,"donotemail":"5"}`, `/values/lastname: expected a string, got a number; /values/donotemail: expected a label of the column: "Do Not Allow", "Allow"`},
		{"wrong target", "contact", `{"parentcustomerid":{"lead":"acc00000-0000-4000-8000-000000000001"}}`, "/values/parentcustomerid: expected a row of account or contact"},
		{"no row", "contact", `{"lastname":"B","parentcustomerid":{"account":{"name":"zqx"}}}`, "/values/parentcustomerid/account: no row of account has these columns"},
		{"time without offset", "new_order", `{"new_orderedon":"2026-01-31T09:30:00"}`, "/values/new_orderedon: expected a time with its offset, such as 2026-01-31T09:30:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				_, err := e.client.Run(t.Context(), createOf(tt.table, newID, tt.values))
				d, ok := errors.AsType[*dynamics.Error](err)
				if !ok || !strings.HasSuffix(d.Error(), tt.want) || dynamics.CodeOf(err) != "values" || dynamics.ClassOf(err) != operation.Rejected {
					t.Fatalf("error %v, code %q, want %q", err, dynamics.CodeOf(err), tt.want)
				}
				if missing := tt.name == "no row"; dynamics.IsRowMissing(err) != missing {
					t.Errorf("row missing %v", !missing)
				}
				for _, r := range e.sent(emulator.Dataverse) {
					if r.Method == http.MethodPatch {
						t.Errorf("a write was sent: %s", r.Target)
					}
				}
			})
		})
	}
}

// TestValuesOfABatch binds rows of earlier operations, and looks rows up once for all.
func TestValuesOfABatch(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{
			{Kind: operation.Create, ContentID: "a", Table: "account", Row: byID(newID), Derived: true, Values: json.RawMessage(`{"name":"New"}`)},
			{Kind: operation.Create, Table: "contact", Row: byID("2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b71"), Derived: true, Values: json.RawMessage(`{"lastname":"$a","parentcustomerid":"$a"}`)},
		}}
		e.run(t, op, dynamics.Done)
		row := e.row(t, "contacts", "contactid", "2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b71")
		if row["_parentcustomerid_value"] != newID || row["lastname"] != "$a" {
			t.Errorf("row %v", row)
		}
	})
}

// TestValuesTogether resolves the messages of an event together.
func TestValuesTogether(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var ops []operation.Operation
		for i := range 100 {
			id := fmt.Sprintf("%s%02x", newID[:34], i)
			ops = append(ops, createOf("contact", id, `{"lastname":"B","gendercode":"Female","parentcustomerid":{"account":{"name":"Contoso Ltd"}}}`))
		}
		for i, r := range e.client.RunAll(t.Context(), ops) {
			if r.Err != nil {
				t.Fatalf("%d: %v", i, r.Err)
			}
		}
		// The names and definitions, the row of the lookup, the table of the bulk message,
		// and the bulk message.
		if n := len(e.sent(emulator.Dataverse)); n > 4 {
			t.Errorf("%d requests, want at most 4", n)
		}
	})
}
