package dynamics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// A batch acts for one user, however the user is found, and with the same options in each
// of its operations.
func TestBatchOptions(t *testing.T) {
	for _, as := range []operation.Impersonation{{SystemUserID: emulator.AnaID}, {ObjectID: emulator.AnaObjectID}, {Email: emulator.AnaEmail}} {
		bubble(t, func(t *testing.T, e *environment) {
			op := batchOf(derived("contacts", contactID, `{"lastname":"Brown"}`), renameContact("x"))
			op.Impersonate, op.Tag = as, "sync & more"
			e.run(t, op, dynamics.Done)
			e.run(t, op, dynamics.Exists)
			if row := e.row(t, "contacts", "contactid", contactID); row["_createdby_value"] != emulator.AnaID {
				t.Errorf("%+v: created by %v", as, row["_createdby_value"])
			}
			for _, r := range e.sent(emulator.Dataverse) {
				// No document says that the parts act for the user of the whole request.
				if n := strings.Count(string(r.Body), "\r\nMSCRMCallerID: ") + strings.Count(string(r.Body), "\r\nCallerObjectId: "); r.Method == http.MethodPost && n != 2 {
					t.Errorf("%d operations name the user:\n%s", n, r.Body)
				}
				if r.Method == http.MethodPost && strings.Count(string(r.Body), "?tag=sync%20%26%20more HTTP/1.1\r\n") != 2 {
					t.Errorf("tags: %s", r.Body)
				}
			}
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		lead := `{"subject":"s","emailaddress1":"monte@adventure-works.example"}`
		op := batchOf(derived("leads", accountID, lead), derived("leads", contactID, lead))
		op.DetectDuplicates = true
		_, err := e.client.Run(t.Context(), op)
		if got := wantError(t, err); got.Code != "0x80040333" || got.Part != "/operations/0" {
			t.Errorf("%v, want a duplicate", err)
		}
		op.Bypass = []string{"CustomSync"}
		_, _ = e.client.Run(t.Context(), op)
		all := e.sent(emulator.Dataverse)
		for _, name := range []string{"MSCRM.SuppressDuplicateDetection: false\r\n", "MSCRM.BypassBusinessLogicExecution: CustomSync\r\n"} {
			found := 0
			for _, r := range all {
				found = max(found, strings.Count(strings.ToLower(string(r.Body)), strings.ToLower(name)))
			}
			if found != 2 {
				t.Errorf("%q in %d operations", name, found)
			}
		}
	})
}

// A missing user is not confused with a missing row.
func TestBatchForAnUnknownUser(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		before := e.snapshot(t)
		op := batchOf(deleteLead(), renameContact("x"))
		op.Impersonate.SystemUserID = noID
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "unknown user", err, operation.Rejected)
		if e.snapshot(t) != before {
			t.Error("rows changed")
		}
		op.Impersonate = operation.Impersonation{ObjectID: emulator.AnaObjectID}
		op.Operations[0].Row = byID(noID) // Ana does not see it, and it does not exist
		e.run(t, op, dynamics.Done)
	})
}

