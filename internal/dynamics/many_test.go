package dynamics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// numbered is the nth GUID of a test.
func numbered(n int) string { return fmt.Sprintf("2fd1a6d3-7d55-8c3e-9a0b-%012x", n) }

func upsertOrder(n int) operation.Operation {
	return operation.Operation{
		Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", fmt.Sprint("SO-", n)),
		Data: json.RawMessage(fmt.Sprintf(`{"new_name": "order %d"}`, n)),
	}
}

// several makes n operations.
func several(n int, make func(int) operation.Operation) []operation.Operation {
	var ops []operation.Operation
	for i := range n {
		ops = append(ops, make(i))
	}
	return ops
}

// writes returns the requests that change something, as method and path.
func (e *environment) changes() []string {
	var all []string
	for _, r := range e.sent(emulator.Dataverse) {
		if path, _, _ := strings.Cut(strings.TrimPrefix(r.Target, "/api/data/v9.2/"), "?"); r.Method != http.MethodGet {
			all = append(all, r.Method+" "+path)
		}
	}
	return all
}

// runAll runs operations, and checks the outcome or the class of each.
func (e *environment) runAll(t *testing.T, ops []operation.Operation, want func(i int) string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 148*time.Second)
	defer cancel()
	for i, ended := range e.client.RunAll(ctx, ops) {
		got := string(ended.Result.Outcome)
		if ended.Err != nil {
			got = string(dynamics.ClassOf(ended.Err))
		}
		if got != want(i) {
			t.Errorf("operation %d: %s, %v, want %s", i, got, ended.Err, want(i))
		}
	}
}

func done(int) string { return "done" }

// Rows of one table share a request. The client requests the definition of the table once,
// however many requests there are.
func TestRunAllSharesRequests(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(int) operation.Operation
		path string
	}{
		{"upsert by key", upsertOrder, "new_orders/Microsoft.Dynamics.CRM.UpsertMultiple"},
		{"upsert by id", func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Upsert, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(`{"lastname":"x"}`)}
		}, "contacts/Microsoft.Dynamics.CRM.UpsertMultiple"},
		{"create", func(i int) operation.Operation { return createContact(numbered(i)) }, "contacts/Microsoft.Dynamics.CRM.CreateMultiple"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for range 2 {
					e.ForgetRequests()
					e.runAll(t, several(100, tt.make), func(int) string {
						if strings.HasPrefix(tt.name, "create") && len(e.changes()) > 1 {
							return "exists"
						}
						return "done"
					})
					if writes := e.changes(); writes[0] != "POST "+tt.path {
						t.Errorf("requests %v, want one of %s first", writes, tt.path)
					}
					if tt.name != "create" && len(e.changes()) != 1 {
						t.Errorf("requests %v, want one", e.changes())
					}
				}
				for _, r := range e.sent(emulator.Dataverse) {
					if strings.Contains(r.Target, "EntityDefinitions") {
						t.Errorf("the definition was asked for again: %s", r.Target)
					}
				}
			})
		})
	}
}

func TestRunAllUpdates(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(20, func(i int) operation.Operation { return createContact(numbered(i)) }), done)
		e.ForgetRequests()
		update := func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(fmt.Sprintf(`{"jobtitle":"%d"}`, i))}
		}
		e.runAll(t, several(20, update), done)
		if got := e.changes(); !slices.Equal(got, []string{"POST contacts/Microsoft.Dynamics.CRM.UpdateMultiple"}) {
			t.Errorf("requests %v, want one", got)
		}
		for i := range 20 {
			if got := e.row(t, "contacts", "contactid", numbered(i))["jobtitle"]; got != fmt.Sprint(i) {
				t.Errorf("contact %d has job title %v", i, got)
			}
		}
		// An operation without a row costs only itself, and makes no row.
		e.runAll(t, several(21, update), func(i int) string {
			if i == 20 {
				return "rejected"
			}
			return "done"
		})
		if e.row(t, "contacts", "contactid", numbered(20)) != nil {
			t.Error("an update made a row")
		}
	})
}

// A bad record is rejected, and costs the other records only requests.
func TestRunAllFallsBack(t *testing.T) {
	for _, bad := range [][]int{{0}, {63}, {99}, {3, 4, 50}} {
		bubble(t, func(t *testing.T, e *environment) {
			e.runAll(t, several(100, func(i int) operation.Operation {
				op := upsertOrder(i)
				if slices.Contains(bad, i) {
					op.Data = json.RawMessage(`{"new_nosuchcolumn":1}`)
				}
				return op
			}), func(i int) string {
				if slices.Contains(bad, i) {
					return "rejected"
				}
				return "done"
			})
			if got, most := len(e.changes()), 1+len(bad)*2*7; got > most {
				t.Errorf("%d requests for %d bad records, want at most %d", got, len(bad), most)
			}
		})
	}
}

// A second delivery of the same creates finds the rows, and distinguishes other rows with
// their keys.
func TestRunAllCreatesAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		make := func(i int) operation.Operation {
			op := createContact(numbered(i))
			if i == 7 {
				op.Data = json.RawMessage(`{"lastname":"x","emailaddress1":"` + emulator.ContactEmail + `"}`)
			}
			return op
		}
		want := func(ok string) func(int) string {
			return func(i int) string {
				if i == 7 {
					return "rejected"
				}
				return ok
			}
		}
		e.runAll(t, several(10, make), want("done"))
		e.runAll(t, several(10, make), want("exists"))
	})
}

// Two operations on a row keep their order, whatever other operations there are.
func TestRunAllKeepsTheOrderOfARow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var ops []operation.Operation
		for round := range 3 {
			for n := range 5 {
				op := upsertOrder(n)
				op.Data = json.RawMessage(fmt.Sprintf(`{"new_name":"round %d"}`, round))
				if round == 1 {
					op.Row.Key[0].Value = strings.ToLower(op.Row.Key[0].Value) // the same row to Dataverse
				}
				ops = append(ops, op)
			}
		}
		e.runAll(t, ops, done)
		if got := len(e.changes()); got != 3 {
			t.Errorf("%d requests, want one a round: %v", got, e.changes())
		}
		rows, err := e.Rows("new_orders")
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 5 {
			t.Errorf("%d orders, want 5", len(rows))
		}
		for _, r := range rows {
			if !strings.Contains(string(r), `"round 2"`) {
				t.Errorf("%s is not what the last round made it", r)
			}
		}
	})
}

// An operation with a condition, a user, an option or a name of its own is in no bulk
// message.
func TestRunAllKeepsApartWhatDiffers(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		ops := []operation.Operation{
			upsertOrder(1), upsertOrder(2), upsertOrder(3), upsertOrder(4), syncRun(),
			{Kind: operation.Delete, EntitySet: "contacts", Row: byID(newID)},
		}
		ops[0].Sequence = &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage(`1`)}
		ops[1].Data = json.RawMessage(`{"new_ordernumber":"SO-2","new_name":"names its key again"}`)
		ops[2].Impersonate.SystemUserID = emulator.AnaID
		ops[3].Tag = "x"
		e.runAll(t, ops, func(i int) string {
			if i == 2 {
				return "rejected" // Ana may not write orders
			}
			return "done"
		})
		if got := e.changes(); slices.ContainsFunc(append(got, e.parts()...), func(s string) bool { return strings.Contains(s, "Multiple") }) {
			t.Errorf("requests %v, want no bulk message", got)
		}
	})
}
