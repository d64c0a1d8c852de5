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

// withTask is a create of an account with a task, which is sent as a POST.
func withTask(row operation.Row) operation.Operation {
	return operation.Operation{
		Kind: operation.Create, EntitySet: "accounts", Row: row, Derived: len(row.Key) == 0, OwnID: newID,
		Data: json.RawMessage(` {"name":"Heron Mill","Account_Tasks":[{"subject":"Call the miller"}]}`),
	}
}

// checkMill checks that there is one account with one task.
func (e *environment) checkMill(t *testing.T) {
	t.Helper()
	row, tasks := e.row(t, "accounts", "accountid", newID), e.tasks(t)
	if row == nil || row["name"] != "Heron Mill" || tasks != 1 {
		t.Errorf("account %v with %d tasks, want one with one", row, tasks)
	}
}

// A create with related rows is a POST with the primary key in the body. It makes one row,
// whatever temporary fault it meets.
func TestCreateWithRelatedRows(t *testing.T) {
	for _, row := range []operation.Row{byID(newID), byKey("accountnumber", "HM-1")} {
		bubble(t, func(t *testing.T, e *environment) {
			op := withTask(row)
			before := e.tasks(t)
			if before != 0 {
				t.Fatalf("%d tasks", before)
			}
			e.run(t, op, dynamics.Done)
			e.checkMill(t)
			sent := e.sent(emulator.Dataverse)
			if len(sent) != 2 || sent[1].Method != http.MethodPost || sent[1].Target != "/api/data/v9.2/accounts" || sent[1].Header.Get("If-None-Match") == "*" {
				t.Errorf("%d requests, want the definition and a POST", len(sent))
			}
			if len(row.Key) > 0 && e.row(t, "accounts", "accountid", newID)["accountnumber"] != "HM-1" {
				t.Error("the key is not in the row")
			}
			e.ForgetRequests()
			e.run(t, op, dynamics.Exists)
			e.checkMill(t)
			if n := len(e.sent(emulator.Dataverse)); n != 2 {
				t.Errorf("%d requests, want the POST and a read", n)
			}
		})
	}
	for name, fault := range passing() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, e *environment) {
				e.learn(t)
				e.Fail(3, fault)
				r, err := e.client.Run(t.Context(), withTask(byID(newID)))
				if err != nil || r.Outcome != dynamics.Done && r.Outcome != dynamics.Exists {
					t.Fatalf("%s, %v", r.Outcome, err)
				}
				e.checkMill(t)
			})
		})
	}
}

// Data with related rows, and data without.
func TestWhatARelatedRowIs(t *testing.T) {
	for data, want := range map[string]bool{
		`{"a":{"b":1}}`: true, `{"a":[]}`: true, `{"a":[{"b":1}]}`: true, `{"a@odata.bind":["/x(1)"]}`: true, `{"a@odata.bind":[]}`: true,
		`{"z":"x","a": [ ] }`: true, `{"a":[1,{"b":1}]}`: true, `{"to":[{"participationtypemask":2}]}`: true,
		`{"a":1}`: false, `{"a":"{[}]"}`: false, `{"a@odata.bind":"/x(1)"}`: false, `{"a":[1,2]}`: false, `{}`: false, `{"a":null}`: false, `x[`: false, `[{}]`: false,
	} {
		if got := (operation.Operation{Kind: operation.Create, Data: json.RawMessage(data)}).HasRelated(); got != want {
			t.Errorf("%s: %t, want %t", data, got, want)
		}
	}
}

// In a batch the create is a POST too, and proves the batch.
func TestBatchWithRelatedRows(t *testing.T) {
	for _, row := range []operation.Row{byID(newID), byKey("accountnumber", "HM-1")} {
		bubble(t, func(t *testing.T, e *environment) {
			op := batchOf(withTask(row), syncRun())
			if op.MayDouble() {
				t.Error("the create does not prove the batch")
			}
			e.run(t, op, dynamics.Done)
			if e.row(t, "accounts", "accountid", newID) == nil || e.tasks(t) != 2 {
				t.Errorf("%d tasks, want the task of the create and the task of the action", e.tasks(t))
			}
			e.run(t, op, dynamics.Exists)
			if e.tasks(t) != 2 {
				t.Error("the second delivery did something again")
			}
		})
	}
}

// Several such creates at a time have requests of their own beside shared requests.
func TestRunAllWithRelatedRows(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ops := []operation.Operation{withTask(byID(newID)), renameContact("x"), createContact(numbered(1)), createContact(numbered(2)), joinLead(emulator.AccountID), deleteLead()}
		outcomes := []string{"done", "done", "done", "done", "done", "done"}
		e.runAll(t, ops, func(i int) string { return outcomes[i] })
		e.checkMill(t)
	})
	// An operation on the row of such a create comes after the create, also if it names the
	// row by a key.
	bubble(t, func(t *testing.T, e *environment) {
		update := operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: byID(newID), Data: json.RawMessage(`{"telephone1":"1"}`)}
		e.runAll(t, []operation.Operation{withTask(byKey("accountnumber", "HM-1")), update}, done)
	})
}

