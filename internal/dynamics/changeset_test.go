package dynamics_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

const (
	accountID = "11111111-7d55-8c3e-9a0b-6f8a4e1c9b70"
	contactID = "22222222-7d55-8c3e-9a0b-6f8a4e1c9b70"
)

func batchOf(ops ...dynamics.Operation) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Batch, Operations: ops}
}

// derived is a create of a row that nothing else makes.
func derived(entitySet, id, data string) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Create, EntitySet: entitySet, Row: byID(id), Derived: true, Data: json.RawMessage(data)}
}

func newAccount() dynamics.Operation {
	return derived("accounts", accountID, `{"name":"Fourth Coffee"}`)
}

func deleteLead() dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Delete, EntitySet: "leads", Row: byID(dynamicstest.LeadID)}
}

func joinLead(account string) dynamics.Operation {
	return dynamics.Operation{
		Kind: dynamics.Associate, EntitySet: "accounts", Row: byID(account), NavigationProperty: "accountleads_association",
		Related: dynamics.Reference{EntitySet: "leads", Row: byID(dynamicstest.LeadID)},
	}
}

func renameContact(name string) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Update, EntitySet: "contacts", Row: byID(dynamicstest.ContactID), Data: json.RawMessage(`{"jobtitle":"` + name + `"}`)}
}

// family is a batch of every kind but delete, whose rows refer to each other.
func family() dynamics.Operation {
	return batchOf(
		newAccount(),
		derived("contacts", contactID, `{"lastname":"Brown","parentcustomerid_account@odata.bind":"/accounts(`+accountID+`)"}`),
		dynamics.Operation{Kind: dynamics.Update, EntitySet: "accounts", Row: byID(accountID), Data: json.RawMessage(`{"primarycontactid@odata.bind":"/contacts(` + contactID + `)"}`)},
		joinLead(accountID),
		dynamics.Operation{Kind: dynamics.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_AccountId@odata.bind":"/accounts(` + accountID + `)"}`)},
		syncRun(),
	)
}

// checkFamily wants all of it done once.
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
		sent := e.sent(dynamicstest.Dataverse)
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
		if n := len(e.sent(dynamicstest.Dataverse)); n != 2 {
			t.Errorf("%d requests for the second delivery, want the batch and a read of the row", n)
		}
		if after := e.snapshot(t); after != before {
			t.Errorf("the second delivery changed rows\n%s\n%s", before, after)
		}
	})
}

// What was done before is found out whichever operation is refused first, and
// also where one of the rows is gone since.
func TestBatchTwice(t *testing.T) {
	update := renameContact("x")
	absent := deleteLead()
	for name, tt := range map[string]struct {
		ops  []dynamics.Operation
		gone string // the account to delete in between
	}{
		"the create first":             {ops: []dynamics.Operation{newAccount(), absent, syncRun()}},
		"the create last":              {ops: []dynamics.Operation{absent, syncRun(), newAccount()}},
		"a condition first":            {ops: []dynamics.Operation{{Kind: dynamics.Update, EntitySet: "contacts", Row: update.Row, Data: update.Data, IfMatch: "current"}, syncRun(), newAccount()}},
		"an update of what is deleted": {ops: []dynamics.Operation{{Kind: dynamics.Update, EntitySet: "leads", Row: absent.Row, Data: json.RawMessage(`{"subject":"x"}`)}, absent, syncRun(), newAccount()}},
		"two creates, the first gone":  {ops: []dynamics.Operation{newAccount(), syncRun(), derived("contacts", contactID, `{"lastname":"Brown"}`)}, gone: accountID},
		"two creates, the second gone": {ops: []dynamics.Operation{derived("contacts", contactID, `{"lastname":"Brown"}`), syncRun(), newAccount()}, gone: accountID},
		"beside a create of a given id": {ops: []dynamics.Operation{
			{Kind: dynamics.Create, EntitySet: "contacts", Row: byID(contactID), Data: json.RawMessage(`{"lastname":"Brown"}`)}, syncRun(), newAccount()}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for i, op := range tt.ops {
					if op.IfMatch != "" {
						tt.ops[i].IfMatch, _ = e.row(t, "contacts", "contactid", dynamicstest.ContactID)["@odata.etag"].(string)
					}
				}
				e.run(t, batchOf(tt.ops...), dynamics.Done)
				if tt.gone != "" {
					e.run(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: "accounts", Row: byID(tt.gone)}, dynamics.Done)
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

// Without a create that proves it, what has nothing left to do is left out, and
// the others are carried out together.
func TestBatchLeavesOutWhatIsDone(t *testing.T) {
	given := dynamics.Operation{Kind: dynamics.Create, EntitySet: "contacts", Row: byID(contactID), Data: json.RawMessage(`{"lastname":"Brown"}`)}
	part := joinLead(dynamicstest.AccountID)
	part.Kind = dynamics.Disassociate
	for name, tt := range map[string]struct {
		before   []dynamics.Operation
		batch    []dynamics.Operation
		want     dynamics.Outcome
		requests int
	}{
		"an absent row":               {[]dynamics.Operation{deleteLead()}, []dynamics.Operation{renameContact("x"), deleteLead()}, dynamics.Done, 2},
		"an absent row, and a create": {[]dynamics.Operation{deleteLead()}, []dynamics.Operation{newAccount(), deleteLead()}, dynamics.Done, 3},
		"all absent":                  {[]dynamics.Operation{deleteLead()}, []dynamics.Operation{deleteLead(), part}, dynamics.Absent, 2},
		"no association":              {nil, []dynamics.Operation{part, renameContact("x")}, dynamics.Done, 2},
		"an association":              {[]dynamics.Operation{joinLead(dynamicstest.AccountID)}, []dynamics.Operation{renameContact("x"), joinLead(dynamicstest.AccountID)}, dynamics.Done, 2},
		"a row of a given id":         {[]dynamics.Operation{given}, []dynamics.Operation{given, renameContact("x")}, dynamics.Done, 3},
		"nothing left":                {[]dynamics.Operation{given, joinLead(dynamicstest.AccountID)}, []dynamics.Operation{joinLead(dynamicstest.AccountID), given}, dynamics.Exists, 3},
		"an action":                   {[]dynamics.Operation{deleteLead()}, []dynamics.Operation{syncRun(), deleteLead()}, dynamics.Done, 2},
		"twice in the batch":          {nil, []dynamics.Operation{deleteLead(), deleteLead()}, dynamics.Done, 2},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for _, op := range tt.before {
					e.run(t, op, dynamics.Done)
				}
				e.learn(t)
				e.run(t, batchOf(tt.batch...), tt.want)
				if n := len(e.sent(dynamicstest.Dataverse)); n != tt.requests {
					t.Errorf("%d requests, want %d", n, tt.requests)
				}
				for _, op := range tt.batch {
					switch contact := e.row(t, "contacts", "contactid", dynamicstest.ContactID); {
					case op.Kind == dynamics.Update && contact["jobtitle"] != "x":
						t.Errorf("contact %v", contact)
					case op.Kind == dynamics.Action && e.tasks(t) != 1:
						t.Errorf("the action ran %d times", e.tasks(t))
					case op.Derived && e.row(t, "accounts", "accountid", accountID) == nil:
						t.Error("no account")
					}
				}
			})
		})
	}
}

