package dynamics_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/operation"
)

// TestPartiesOfActivities writes the parties of an email and of an appointment.
func TestPartiesOfActivities(t *testing.T) {
	for _, tt := range []struct{ table, set, values, want string }{
		{"email", "emails", `{"subject":"S","from":[{"systemuser":{"internalemailaddress":"ana@contoso.example"}}],"to":[{"contact":"` + emulator.ContactID + `"},{"address":"x@y.example"}]}`,
			"1 ana, 2 contact, 2 x@y.example"},
		{"appointment", "appointments", `{"subject":"S","organizer":[{"systemuser":"` + emulator.AnaID + `"}],"requiredattendees":[{"contact":{"emailaddress1":"` + emulator.ContactEmail + `"}}],"optionalattendees":[{"account":{"accountnumber":"CT-1000"}}]}`,
			"7 ana, 5 contact, 6 account"},
	} {
		t.Run(tt.table, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				op := createOf(tt.table, newID, tt.values)
				op.Derived = true
				e.run(t, op, dynamics.Done)
				names := map[any]string{emulator.AnaID: "ana", emulator.ContactID: "contact", emulator.AccountID: "account"}
				var got []string
				for _, text := range e.rowsOf(t, "activityparties") {
					var party map[string]any
					if err := json.Unmarshal([]byte(text), &party); err != nil {
						t.Fatal(err)
					}
					name, _ := names[party["_partyid_value"]]
					if name == "" {
						name = fmt.Sprint(party["addressused"])
					}
					if party["_activityid_value"] == newID {
						got = append(got, fmt.Sprint(party["participationtypemask"], " ", name))
					}
				}
				want := strings.Split(tt.want, ", ")
				if len(got) != len(want) {
					t.Fatalf("parties %v, want %v", got, want)
				}
				for _, party := range want {
					if !strings.Contains(strings.Join(got, ", "), party) {
						t.Errorf("parties %v, want %v", got, want)
					}
				}
				e.run(t, op, dynamics.Exists)
				if n := len(e.rowsOf(t, "activityparties")); n != len(want) {
					t.Errorf("%d parties after a second delivery", n)
				}
			})
		})
	}
}

// withoutETags runs a test in an environment whose orders have no optimistic concurrency.
func withoutETags(t *testing.T, test func(*testing.T, *environment)) {
	t.Helper()
	text := strings.Replace(string(schema.Embedded()), `{"name": "new_order",`, `{"name": "new_order", "noETags": true,`, 1)
	synctest.Test(t, func(t *testing.T) {
		dataverse, err := emulator.New(emulator.Options{Schema: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse}
		e.client = e.newClient(t, emulator.ClientSecret)
		test(t, e)
	})
}

// TestSkipUnchangedWithoutETags compares, and writes without an ETag.
func TestSkipUnchangedWithoutETags(t *testing.T) {
	withoutETags(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		_, err := e.client.Run(t.Context(), order(operation.Update, "2"))
		if dynamics.CodeOf(err) != "0x8006088d" {
			t.Fatalf("a sequence: %v, want a refusal of the ETag", err)
		}
		op := upsertValues("S-1", `{"new_name":"N","new_ispaid":true}`)
		op.SkipUnchanged = true
		e.run(t, op, dynamics.Done)
		e.run(t, op, dynamics.Unchanged)
		op.Values = json.RawMessage(`{"new_name":"M","new_ispaid":true}`)
		e.ForgetRequests()
		e.run(t, op, dynamics.Done)
		if got, want := fmt.Sprint(e.patches()), `[{"new_name":"M"}]`; got != want || e.writes()[0].Header.Get("If-Match") != "*" {
			t.Errorf("requests %s, want %s with If-Match: *", got, want)
		}
	})
}

// TestSkipUnchangedAfterETagsWereSwitchedOff meets the refusal of an ETag that the definition
// allowed.
func TestSkipUnchangedAfterETagsWereSwitchedOff(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := upsertValues("S-1", `{"new_name":"N"}`)
		op.SkipUnchanged = true
		e.run(t, op, dynamics.Done)
		op.Values = json.RawMessage(`{"new_name":"M"}`)
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: errorBody("0x8006088d")})
		e.ForgetRequests()
		e.run(t, op, dynamics.Done)
		if all := e.writes(); len(all) != 2 || all[1].Header.Get("If-Match") != "*" {
			t.Errorf("%d writes", len(all))
		}
	})
}

