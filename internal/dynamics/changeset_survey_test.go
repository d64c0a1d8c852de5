package dynamics_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// wide makes operations of a kind on different rows.
func wide(n int, make func(i int) operation.Operation) []operation.Operation {
	all := []operation.Operation{}
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func createLead(i int) operation.Operation {
	return operation.Operation{Kind: operation.Create, EntitySet: "leads", Row: byID(numbered(i)), Data: json.RawMessage(`{"subject":"s","lastname":"l"}`)}
}

func removeLead(i int) operation.Operation {
	return operation.Operation{Kind: operation.Delete, EntitySet: "leads", Row: byID(numbered(i))}
}

func linkLead(kind operation.Kind, i int) operation.Operation {
	return operation.Operation{Kind: kind, EntitySet: "accounts", Row: byID(emulator.AccountID), NavigationProperty: "accountleads_association", Related: operation.Reference{EntitySet: "leads", Row: byID(numbered(i))}}
}

func renameAccount(i int) operation.Operation {
	return operation.Operation{Kind: operation.Update, EntitySet: "accounts", Row: byID(emulator.AccountID), Data: json.RawMessage(fmt.Sprintf(`{"name":"x%d"}`, i))}
}

// TestSecondDeliveryOfAWideBatch: the second delivery of a batch without a proof takes at
// most ten requests, however many of its operations are done.
func TestSecondDeliveryOfAWideBatch(t *testing.T) {
	const n = 300
	remove := removeLead(0)
	action := syncRun()
	for name, tt := range map[string]struct {
		before [][]operation.Operation // batches
		batch  []operation.Operation
		want   dynamics.Outcome
	}{
		"creates":                          {nil, wide(n, createLead), dynamics.Exists},
		"updates and creates":              {nil, append(wide(n, renameAccount), wide(n, createLead)...), dynamics.Done},
		"deletes":                          {[][]operation.Operation{wide(n, createLead)}, wide(n, removeLead), dynamics.Absent},
		"changes of rows that are deleted": {[][]operation.Operation{wide(n, createLead)}, append(wide(n, func(i int) operation.Operation { op := createLead(i); op.Kind = operation.Update; return op }), wide(n, removeLead)...), dynamics.Absent},
		"an action, then deletes":          {[][]operation.Operation{wide(n, createLead)}, append([]operation.Operation{action}, wide(n, removeLead)...), dynamics.Done},
		"actions between deletes": {[][]operation.Operation{wide(n, createLead)}, wide(n, func(i int) operation.Operation {
			return map[bool]operation.Operation{true: action, false: removeLead(i)}[i%2 == 0]
		}), dynamics.Done},
		"removals of links":       {[][]operation.Operation{append(wide(n, createLead), wide(n, func(i int) operation.Operation { return linkLead(operation.Associate, i) })...)}, wide(n, func(i int) operation.Operation { return linkLead(operation.Disassociate, i) }), dynamics.Absent},
		"creates and their links": {nil, append(wide(n, createLead), wide(n, func(i int) operation.Operation { return linkLead(operation.Associate, i) })...), ""},
		"a row made and deleted":  {nil, append([]operation.Operation{createLead(0), remove}, wide(n, func(i int) operation.Operation { return createLead(i + 1) })...), dynamics.Done},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for _, ops := range tt.before {
					e.run(t, published(batchOf(ops...)), dynamics.Done)
				}
				op := published(batchOf(tt.batch...))
				e.run(t, op, dynamics.Done)
				rows := e.leads(t)
				e.ForgetRequests()
				r, err := e.client.Run(t.Context(), op)
				if err != nil || tt.want != "" && r.Outcome != tt.want {
					t.Errorf("second delivery: %s, %v, want %s", r.Outcome, err, tt.want)
				}
				if got := len(e.sent(emulator.Dataverse)); got > 10 {
					t.Errorf("second delivery: %d requests, want 10 at the most", got)
				}
				if got := e.leads(t); got != rows {
					t.Errorf("%d leads after the second delivery, %d before", got, rows)
				}
			})
		})
	}
}

// published gives a batch the present time as its publish time.
func published(op operation.Operation) operation.Operation {
	op.Published = time.Now()
	return op
}

func (e *environment) leads(t *testing.T) int {
	t.Helper()
	rows, err := e.Rows("leads")
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// A read that shows a row of another writer does not prove the create.
func TestWideBatchAndAnotherWriter(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, published(createLead(7)), dynamics.Done)
		time.Sleep(time.Hour)
		_, err := e.client.Run(t.Context(), published(batchOf(wide(20, createLead)...)))
		checkClass(t, "a row made before", err, operation.Rejected)
		if code := dynamics.CodeOf(err); code != "conflict" || e.leads(t) != 2 {
			t.Errorf("code %q, %d leads, want a conflict and nothing made", code, e.leads(t))
		}
	})
}

