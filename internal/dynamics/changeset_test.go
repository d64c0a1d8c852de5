package dynamics_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

const (
	accountID = "11111111-7d55-8c3e-9a0b-6f8a4e1c9b70"
	contactID = "22222222-7d55-8c3e-9a0b-6f8a4e1c9b70"
)

func batchOf(ops ...operation.Operation) operation.Operation {
	return operation.Operation{Kind: operation.Batch, Operations: ops}
}

// derived is a create of a row that no other writer makes.
func derived(entitySet, id, data string) operation.Operation {
	return operation.Operation{Kind: operation.Create, EntitySet: entitySet, Row: byID(id), Derived: true, Data: json.RawMessage(data)}
}

func newAccount() operation.Operation {
	return derived("accounts", accountID, `{"name":"Fourth Coffee"}`)
}

func deleteLead() operation.Operation {
	return operation.Operation{Kind: operation.Delete, EntitySet: "leads", Row: byID(emulator.LeadID)}
}

func joinLead(account string) operation.Operation {
	return operation.Operation{
		Kind: operation.Associate, EntitySet: "accounts", Row: byID(account), NavigationProperty: "accountleads_association",
		Related: operation.Reference{EntitySet: "leads", Row: byID(emulator.LeadID)},
	}
}

func renameContact(name string) operation.Operation {
	return operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(emulator.ContactID), Data: json.RawMessage(`{"jobtitle":"` + name + `"}`)}
}

// family is a batch with an operation of every kind except delete. Its rows refer to each
// other.
func family() operation.Operation {
	return batchOf(
		newAccount(),
		derived("contacts", contactID, `{"lastname":"Brown","parentcustomerid_account@odata.bind":"/accounts(`+accountID+`)"}`),
		operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: byID(accountID), Data: json.RawMessage(`{"primarycontactid@odata.bind":"/contacts(` + contactID + `)"}`)},
		joinLead(accountID),
		operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_AccountId@odata.bind":"/accounts(` + accountID + `)"}`)},
		syncRun(),
	)
}

// checkFamily checks that all operations ran once.
func (e *environment) checkFamily(t *testing.T) {
	t.Helper()
	account, contact := e.row(t, "accounts", "accountid", accountID), e.row(t, "contacts", "contactid", contactID)
	if account == nil || contact == nil || account["_primarycontactid_value"] != contactID || contact["_parentcustomerid_value"] != accountID {
		t.Errorf("account %v\ncontact %v", account, contact)
	}
	if order := e.row(t, "new_orders", "new_ordernumber", "SO-1"); order == nil || order["_new_accountid_value"] != accountID {
		t.Errorf("order %v", order)
	}
	if n := e.tasks(t); n != 1 {
		t.Errorf("the action ran %d times, want once", n)
	}
}

func TestBatch(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.learn(t)
		r := e.run(t, family(), dynamics.Done)
		e.checkFamily(t)
		sent := e.sent(emulator.Dataverse)
		if len(sent) != 1 || sent[0].Target != "/api/data/v9.2/$batch" || r.Status != 200 || r.RequestID == "" || r.Tries != 1 {
			t.Errorf("%d requests, %+v, want one $batch", len(sent), r)
		}
		for n := range 6 {
			if !strings.Contains(string(sent[0].Body), fmt.Sprintf("\r\nContent-ID: %d\r\n", n+1)) {
				t.Errorf("no Content-ID %d", n+1)
			}
		}
		e.ForgetRequests()
		before := e.snapshot(t)
		e.run(t, family(), dynamics.Exists)
		if n := len(e.sent(emulator.Dataverse)); n != 2 {
			t.Errorf("%d requests for the second delivery, want the batch and a read of the row", n)
		}
		if after := e.snapshot(t); after != before {
			t.Errorf("the second delivery changed rows\n%s\n%s", before, after)
		}
	})
}