// A batch among other operations has a request of its own, and keeps its place among the
// operations on the same rows.
func TestRunAllWithBatches(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var ops []operation.Operation
		for i := range 10 {
			ops = append(ops, renameContact(fmt.Sprint("before ", i)), upsertOrder(i),
				batchOf(renameContact(fmt.Sprint("batch ", i)), upsertOrder(i)), createContact(numbered(i)))
		}
		ops = append(ops, batchOf(renameContact("last"), deleteLead()), batchOf(deleteLead(), joinLead(noID)))
		e.runAll(t, ops, func(i int) string {
			if i == len(ops)-1 {
				return "rejected"
			}
			return "done"
		})
		if row := e.row(t, "contacts", "contactid", emulator.ContactID); row["jobtitle"] != "last" {
			t.Errorf("jobtitle %v, want the title of the last operation", row["jobtitle"])
		}
		var order []string
		sets := 0
		for _, r := range e.sent(emulator.Dataverse) {
			body := string(r.Body)
			if n := strings.Count(body, "multipart/mixed; boundary=changeset_"); n > 0 {
				sets++
				if n != 1 || strings.Count(body, "HTTP/1.1\r\n") > 2 {
					t.Errorf("a batch shares its request:\n%s", body)
				}
			}
			for i := range 10 {
				for _, text := range []string{"before", "batch"} {
					if strings.Contains(body, fmt.Sprintf(`"%s %d"`, text, i)) {
						order = append(order, fmt.Sprint(text, " ", i))
					}
				}
			}
		}
		if len(order) != 20 || sets < 12 {
			t.Fatalf("%d change sets, order %v", sets, order)
		}
		for i := range 10 {
			if order[2*i] != fmt.Sprint("before ", i) || order[2*i+1] != fmt.Sprint("batch ", i) {
				t.Fatalf("order %v", order)
			}
		}
	})
}

// A batch that may do something twice is not sent again without some of its operations if
// the deadline could cut it off. Any other batch is.
func TestBatchThatUsesUpItsTime(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithTimeout(t.Context(), 29*time.Second)
		defer cancel()
		_, err := e.client.Run(ctx, batchOf(deleteLead(), deleteLead(), syncRun()))
		checkClass(t, "too late", err, operation.Unavailable)
		if n := e.tasks(t); n != 0 {
			t.Errorf("the action ran %d times", n)
		}
		if r, err := e.client.Run(ctx, batchOf(deleteLead(), deleteLead(), renameContact("x"))); err != nil || r.Outcome != dynamics.Done {
			t.Errorf("%s, %v, want done", r.Outcome, err)
		}
	})
}

// A batch with the maximum number of operations, all refused one after the other.
func TestBatchOfAThousand(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		create := func(i int) operation.Operation { return derived("contacts", numbered(i), `{"lastname":"Brown"}`) }
		e.run(t, batchOf(several(1000, create)...), dynamics.Done)
		e.run(t, batchOf(several(1000, create)...), dynamics.Exists)
		remove := func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(numbered(i))}
		}
		e.run(t, batchOf(several(1000, remove)...), dynamics.Done)
		e.ForgetRequests()
		e.run(t, batchOf(several(1000, remove)...), dynamics.Absent)
		if n := len(e.sent(emulator.Dataverse)); n > 3 {
			t.Errorf("%d requests to find that 1000 rows are gone", n)
		}
	})
}

// The error of a batch contains no value that its operations sent.
func TestBatchErrorsHoldNoRowData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Inner: true, Status: 400, Body: `{"error":{"code":"0x80040265","message":"Plug-in: Liam at 4711 is not SO-77"}}`})
		op := batchOf(
			operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(emulator.ContactID), Data: json.RawMessage(`{"firstname":"Liam"}`)},
			operation.Operation{Kind: operation.Action, Action: "new_RecordSyncRun", Parameters: json.RawMessage(`{"Source":"x","RowCount":4711}`)},
			operation.Operation{Kind: operation.Delete, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-77")},
		)
		_, err := e.client.Run(t.Context(), op)
		if got, want := wantError(t, err).Message, "Plug-in: [value] at [value] is not [value]"; got != want {
			t.Errorf("message %q, want %q", got, want)
		}
	})
}