// TestWrongQueryHarmsOneMessage refuses the message whose lookup Dataverse does not take.
func TestWrongQueryHarmsOneMessage(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		good := createOf("contact", newID, `{"lastname":"B","parentcustomerid":{"account":{"name":"Contoso Ltd"}}}`)
		bad := createOf("contact", noID, `{"lastname":"B","parentcustomerid":{"account":{"numberofemployees":1e999}}}`)
		all := e.client.RunAll(t.Context(), []operation.Operation{bad, good})
		if all[1].Err != nil {
			t.Errorf("the good message: %v", all[1].Err)
		}
		if d, ok := errors.AsType[*dynamics.Error](all[0].Err); !ok || dynamics.ClassOf(d) != operation.Rejected || dynamics.CodeOf(d) != "values" {
			t.Errorf("the bad message: %v", all[0].Err)
		}
	})
}

// TestCreateOnlyWaitsForALookup says that the row of a lookup is missing, and not that the row
// exists.
func TestCreateOnlyWaitsForALookup(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, upsertValues("S-1", `{"new_name":"N"}`), dynamics.Done)
		op := upsertValues("S-1", `{"new_name":"M","new_accountid":{"account":"`+noID+`"}}`)
		op.CreateOnly = []string{"new_name"}
		if _, err := e.client.Run(t.Context(), op); !dynamics.IsRowMissing(err) {
			t.Errorf("%v, want a missing row", err)
		}
	})
}

// TestTableAndEntitySetNameOneRow keeps the order of two messages on one row.
func TestTableAndEntitySetNameOneRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		bySet := operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "S-1"), Data: json.RawMessage(`{"new_name":"first"}`)}
		byTable := upsertValues("s-1", `{"new_name":"second"}`)
		for i, r := range e.client.RunAll(t.Context(), []operation.Operation{bySet, byTable, bySet, byTable}) {
			if r.Err != nil || r.Result.Outcome != dynamics.Done {
				t.Errorf("%d: %v, %v", i, r.Result, r.Err)
			}
		}
		rows := e.rowsOf(t, "new_orders")
		if n := len(e.writes()); !strings.Contains(strings.Join(rows, ""), `"second"`) || n < 4 {
			t.Errorf("%d writes, rows %s", n, rows)
		}
	})
}

// TestThrottledLookup waits as Dataverse asks, if one of the queries for rows is throttled.
func TestThrottledLookup(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := createOf("contact", newID, `{"lastname":"B","parentcustomerid":{"account":{"name":"Contoso Ltd"}},"ownerid":{"systemuser":{"internalemailaddress":"ana@contoso.example"}}}`)
		e.run(t, createOf("contact", noID, `{"lastname":"B","parentcustomerid":{"account":{"accountnumber":"CT-1000"}},"ownerid":{"systemuser":{"azureactivedirectoryobjectid":"`+emulator.AnaObjectID+`"}}}`), dynamics.Done)
		e.Fail(1, emulator.Fault{Inner: true, Method: http.MethodGet, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"20"}}, Body: errorBody("0x80072322")})
		began := time.Now()
		e.run(t, op, dynamics.Done)
		if waited := time.Since(began); waited < 20*time.Second {
			t.Errorf("waited %s, want 20s", waited)
		}
	})
}

// TestClearedLookup clears a lookup of two tables, whichever table its row has.
func TestClearedLookup(t *testing.T) {
	for _, row := range []string{`{"account":{"accountnumber":"CT-1000"}}`, `{"contact":"` + emulator.ContactID + `"}`} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, createOf("contact", newID, `{"lastname":"B","parentcustomerid":`+row+`}`), dynamics.Done)
			if e.row(t, "contacts", "contactid", newID)["_parentcustomerid_value"] == nil {
				t.Fatal("the lookup is empty")
			}
			op := createOf("contact", newID, `{"parentcustomerid":null}`)
			op.Kind = operation.Update
			e.run(t, op, dynamics.Done)
			if got := e.row(t, "contacts", "contactid", newID)["_parentcustomerid_value"]; got != nil {
				t.Errorf("the lookup holds %v", got)
			}
			op.SkipUnchanged = true
			e.run(t, op, dynamics.Unchanged)
		})
	}
}