// The client recognises an earlier run, whichever operation Dataverse refuses first, and
// also if one of the rows is gone since.
func TestBatchTwice(t *testing.T) {
	update := renameContact("x")
	absent := deleteLead()
	for name, tt := range map[string]struct {
		ops  []operation.Operation
		gone string // the account that is deleted in between
	}{
		"the create first":             {ops: []operation.Operation{newAccount(), absent, syncRun()}},
		"the create last":              {ops: []operation.Operation{absent, syncRun(), newAccount()}},
		"a condition first":            {ops: []operation.Operation{{Kind: operation.Update, EntitySet: "contacts", Row: update.Row, Data: update.Data, IfMatch: "current"}, syncRun(), newAccount()}},
		"an update of what is deleted": {ops: []operation.Operation{{Kind: operation.Update, EntitySet: "leads", Row: absent.Row, Data: json.RawMessage(`{"subject":"x"}`)}, absent, syncRun(), newAccount()}},
		"two creates, the first gone":  {ops: []operation.Operation{newAccount(), syncRun(), derived("contacts", contactID, `{"lastname":"Brown"}`)}, gone: accountID},
		"two creates, the second gone": {ops: []operation.Operation{derived("contacts", contactID, `{"lastname":"Brown"}`), syncRun(), newAccount()}, gone: accountID},
		"beside a create of a given id": {ops: []operation.Operation{
			{Kind: operation.Create, EntitySet: "contacts", Row: byID(contactID), Data: json.RawMessage(`{"lastname":"Brown"}`)}, syncRun(), newAccount()}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for i, op := range tt.ops {
					if op.IfMatch != "" {
						tt.ops[i].IfMatch, _ = e.row(t, "contacts", "contactid", emulator.ContactID)["@odata.etag"].(string)
					}
				}
				e.run(t, batchOf(tt.ops...), dynamics.Done)
				if tt.gone != "" {
					e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byID(tt.gone)}, dynamics.Done)
				}
				before := e.snapshot(t)
				e.run(t, batchOf(tt.ops...), dynamics.Exists)
				if after := e.snapshot(t); after != before || e.tasks(t) != 1 {
					t.Errorf("the second delivery changed rows\n%s\n%s", before, after)
				}
			})
		})
	}
}

// Without a proof, the client leaves out the operations that have nothing left to do, and
// carries out the others together.
func TestBatchLeavesOutWhatIsDone(t *testing.T) {
	given := operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(contactID), Data: json.RawMessage(`{"lastname":"Brown"}`)}
	part := joinLead(emulator.AccountID)
	part.Kind = operation.Disassociate
	for name, tt := range map[string]struct {
		before   []operation.Operation
		batch    []operation.Operation
		want     dynamics.Outcome
		requests int
	}{
		"an absent row":               {[]operation.Operation{deleteLead()}, []operation.Operation{renameContact("x"), deleteLead()}, dynamics.Done, 2},
		"an absent row, and a create": {[]operation.Operation{deleteLead()}, []operation.Operation{newAccount(), deleteLead()}, dynamics.Done, 3},
		"all absent":                  {[]operation.Operation{deleteLead()}, []operation.Operation{deleteLead(), part}, dynamics.Absent, 2},
		"no association":              {nil, []operation.Operation{part, renameContact("x")}, dynamics.Done, 2},
		"an association":              {[]operation.Operation{joinLead(emulator.AccountID)}, []operation.Operation{renameContact("x"), joinLead(emulator.AccountID)}, dynamics.Done, 2},
		"a row of a given id":         {[]operation.Operation{given}, []operation.Operation{given, renameContact("x")}, dynamics.Done, 4}, // the reads of the row, and one read of its maker
		"nothing left":                {[]operation.Operation{given, joinLead(emulator.AccountID)}, []operation.Operation{joinLead(emulator.AccountID), given}, dynamics.Exists, 4},
		"an action":                   {[]operation.Operation{deleteLead()}, []operation.Operation{syncRun(), deleteLead()}, dynamics.Done, 2},
		"twice in the batch":          {nil, []operation.Operation{deleteLead(), deleteLead()}, dynamics.Done, 2},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for _, op := range tt.before {
					e.run(t, op, dynamics.Done)
				}
				e.learn(t)
				e.run(t, batchOf(tt.batch...), tt.want)
				if n := len(e.sent(emulator.Dataverse)); n != tt.requests {
					t.Errorf("%d requests, want %d", n, tt.requests)
				}
				for _, op := range tt.batch {
					switch contact := e.row(t, "contacts", "contactid", emulator.ContactID); {
					case op.Kind == operation.Update && contact["jobtitle"] != "x":
						t.Errorf("contact %v", contact)
					case op.Kind == operation.Action && e.tasks(t) != 1:
						t.Errorf("the action ran %d times", e.tasks(t))
					case op.Derived && e.row(t, "accounts", "accountid", accountID) == nil:
						t.Error("no account")
					}
				}
			})
		})
	}
}