func TestMayDouble(t *testing.T) {
	again := syncRun()
	again.Repeatable = true
	for name, tt := range map[string]struct {
		op   operation.Operation
		want bool
	}{
		"an action":                        {syncRun(), true},
		"a repeatable action":              {again, false},
		"a create":                         {newAccount(), false},
		"a batch with an action":           {batchOf(deleteLead(), syncRun()), true},
		"a batch with a repeatable action": {batchOf(deleteLead(), again), false},
		"a batch with proof":               {batchOf(syncRun(), newAccount()), false},
		"a batch with a given id":          {batchOf(syncRun(), createContact(newID)), true},
		"a batch that deletes its proof":   {batchOf(syncRun(), newAccount(), operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byID(accountID)}), true},
	} {
		if got := tt.op.MayDouble(); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestProofThatTheBatchMayTakeAway: a row that the batch itself may delete says nothing
// about an earlier run of the batch. An action beside it shows which row the client takes
// as the proof.
func TestProofThatTheBatchMayTakeAway(t *testing.T) {
	made := newAccount()
	bound := newAccount()
	bound.Data = json.RawMessage(`{"name":"x","primarycontactid@odata.bind":"/contacts(` + emulator.ContactID + `)"}`)
	unbound := newAccount()
	unbound.Data = json.RawMessage(`{"name":"x","primarycontactid@odata.bind":null}`)
	remove := func(set string, row operation.Row) operation.Operation {
		return operation.Operation{Kind: operation.Delete, EntitySet: set, Row: row}
	}
	action := func(set string, row operation.Row, parameters string) operation.Operation {
		return operation.Operation{Kind: operation.Action, EntitySet: set, Row: row, Action: "A", Parameters: json.RawMessage(parameters), Repeatable: true}
	}
	for name, tt := range map[string]struct {
		batch operation.Operation
		want  bool
	}{
		"nothing":                           {batchOf(syncRun(), made), true},
		"a delete of another row":           {batchOf(syncRun(), made, remove("accounts", byID(noID))), true},
		"a delete of the row":               {batchOf(syncRun(), made, remove("accounts", byID(strings.ToUpper(made.Row.ID)))), false},
		"a delete of the row, before":       {batchOf(syncRun(), remove("accounts", byID(made.Row.ID)), made), true},
		"a delete by a key of the table":    {batchOf(syncRun(), made, remove("accounts", byKey("accountnumber", "1"))), false},
		"a delete by a key of another":      {batchOf(syncRun(), made, remove("leads", byKey("leadnumber", "1"))), true},
		"a delete of any activity by key":   {batchOf(syncRun(), made, remove("activitypointers", byKey("k", "1"))), false},
		"a delete of an unknown row":        {batchOf(syncRun(), made, remove("accounts", byID(operation.UnknownID))), false},
		"a delete, of a bound create":       {batchOf(syncRun(), bound, remove("leads", byID(noID))), false},
		"a delete before a bound create":    {batchOf(syncRun(), remove("leads", byID(noID)), bound), true},
		"a delete, of a lookup left empty":  {batchOf(syncRun(), unbound, remove("leads", byID(noID))), true},
		"another create beside":             {batchOf(syncRun(), bound, made, remove("leads", byID(noID))), true},
		"an action bound to the row":        {batchOf(syncRun(), made, action("accounts", byID(made.Row.ID), "{}")), false},
		"an action bound to another row":    {batchOf(syncRun(), made, action("accounts", byID(noID), "{}")), true},
		"an action bound by a key":          {batchOf(syncRun(), made, action("accounts", byKey("accountnumber", "1"), "{}")), false},
		"an action that names the row":      {batchOf(syncRun(), made, action("", operation.Row{}, `{"Target@odata.bind":"/accounts(`+strings.ToUpper(made.Row.ID)+`)"}`)), false},
		"an action that names it escaped":   {batchOf(syncRun(), made, action("", operation.Row{}, `{"Id":"\u0031"}`)), false},
		"an action that names another row":  {batchOf(syncRun(), made, action("", operation.Row{}, `{"Id":"`+noID+`"}`)), true},
		"an action that names unknown rows": {batchOf(syncRun(), made, action("", operation.Row{}, `{"Id":"`+operation.UnknownID+`"}`)), false},
	} {
		if got := !tt.batch.MayDouble(); got != tt.want {
			t.Errorf("%s: proven %v, want %v", name, got, tt.want)
		}
	}
}