// The client learns that a table has no create by PATCH, alone and in a batch.
func TestCreateInATableWithoutPatch(t *testing.T) {
	noPatch := emulator.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: errorBody("0x80040800")}
	count := func(e *environment, method string) (n int) {
		for _, r := range e.sent(emulator.Dataverse) {
			if r.Method == method {
				n++
			}
		}
		return n
	}
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(9, noPatch)
		for i := range 3 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
			if e.row(t, "contacts", "contactid", numbered(i)) == nil {
				t.Errorf("no contact %s", numbered(i))
			}
		}
		byKey := operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byKey("emailaddress1", "a@b.example"), OwnID: newID, Data: json.RawMessage(`{"lastname":"x"}`)}
		e.run(t, byKey, dynamics.Done)
		if row := e.row(t, "contacts", "contactid", newID); row["emailaddress1"] != "a@b.example" {
			t.Errorf("contact %v", row)
		}
		if patches, posts := count(e, http.MethodPatch), count(e, http.MethodPost); patches != 1 || posts != 4 {
			t.Errorf("%d PATCH, %d POST, want the table learnt from the first", patches, posts)
		}
		e.runAll(t, several(3, func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(numbered(10 + i)), Data: json.RawMessage(`{"lastname":"x"}`), DetectDuplicates: true}
		}), done)
		if patches := count(e, http.MethodPatch); patches != 1 {
			t.Errorf("%d PATCH, want no other", patches)
		}
	})
	bubble(t, func(t *testing.T, e *environment) {
		inner := noPatch
		inner.Inner = true
		e.Fail(1, inner)
		e.run(t, batchOf(createContact(newID), deleteLead()), dynamics.Done)
		if e.row(t, "contacts", "contactid", newID) == nil || e.row(t, "leads", "leadid", emulator.LeadID) != nil {
			t.Error("the batch was not carried out")
		}
	})
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(9, noPatch)
		_, err := e.client.Run(t.Context(), operation.Operation{
			Kind: operation.Create, EntitySet: "new_orders", OwnID: newID, Data: json.RawMessage(`{"new_total":1}`),
			Row: operation.Row{Key: []operation.KeyColumn{{Column: "_new_accountid_value", Value: emulator.AccountID, Quoted: true}, {Column: "new_name", Value: "x", Quoted: true}}},
		})
		checkClass(t, "a lookup in the key", err, operation.Rejected)
		if !strings.Contains(fmt.Sprint(err), "_new_accountid_value") {
			t.Errorf("%v does not name the column", err)
		}
	})
}

// If the definition of the table is known, the client refuses data that names another row
// by the primary key, and sends nothing.
func TestDataThatNamesAnotherRow(t *testing.T) {
	naming := func(kind operation.Kind, id string) operation.Operation {
		return operation.Operation{Kind: kind, EntitySet: "contacts", Row: byID(newID), Data: json.RawMessage(`{"lastname":"x","contactid":` + id + `}`)}
	}
	for _, id := range []string{`"` + noID + `"`, `null`, `1`} {
		for _, kind := range []operation.Kind{operation.Create, operation.Update, operation.Upsert} {
			bubble(t, func(t *testing.T, e *environment) {
				before := e.snapshot(t)
				_, err := e.client.Run(t.Context(), batchOf(deleteLead(), naming(kind, id)))
				checkClass(t, "a batch", err, operation.Rejected)
				if code := dynamics.CodeOf(err); code != "primary-key" || !strings.Contains(err.Error(), "batch: /operations/1: ") {
					t.Errorf("%v, code %s", err, code)
				}
				e.runAll(t, []operation.Operation{naming(kind, id), {Kind: kind, EntitySet: "contacts", Row: byID(noID), Data: json.RawMessage(`{"lastname":"x"}`)}, {Kind: kind, EntitySet: "contacts", Row: byID(emulator.ContactID), Data: json.RawMessage(`{"jobtitle":"x"}`)}},
					func(i int) string {
						switch {
						case i == 0, kind == operation.Update && i == 1:
							return "rejected"
						case kind == operation.Create && i == 2:
							return "exists"
						}
						return "done"
					})
				if e.row(t, "contacts", "contactid", newID) != nil {
					t.Error("a row was made")
				}
				_ = before
			})
		}
	}
	bubble(t, func(t *testing.T, e *environment) {
		op := withTask(byID(newID))
		op.Data = json.RawMessage(`{"accountid":"` + noID + `","Account_Tasks":[{"subject":"x"}]}`)
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "a POST", err, operation.Rejected)
		if n := len(e.changes()); n != 0 {
			t.Errorf("%d changes were sent", n)
		}
		e.run(t, batchOf(naming(operation.Create, `"`+strings.ToUpper(newID)+`"`), deleteLead()), dynamics.Done)
	})
}

// An unknown entity set is no fault of the set-up.
func TestPostIntoNoTable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := withTask(byID(newID))
		op.EntitySet = "acounts"
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "no table", err, operation.Rejected)
		e.Fail(1, emulator.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		op.EntitySet = "accounts"
		_, err = e.client.Run(t.Context(), op)
		checkClass(t, "no definitions", err, operation.Misconfigured)
		if n := len(e.changes()); n != 0 {
			t.Errorf("%d changes were sent", n)
		}
	})
}
