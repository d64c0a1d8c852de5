package dynamics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// guardedBatch is a batch that changes an order by a sequence, and renames a contact.
func guardedBatch(kind operation.Kind, version, title string, others ...operation.Operation) operation.Operation {
	guarded := order(kind, version)
	guarded.Sequence = nil
	op := batchOf(append([]operation.Operation{renameContact(title), guarded}, others...)...)
	op.Sequence = &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage(version), Part: 1}
	return op
}

// title returns what the batch writes into the contact.
func (e *environment) title(t *testing.T) string {
	t.Helper()
	text, _ := e.row(t, "contacts", "contactid", emulator.ContactID)["jobtitle"].(string)
	return text
}

// TestGuardedBatch leaves a stale batch out whole, and carries out a newer one.
func TestGuardedBatch(t *testing.T) {
	const old = `{"new_name":"old","new_sourceversion":5}`
	for name, tt := range map[string]struct {
		kind     operation.Kind
		row      string
		version  string
		want     dynamics.Outcome
		isDone   bool // of the other operation
		requests int
	}{
		"update, newer":        {operation.Update, old, "6", dynamics.Done, true, 2},
		"update, the same":     {operation.Update, old, "5", dynamics.Stale, false, 1},
		"update, older":        {operation.Update, old, "4", dynamics.Stale, false, 1},
		"update, empty":        {operation.Update, `{"new_name":"old"}`, "4", dynamics.Done, true, 2},
		"upsert, newer":        {operation.Upsert, old, "6", dynamics.Done, true, 2},
		"upsert, older":        {operation.Upsert, old, "4", dynamics.Stale, false, 1},
		"upsert of no row":     {operation.Upsert, "", "4", dynamics.Done, true, 2},
		"delete, newer":        {operation.Delete, old, "6", dynamics.Done, true, 2},
		"delete, older":        {operation.Delete, old, "4", dynamics.Stale, false, 1},
		"delete of no row":     {operation.Delete, "", "4", dynamics.Done, true, 2},
		"update of no row":     {operation.Update, "", "4", "", false, 1},
		"update, another kind": {operation.Update, old, `"2026-01-31T09:30:00Z"`, "", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, tt.row)
				e.learn(t)
				r, err := e.client.Run(t.Context(), guardedBatch(tt.kind, tt.version, "x"))
				if r.Outcome != tt.want || (err != nil) != (tt.want == "") {
					t.Fatalf("Run = %+v, %v, want %q", r, err, tt.want)
				}
				if err != nil {
					checkClass(t, name, err, operation.Rejected)
					if got := wantError(t, err); got.Part != "/operations/1" || dynamics.IsRowMissing(err) != (tt.row == "") {
						t.Errorf("%v of %q, row missing %v", err, got.Part, dynamics.IsRowMissing(err))
					}
				}
				if n := len(e.sent(emulator.Dataverse)); n != tt.requests {
					t.Errorf("%d requests, want %d", n, tt.requests)
				}
				if isDone := e.title(t) == "x"; isDone != tt.isDone {
					t.Errorf("the other operation was done: %v", isDone)
				}
				if holds := fmt.Sprint(e.order(t)["new_sourceversion"]); tt.want == dynamics.Done && tt.kind != operation.Delete && holds != tt.version {
					t.Errorf("the row holds %s, want %s", holds, tt.version)
				}
			})
		})
	}
}

// TestGuardedBatchRaces reads the row again after another writer changed it.
func TestGuardedBatchRaces(t *testing.T) {
	const failed = dynamics.Outcome("")
	rewrite := func(version string) operation.Operation {
		return operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(`{"new_name":"theirs","new_sourceversion":` + version + `}`)}
	}
	remove := operation.Operation{Kind: operation.Delete, EntitySet: "new_orders", Row: byID(newID)}
	const old = `{"new_name":"old","new_sourceversion":1}`
	for name, tt := range map[string]struct {
		kind   operation.Kind
		row    string
		theirs operation.Operation
		want   dynamics.Outcome
		holds  string // new_name in the end
	}{
		"update, newer":      {operation.Update, old, rewrite("43"), dynamics.Stale, "theirs"},
		"update, older":      {operation.Update, old, rewrite("41"), dynamics.Done, "O'Brien"},
		"update, removed":    {operation.Update, old, remove, failed, ""},
		"upsert, newer":      {operation.Upsert, old, rewrite("43"), dynamics.Stale, "theirs"},
		"upsert, removed":    {operation.Upsert, old, remove, dynamics.Done, "O'Brien"},
		"upsert, made newer": {operation.Upsert, "", rewrite("43"), dynamics.Stale, "theirs"},
		"upsert, made older": {operation.Upsert, "", rewrite("41"), dynamics.Done, "O'Brien"},
		"delete, newer":      {operation.Delete, old, rewrite("43"), dynamics.Stale, "theirs"},
		"delete, older":      {operation.Delete, old, rewrite("41"), dynamics.Done, ""},
		"delete, removed":    {operation.Delete, old, remove, dynamics.Done, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.storeOrder(t, tt.row)
				e.learn(t)
				w := e.watch(t)
				other := &environment{Emulator: e.Emulator, client: e.newClient(t, emulator.ClientSecret)}
				isDone := false
				w.before = func(_ int, r *http.Request) {
					if r.Method == http.MethodPost && !isDone { // the change set
						isDone = true
						other.run(t, tt.theirs, dynamics.Done)
					}
				}
				r, err := e.client.Run(t.Context(), guardedBatch(tt.kind, "42", "x"))
				if r.Outcome != tt.want || (err != nil) != (tt.want == failed) || r.Tries != 1 {
					t.Errorf("Run = %+v, %v, want %q at the first try", r, err, tt.want)
				}
				if holds, _ := e.order(t)["new_name"].(string); holds != tt.holds {
					t.Errorf("the row holds %q, want %q", holds, tt.holds)
				}
				if done := e.title(t) == "x"; done != (tt.want == dynamics.Done) {
					t.Errorf("the other operation was done: %v", done)
				}
			})
		})
	}
}