// TestSurveyLeavesOutNoWork: the delete of a missing row makes the client read the rows of
// the batch. If an earlier operation changes a row, a read of the row decides nothing: the
// operation stays in the batch and has its effect.
func TestSurveyLeavesOutNoWork(t *testing.T) {
	const account, lead = emulator.AccountID, emulator.LeadID
	other := numbered(900)
	gone := removeLead(901)
	row := func(kind operation.Kind, set string, r operation.Row, data string) operation.Operation {
		return operation.Operation{Kind: kind, EntitySet: set, Row: r, Data: json.RawMessage(data)}
	}
	link := func(kind operation.Kind, from operation.Row) operation.Operation {
		return operation.Operation{Kind: kind, EntitySet: "accounts", Row: from, NavigationProperty: "accountleads_association", Related: operation.Reference{EntitySet: "leads", Row: byID(lead)}}
	}
	twice := []operation.Operation{}
	for i := range 4 {
		twice = append(twice, removeLead(i), removeLead(i))
	}
	for name, tt := range map[string]struct {
		before []operation.Operation
		batch  []operation.Operation
		isDone func(*testing.T, *environment) bool
	}{
		"a delete by a key that an update gives": {
			[]operation.Operation{row(operation.Create, "accounts", byID(other), `{"name":"x"}`)},
			[]operation.Operation{gone, row(operation.Update, "accounts", byID(other), `{"accountnumber":"K-1"}`), row(operation.Delete, "accounts", byKey("accountnumber", "K-1"), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountid", other) == nil },
		},
		"a create by a key that an update takes away": {
			[]operation.Operation{row(operation.Create, "accounts", byID(other), `{"name":"x","accountnumber":"K-1"}`)},
			[]operation.Operation{gone, row(operation.Update, "accounts", byID(other), `{"accountnumber":"K-2"}`), row(operation.Create, "accounts", byKey("accountnumber", "K-1"), `{"name":"y"}`)},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountnumber", "K-1") != nil },
		},
		"a delete of a row that an upsert by key gives its id": {
			nil,
			[]operation.Operation{gone, row(operation.Upsert, "accounts", byKey("accountnumber", "K-1"), `{"name":"x","accountid":"`+other+`"}`), row(operation.Delete, "accounts", byID(other), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountnumber", "K-1") == nil },
		},
		"a delete by key of a related row": {
			nil,
			[]operation.Operation{gone, row(operation.Create, "accounts", byID(other), `{"name":"x","contact_customer_accounts":[{"lastname":"y","emailaddress1":"k@1.example"}]}`), row(operation.Delete, "contacts", byKey("emailaddress1", "k@1.example"), "")},
			func(t *testing.T, e *environment) bool {
				return e.row(t, "contacts", "emailaddress1", "k@1.example") == nil
			},
		},
		"a delete by id of a related row": {
			nil,
			[]operation.Operation{gone, row(operation.Create, "accounts", byID(other), `{"name":"x","contact_customer_accounts":[{"lastname":"y","contactid":"`+numbered(902)+`"}]}`), row(operation.Delete, "contacts", byID(numbered(902)), "")},
			func(t *testing.T, e *environment) bool {
				return e.row(t, "contacts", "contactid", numbered(902)) == nil
			},
		},
		"a link that a create takes": {
			[]operation.Operation{row(operation.Create, "contacts", byID(other), `{"lastname":"y","parentcustomerid_account@odata.bind":"/accounts(`+account+`)"}`)},
			[]operation.Operation{
				gone,
				row(operation.Create, "accounts", byID(numbered(902)), `{"name":"x","contact_customer_accounts@odata.bind":["/contacts(`+other+`)"]}`),
				{Kind: operation.Associate, EntitySet: "accounts", Row: byID(account), NavigationProperty: "contact_customer_accounts", Related: operation.Reference{EntitySet: "contacts", Row: byID(other)}},
			},
			func(t *testing.T, e *environment) bool {
				return e.row(t, "contacts", "contactid", other)["_parentcustomerid_value"] == account
			},
		},
		"a delete by a lookup that an association changes": {
			[]operation.Operation{row(operation.Upsert, "new_orders", byID(other), `{"new_name":"n"}`)},
			[]operation.Operation{
				gone,
				{Kind: operation.Associate, EntitySet: "accounts", Row: byID(account), NavigationProperty: "new_account_new_order", Related: operation.Reference{EntitySet: "new_orders", Row: byID(other)}},
				row(operation.Delete, "new_orders", orderOf(account, "n"), ""),
			},
			func(t *testing.T, e *environment) bool { return e.row(t, "new_orders", "new_orderid", other) == nil },
		},
		"a delete by a lookup that an upsert binds": {
			[]operation.Operation{row(operation.Create, "accounts", byID(other), `{"name":"x","accountnumber":"K-1"}`)},
			[]operation.Operation{
				gone,
				row(operation.Upsert, "new_orders", orderOf(account, "n"), `{"new_AccountId@odata.bind":"/accounts(accountnumber='K-1')"}`),
				row(operation.Delete, "new_orders", orderOf(other, "n"), ""),
			},
			func(t *testing.T, e *environment) bool { return e.row(t, "new_orders", "new_name", "n") == nil },
		},
		"a delete by a key that an update by another gives": {
			[]operation.Operation{row(operation.Upsert, "new_orders", orderOf(account, "n"), `{"new_ordernumber":"K-1"}`)},
			[]operation.Operation{gone, row(operation.Update, "new_orders", orderOf(account, "n"), `{"new_ordernumber":"K-2"}`), row(operation.Delete, "new_orders", byKey("new_ordernumber", "K-2"), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "new_orders", "new_name", "n") == nil },
		},
		"a create by key of a row that is deleted by id": {
			[]operation.Operation{row(operation.Upsert, "new_orders", byID(other), `{"new_ordernumber":"K-1"}`)},
			[]operation.Operation{gone, row(operation.Delete, "new_orders", byID(other), ""), row(operation.Create, "new_orders", byKey("new_ordernumber", "K-1"), `{"new_name":"n"}`)},
			func(t *testing.T, e *environment) bool {
				return e.row(t, "new_orders", "new_ordernumber", "K-1") != nil
			},
		},
		"a link by key and by id": {
			[]operation.Operation{link(operation.Associate, byID(account))},
			[]operation.Operation{gone, link(operation.Disassociate, byKey("accountnumber", "A-1001")), link(operation.Associate, byID(account))},
			func(t *testing.T, e *environment) bool { return e.isLinked(t, account, lead) },
		},
		"a row given two keys, and deleted by one": {
			nil,
			[]operation.Operation{gone, removeLead(902), row(operation.Upsert, "accounts", byID(other), `{"name":"x","accountnumber":"K-1"}`), row(operation.Delete, "accounts", byKey("accountnumber", "K-1"), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountid", other) == nil },
		},
		"rows deleted twice each": {
			wide(4, createLead), twice,
			func(t *testing.T, e *environment) bool { return e.row(t, "leads", "leadid", numbered(3)) == nil },
		},
		"a row deleted, and its link": {
			append(wide(4, createLead), wide(4, func(i int) operation.Operation { return linkLead(operation.Associate, i) })...),
			append(wide(8, func(i int) operation.Operation {
				if i%2 == 0 {
					return removeLead(i / 2)
				}
				return linkLead(operation.Disassociate, i/2)
			}), renameAccount(1)),
			func(t *testing.T, e *environment) bool {
				return e.row(t, "accounts", "accountid", account)["name"] == "x1"
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if len(tt.before) > 0 {
					for _, op := range tt.before {
						e.run(t, published(op), dynamics.Done)
					}
				}
				r, err := e.client.Run(t.Context(), published(batchOf(tt.batch...)))
				if err != nil || !tt.isDone(t, e) {
					t.Errorf("%s, %v: the last operation was left out", r.Outcome, err)
				}
			})
		})
	}
}

// orderOf is an order with a key of a lookup and a text.
func orderOf(account, name string) operation.Row {
	return operation.Row{Key: []operation.KeyColumn{{Column: "_new_accountid_value", Value: account, Quoted: true}, {Column: "new_name", Value: name, Quoted: true}}}
}

// isLinked reports whether an account and a lead are linked.
func (e *environment) isLinked(t *testing.T, account, lead string) bool {
	t.Helper()
	a, err := e.client.Do(t.Context(), dynamics.Request{Op: "look", Path: "accounts(" + account + ")/accountleads_association?$select=leadid&$filter=leadid%20eq%20" + lead})
	if err != nil {
		t.Fatal(err)
	}
	var found struct{ Value []any }
	return json.Unmarshal(a.Body, &found) == nil && len(found.Value) == 1
}