// A refusal undoes everything, and says which operation it is of.
func TestBatchRefused(t *testing.T) {
	other := derived("contacts", contactID, `{"lastname":"Brown","emailaddress1":"`+dynamicstest.ContactEmail+`"}`)
	for name, tt := range map[string]struct {
		op         dynamics.Operation
		class      dynamics.Class
		code, want string
	}{
		"no such row":        {dynamics.Operation{Kind: dynamics.Update, EntitySet: "leads", Row: byID(noID), Data: json.RawMessage(`{"subject":"x"}`)}, dynamics.Rejected, "0x80040217", "batch: /operations/2: PATCH leads(" + noID + "): 404 0x80040217 "},
		"no such column":     {dynamics.Operation{Kind: dynamics.Upsert, EntitySet: "leads", Row: byID(noID), Data: json.RawMessage(`{"no":"x"}`)}, dynamics.Rejected, "0x80048d19", "/operations/2: PATCH leads("},
		"another row's key":  {other, dynamics.Rejected, "0x80060892", "the row was not created: another row has the same alternate key"},
		"an unreadable key":  {dynamics.Operation{Kind: dynamics.Delete, EntitySet: "accounts", Row: byKey("accountnumber", "a/b")}, dynamics.Rejected, "0x8006088a", "has one of the characters"},
		"a link to no lead":  {dynamics.Operation{Kind: dynamics.Associate, EntitySet: "accounts", Row: byID(accountID), NavigationProperty: "accountleads_association", Related: dynamics.Reference{EntitySet: "leads", Row: byID(noID)}}, dynamics.Rejected, "0x80040217", "/operations/2: POST accounts(" + accountID + ")/accountleads_association/$ref"},
		"an old ETag":        {dynamics.Operation{Kind: dynamics.Delete, EntitySet: "leads", Row: byID(dynamicstest.LeadID), IfMatch: `W/"1"`}, dynamics.Rejected, "0x80060882", "/operations/2: DELETE leads("},
		"no such action":     {dynamics.Operation{Kind: dynamics.Action, Action: "new_None"}, dynamics.Rejected, "0x8006088a", "/operations/2: POST new_None"},
		"a virtual batch":    {batchOf(deleteLead(), deleteLead()), dynamics.Rejected, "0x80060888", "batch: POST $batch: 400"},
		"a missing argument": {dynamics.Operation{Kind: dynamics.Action, Action: "new_RecordSyncRun"}, dynamics.Rejected, "", "/operations/2: POST new_RecordSyncRun"},
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
				if strings.Contains(err.Error(), dynamicstest.ContactEmail) || strings.Contains(err.Error(), "a/b") {
					t.Errorf("the error holds row data: %v", err)
				}
				if after := e.snapshot(t); after != before {
					t.Errorf("rows changed\n%s\n%s", before, after)
				}
			})
		})
	}
}