// TestGuardedBatchTwice finds out that a batch ran although its response was lost, and that a
// second delivery has nothing left to do.
func TestGuardedBatchTwice(t *testing.T) {
	for name, tt := range map[string]struct {
		others []operation.Operation
		want   dynamics.Outcome
	}{
		"without a proof": {nil, dynamics.Stale},
		"with a proof":    {[]operation.Operation{newAccount()}, dynamics.Exists},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.learn(t)
				op := guardedBatch(operation.Upsert, "42", "x", tt.others...)
				e.Fail(1, emulator.Fault{Method: http.MethodPost, After: true, Status: http.StatusGatewayTimeout, Bare: true})
				e.run(t, op, tt.want)
				if e.title(t) != "x" {
					t.Error("the batch was not carried out")
				}
				e.run(t, renameContact("y"), dynamics.Done)
				e.run(t, op, tt.want)
				if e.title(t) != "y" {
					t.Error("the second delivery changed a row")
				}
			})
		})
	}
}

// TestGuardedBatchLeavesOut carries out the remaining operations of a batch, under the same
// guard.
func TestGuardedBatchLeavesOut(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		e.run(t, deleteLead(), dynamics.Done)
		e.run(t, guardedBatch(operation.Update, "42", "x", deleteLead()), dynamics.Done)
		if e.title(t) != "x" || fmt.Sprint(e.order(t)["new_sourceversion"]) != "42" {
			t.Errorf("title %q, order %v", e.title(t), e.order(t))
		}
	})
}

// TestGuardedRowWithAKeyOfAnotherRow rejects a batch whose guarded row cannot be made, because
// another row has its key. The row is as it was read, so that no race explains the refusal.
func TestGuardedRowWithAKeyOfAnotherRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "S-1"), Data: json.RawMessage(`{"new_name":"N"}`)}, dynamics.Done)
		e.learn(t)
		op := guardedBatch(operation.Upsert, "42", "x")
		op.Operations[1].Data = json.RawMessage(`{"new_ordernumber":"S-1"}`)
		r, err := e.client.Run(t.Context(), op)
		checkClass(t, "another row's key", err, operation.Rejected)
		if n := len(e.sent(emulator.Dataverse)); n > 6 || r.Tries != 1 || e.title(t) == "x" {
			t.Errorf("%d requests in %d tries", n, r.Tries)
		}
	})
}

// TestEndlessRacesOfABatch ends a batch whose row changes again and again as unavailable.
func TestEndlessRacesOfABatch(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{"new_sourceversion":1}`)
		e.learn(t)
		other := &environment{Emulator: e.Emulator, client: e.newClient(t, emulator.ClientSecret)}
		w := e.watch(t)
		w.before = func(_ int, r *http.Request) {
			if r.Method == http.MethodPost {
				other.run(t, operation.Operation{Kind: operation.Update, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(`{"new_ispaid":true}`)}, dynamics.Done)
			}
		}
		op := guardedBatch(operation.Update, "42", "x")
		r, err := e.client.Run(t.Context(), op)
		checkClass(t, "races", err, operation.Unavailable)
		if r.Tries != 5 || e.title(t) == "x" {
			t.Errorf("%v after %d tries", err, r.Tries)
		}
		w.before = nil
		e.run(t, op, dynamics.Done)
	})
}

// TestGuardedRowChangedBefore refuses a batch whose guarded row an earlier operation changes.
func TestGuardedRowChangedBefore(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := batchOf(
			operation.Operation{Kind: operation.Update, Table: "new_order", Row: byID(newID), Values: json.RawMessage(`{"new_name":"N"}`)},
			operation.Operation{Kind: operation.Update, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(`{"new_name":"M"}`)},
		)
		op.Sequence = &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage("1"), Part: 1}
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "changed before", err, operation.Rejected)
		if dynamics.CodeOf(err) != "sequence" {
			t.Errorf("%v", err)
		}
	})
}
