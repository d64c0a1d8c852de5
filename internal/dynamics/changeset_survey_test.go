package dynamics_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// wide makes operations of a kind on rows of their own.
func wide(n int, make func(i int) dynamics.Operation) []dynamics.Operation {
	all := []dynamics.Operation{}
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func createLead(i int) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Create, EntitySet: "leads", Row: byID(numbered(i)), Data: json.RawMessage(`{"subject":"s","lastname":"l"}`)}
}

func removeLead(i int) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Delete, EntitySet: "leads", Row: byID(numbered(i))}
}

func linkLead(kind dynamics.Kind, i int) dynamics.Operation {
	return dynamics.Operation{Kind: kind, EntitySet: "accounts", Row: byID(dynamicstest.AccountID), NavigationProperty: "accountleads_association", Related: dynamics.Reference{EntitySet: "leads", Row: byID(numbered(i))}}
}

func renameAccount(i int) dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Update, EntitySet: "accounts", Row: byID(dynamicstest.AccountID), Data: json.RawMessage(fmt.Sprintf(`{"name":"x%d"}`, i))}
}

// TestSecondDeliveryOfAWideBatch: a batch without a proof, delivered again, takes ten
// requests at the most, however many of its operations are done.
func TestSecondDeliveryOfAWideBatch(t *testing.T) {
	const n = 300
	remove := removeLead(0)
	action := syncRun()
	for name, tt := range map[string]struct {
		before [][]dynamics.Operation // batches
		batch  []dynamics.Operation
		want   dynamics.Outcome
	}{
		"creates":                          {nil, wide(n, createLead), dynamics.Exists},
		"updates and creates":              {nil, append(wide(n, renameAccount), wide(n, createLead)...), dynamics.Done},
		"deletes":                          {[][]dynamics.Operation{wide(n, createLead)}, wide(n, removeLead), dynamics.Absent},
		"changes of rows that are deleted": {[][]dynamics.Operation{wide(n, createLead)}, append(wide(n, func(i int) dynamics.Operation { op := createLead(i); op.Kind = dynamics.Update; return op }), wide(n, removeLead)...), dynamics.Absent},
		"an action, then deletes":          {[][]dynamics.Operation{wide(n, createLead)}, append([]dynamics.Operation{action}, wide(n, removeLead)...), dynamics.Done},
		"actions between deletes": {[][]dynamics.Operation{wide(n, createLead)}, wide(n, func(i int) dynamics.Operation {
			return map[bool]dynamics.Operation{true: action, false: removeLead(i)}[i%2 == 0]
		}), dynamics.Done},
		"removals of links":       {[][]dynamics.Operation{append(wide(n, createLead), wide(n, func(i int) dynamics.Operation { return linkLead(dynamics.Associate, i) })...)}, wide(n, func(i int) dynamics.Operation { return linkLead(dynamics.Disassociate, i) }), dynamics.Absent},
		"creates and their links": {nil, append(wide(n, createLead), wide(n, func(i int) dynamics.Operation { return linkLead(dynamics.Associate, i) })...), ""},
		"a row made and deleted":  {nil, append([]dynamics.Operation{createLead(0), remove}, wide(n, func(i int) dynamics.Operation { return createLead(i + 1) })...), dynamics.Done},
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
				if got := len(e.sent(dynamicstest.Dataverse)); got > 10 {
					t.Errorf("second delivery: %d requests, want 10 at the most", got)
				}
				if got := e.leads(t); got != rows {
					t.Errorf("%d leads after the second delivery, %d before", got, rows)
				}
			})
		})
	}
}

// published gives a batch the time at which it was published: now.
func published(op dynamics.Operation) dynamics.Operation {
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

// A read that shows a row of another writer does not take the create for done.
func TestWideBatchAndAnotherWriter(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, published(createLead(7)), dynamics.Done)
		time.Sleep(time.Hour)
		_, err := e.client.Run(t.Context(), published(batchOf(wide(20, createLead)...)))
		checkClass(t, "a row made before", err, dynamics.Rejected)
		if code := dynamics.CodeOf(err); code != "conflict" || e.leads(t) != 2 {
			t.Errorf("code %q, %d leads, want a conflict and nothing made", code, e.leads(t))
		}
	})
}