// A refusal undoes everything, and names the refused operation.
func TestBatchRefused(t *testing.T) {
	other := derived("contacts", contactID, `{"lastname":"Brown","emailaddress1":"`+emulator.ContactEmail+`"}`)
	for name, tt := range map[string]struct {
		op         operation.Operation
		class      operation.Class
		code, want string
	}{
		"no such row":        {operation.Operation{Kind: operation.Update, EntitySet: "leads", Row: byID(noID), Data: json.RawMessage(`{"subject":"x"}`)}, operation.Rejected, "0x80040217", "batch: /operations/2: PATCH leads(" + noID + "): 404 0x80040217 "},
		"no such column":     {operation.Operation{Kind: operation.Upsert, EntitySet: "leads", Row: byID(noID), Data: json.RawMessage(`{"no":"x"}`)}, operation.Rejected, "0x80048d19", "/operations/2: PATCH leads("},
		"another row's key":  {other, operation.Rejected, "0x80060892", "the row was not created: another row has the same alternate key"},
		"an unreadable key":  {operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: byKey("accountnumber", "a/b")}, operation.Rejected, "0x8006088a", "has one of the characters"},
		"a link to no lead":  {operation.Operation{Kind: operation.Associate, EntitySet: "accounts", Row: byID(accountID), NavigationProperty: "accountleads_association", Related: operation.Reference{EntitySet: "leads", Row: byID(noID)}}, operation.Rejected, "0x80040217", "/operations/2: POST accounts(" + accountID + ")/accountleads_association/$ref"},
		"an old ETag":        {operation.Operation{Kind: operation.Delete, EntitySet: "leads", Row: byID(emulator.LeadID), IfMatch: `W/"1"`}, operation.Rejected, "0x80060882", "/operations/2: DELETE leads("},
		"no such action":     {operation.Operation{Kind: operation.Action, Action: "new_None"}, operation.Rejected, "0x8006088a", "/operations/2: POST new_None"},
		"a virtual batch":    {batchOf(deleteLead(), deleteLead()), operation.Rejected, "0x80060888", "batch: POST $batch: 400"},
		"a missing argument": {operation.Operation{Kind: operation.Action, Action: "new_RecordSyncRun"}, operation.Rejected, "", "/operations/2: POST new_RecordSyncRun"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				before := e.snapshot(t)
				_, err := e.client.Run(t.Context(), batchOf(newAccount(), syncRun(), tt.op, renameContact("x")))
				got := wantError(t, err)
				checkClass(t, name, err, tt.class)
				if tt.code != "" && !strings.EqualFold(got.Code, tt.code) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %s and %q", err, tt.code, tt.want)
				}
				if strings.Contains(err.Error(), emulator.ContactEmail) || strings.Contains(err.Error(), "a/b") {
					t.Errorf("the error holds row data: %v", err)
				}
				if after := e.snapshot(t); after != before {
					t.Errorf("rows changed\n%s\n%s", before, after)
				}
			})
		})
	}
}