// TestSurveyLeavesOutNoWork: a delete of a row that is gone has the batch looked
// through. What an operation before it changes is no matter for a read: the operation
// stays in, and takes its effect.
func TestSurveyLeavesOutNoWork(t *testing.T) {
	const account, lead = dynamicstest.AccountID, dynamicstest.LeadID
	other := numbered(900)
	gone := removeLead(901)
	row := func(kind dynamics.Kind, set string, r dynamics.Row, data string) dynamics.Operation {
		return dynamics.Operation{Kind: kind, EntitySet: set, Row: r, Data: json.RawMessage(data)}
	}
	link := func(kind dynamics.Kind, from dynamics.Row) dynamics.Operation {
		return dynamics.Operation{Kind: kind, EntitySet: "accounts", Row: from, NavigationProperty: "accountleads_association", Related: dynamics.Reference{EntitySet: "leads", Row: byID(lead)}}
	}
	twice := []dynamics.Operation{}
	for i := range 4 {
		twice = append(twice, removeLead(i), removeLead(i))
	}
	for name, tt := range map[string]struct {
		before []dynamics.Operation
		batch  []dynamics.Operation
		isDone func(*testing.T, *environment) bool
	}{
		"a delete by a key that an update gives": {
			[]dynamics.Operation{row(dynamics.Create, "accounts", byID(other), `{"name":"x"}`)},
			[]dynamics.Operation{gone, row(dynamics.Update, "accounts", byID(other), `{"accountnumber":"K-1"}`), row(dynamics.Delete, "accounts", byKey("accountnumber", "K-1"), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountid", other) == nil },
		},
		"a create by a key that an update takes away": {
			[]dynamics.Operation{row(dynamics.Create, "accounts", byID(other), `{"name":"x","accountnumber":"K-1"}`)},
			[]dynamics.Operation{gone, row(dynamics.Update, "accounts", byID(other), `{"accountnumber":"K-2"}`), row(dynamics.Create, "accounts", byKey("accountnumber", "K-1"), `{"name":"y"}`)},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountnumber", "K-1") != nil },
		},
		"a link by key and by id": {
			[]dynamics.Operation{link(dynamics.Associate, byID(account))},
			[]dynamics.Operation{gone, link(dynamics.Disassociate, byKey("accountnumber", "A-1001")), link(dynamics.Associate, byID(account))},
			func(t *testing.T, e *environment) bool { return e.isLinked(t, account, lead) },
		},
		"a row given two keys, and deleted by one": {
			nil,
			[]dynamics.Operation{gone, removeLead(902), row(dynamics.Upsert, "accounts", byID(other), `{"name":"x","accountnumber":"K-1"}`), row(dynamics.Delete, "accounts", byKey("accountnumber", "K-1"), "")},
			func(t *testing.T, e *environment) bool { return e.row(t, "accounts", "accountid", other) == nil },
		},
		"rows deleted twice each": {
			wide(4, createLead), twice,
			func(t *testing.T, e *environment) bool { return e.row(t, "leads", "leadid", numbered(3)) == nil },
		},
		"a row deleted, and its link": {
			append(wide(4, createLead), wide(4, func(i int) dynamics.Operation { return linkLead(dynamics.Associate, i) })...),
			append(wide(8, func(i int) dynamics.Operation {
				if i%2 == 0 {
					return removeLead(i / 2)
				}
				return linkLead(dynamics.Disassociate, i/2)
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

// isLinked reports whether an account and a lead are joined.
func (e *environment) isLinked(t *testing.T, account, lead string) bool {
	t.Helper()
	a, err := e.client.Ask(t.Context(), dynamics.Question{Op: "look", Path: "accounts(" + account + ")/accountleads_association?$select=leadid&$filter=leadid%20eq%20" + lead})
	if err != nil {
		t.Fatal(err)
	}
	var found struct{ Value []any }
	return json.Unmarshal(a.Body, &found) == nil && len(found.Value) == 1
}
