package dynamics_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// numbered is the nth GUID of a test.
func numbered(n int) string { return fmt.Sprintf("2fd1a6d3-7d55-8c3e-9a0b-%012x", n) }

func upsertOrder(n int) dynamics.Operation {
	return dynamics.Operation{
		Kind: dynamics.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", fmt.Sprint("SO-", n)),
		Data: json.RawMessage(fmt.Sprintf(`{"new_name": "order %d"}`, n)),
	}
}

// several makes as many operations.
func several(n int, make func(int) dynamics.Operation) []dynamics.Operation {
	var ops []dynamics.Operation
	for i := range n {
		ops = append(ops, make(i))
	}
	return ops
}

// writes are the requests that change something, as method and path.
func (e *environment) changes() []string {
	var all []string
	for _, r := range e.sent(dynamicstest.Dataverse) {
		if path, _, _ := strings.Cut(strings.TrimPrefix(r.Target, "/api/data/v9.2/"), "?"); r.Method != http.MethodGet {
			all = append(all, r.Method+" "+path)
		}
	}
	return all
}

// runAll runs operations, each of which must end so: by an outcome, or a class.
func (e *environment) runAll(t *testing.T, ops []dynamics.Operation, want func(i int) string) {
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

// Rows of one table share a request; the definition of the table is asked for
// once, however many requests there are.
func TestRunAllSharesRequests(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(int) dynamics.Operation
		path string
	}{
		{"upsert by key", upsertOrder, "new_orders/Microsoft.Dynamics.CRM.UpsertMultiple"},
		{"upsert by id", func(i int) dynamics.Operation {
			return dynamics.Operation{Kind: dynamics.Upsert, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(`{"lastname":"x"}`)}
		}, "contacts/Microsoft.Dynamics.CRM.UpsertMultiple"},
		{"create", func(i int) dynamics.Operation { return createContact(numbered(i)) }, "contacts/Microsoft.Dynamics.CRM.CreateMultiple"},
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
				for _, r := range e.sent(dynamicstest.Dataverse) {
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
		e.runAll(t, several(20, func(i int) dynamics.Operation { return createContact(numbered(i)) }), done)
		e.ForgetRequests()
		update := func(i int) dynamics.Operation {
			return dynamics.Operation{Kind: dynamics.Update, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(fmt.Sprintf(`{"jobtitle":"%d"}`, i))}
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
		// One that is not there costs itself alone, and is not made.
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

// A bad record costs its own rejection, and the others nothing but requests.
func TestRunAllFallsBack(t *testing.T) {
	for _, bad := range [][]int{{0}, {63}, {99}, {3, 4, 50}} {
		bubble(t, func(t *testing.T, e *environment) {
			e.runAll(t, several(100, func(i int) dynamics.Operation {
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

// A delivery of the same creates finds the rows there, and other rows with their
// keys told apart.
func TestRunAllCreatesAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		make := func(i int) dynamics.Operation {
			op := createContact(numbered(i))
			if i == 7 {
				op.Data = json.RawMessage(`{"lastname":"x","emailaddress1":"` + dynamicstest.ContactEmail + `"}`)
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

// Two operations on a row keep their order, whatever else there is.
func TestRunAllKeepsTheOrderOfARow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var ops []dynamics.Operation
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

// What has a condition, an order, or rows of its own goes alone, several at a
// time.
func TestRunAllSendsTheRestAlone(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		ops := []dynamics.Operation{
			upsertOrder(1), upsertOrder(2), upsertOrder(3), upsertOrder(4), syncRun(),
			{Kind: dynamics.Delete, EntitySet: "contacts", Row: byID(newID)},
		}
		ops[0].Sequence = &dynamics.Sequence{Column: "new_sourceversion", Value: json.RawMessage(`1`)}
		ops[1].Data = json.RawMessage(`{"new_ordernumber":"SO-2","new_name":"names its key again"}`)
		ops[2].Impersonate.SystemUserID = dynamicstest.AnaID
		ops[3].Tag = "x"
		e.runAll(t, ops, func(i int) string {
			if i == 2 {
				return "rejected" // Ana may not write orders
			}
			return "done"
		})
		if got := e.changes(); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Multiple") }) {
			t.Errorf("requests %v, want none shared", got)
		}
	})
}

// A table without the messages is remembered.
func TestRunAllRemembersWhatATableLacks(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		note := func(i int) dynamics.Operation {
			return dynamics.Operation{Kind: dynamics.Create, EntitySet: "annotations", Row: byID(numbered(i)), Data: json.RawMessage(`{"subject":"x"}`)}
		}
		e.runAll(t, several(3, note), done)
		e.ForgetRequests()
		e.runAll(t, several(3, func(i int) dynamics.Operation { return note(i + 3) }), done)
		for _, w := range e.changes() {
			if strings.Contains(w, "Multiple") {
				t.Errorf("%s was tried again", w)
			}
		}
	})
}

// What passes is tried again as a whole; what got no answer is safe to send again,
// in parts.
func TestRunAllThroughFaults(t *testing.T) {
	for name, fault := range map[string]dynamicstest.Fault{
		"throttled":                  throttled("3"),
		"out of service":             {},
		"lost":                       {Drop: true},
		"lost after it was done":     {Drop: true, After: true},
		"504":                        {Status: 504, After: true},
		"SQL timeout":                {Status: 500, Body: errorBody("0x80044151")},
		"deadlock":                   {Status: 500, Body: errorBody("0x80044150")},
		"the token has been revoked": {Status: 401},
	} {
		for _, creates := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", creates: ", creates), func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					make := upsertOrder
					if creates {
						make = func(i int) dynamics.Operation { return createContact(numbered(i)) }
					}
					e.run(t, createContact(newID), dynamics.Done)
					fault.Method = http.MethodPost
					e.Fail(1, fault)
					ops := several(8, make)
					ended := e.client.RunAll(t.Context(), ops)
					for i, r := range ended {
						if r.Err != nil {
							t.Errorf("operation %d: %v", i, r.Err)
						}
					}
				})
			})
		}
	}
}

// An outage ends all alike, with the wait that the service asks for.
func TestRunAllInAnOutage(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.ForgetRequests()
		e.Fail(1, throttled("600"))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
		defer cancel()
		for i, r := range e.client.RunAll(ctx, several(50, upsertOrder)) {
			if dynamics.ClassOf(r.Err) != dynamics.Unavailable || wantError(t, r.Err).RetryAfter == 0 {
				t.Errorf("operation %d: %v, want unavailable, with the wait", i, r.Err)
			}
		}
		if got := len(e.sent(dynamicstest.Dataverse)); got > 2 {
			t.Errorf("%d requests, want the definition or one more", got)
		}
	})
}

// No more requests are under way at a time than Dataverse advises.
func TestRunAllHeedsTheHint(t *testing.T) {
	for _, tt := range []struct{ hint, want int }{{0, 4}, {3, 3}, {50, 8}} { // the emulator's WhoAmI says 4 by itself
		bubble(t, func(t *testing.T, e *environment) {
			emulator, err := dynamicstest.New(dynamicstest.Options{DOPHint: tt.hint, Latency: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			e.Emulator = emulator
			e.client = e.newClient(t, dynamicstest.ClientSecret)
			if _, err := e.client.Ask(t.Context(), dynamics.Question{Op: "look", Path: "WhoAmI"}); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			e.runAll(t, several(24, func(i int) dynamics.Operation {
				return dynamics.Operation{Kind: dynamics.Delete, EntitySet: "contacts", Row: byID(numbered(i))}
			}), func(int) string { return "absent" })
			if took, want := time.Since(start), time.Duration(24/tt.want)*time.Second; took != want {
				t.Errorf("hint %d: 24 requests of a second took %v, want %v", tt.hint, took, want)
			}
		})
	}
}

// A create that names its row by a key alone makes it with the key, which
// CreateMultiple would leave out.
func TestRunAllCreatesByKey(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		create := func(i int) dynamics.Operation {
			op := upsertOrder(i)
			op.Kind = dynamics.Create
			return op
		}
		e.runAll(t, several(3, create), done)
		e.runAll(t, several(3, create), func(int) string { return "exists" })
		for i := range 3 {
			if e.row(t, "new_orders", "new_ordernumber", fmt.Sprint("SO-", i)) == nil {
				t.Errorf("order %d is not there", i)
			}
		}
	})
}

// An operation whose data names a row goes alone: of two ids in one object it
// would be open which counts.
func TestRunAllWithIDsInTheData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(4, func(i int) dynamics.Operation { return createContact(numbered(i)) }), done)
		e.ForgetRequests()
		e.runAll(t, several(4, func(i int) dynamics.Operation {
			data := fmt.Sprintf(`{"jobtitle":"%d"}`, i)
			if i == 1 {
				data = fmt.Sprintf(`{"contactid":%q,"jobtitle":"1"}`, numbered(i))
			}
			return dynamics.Operation{Kind: dynamics.Update, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(data)}
		}), done)
		got := e.changes()
		slices.Sort(got)
		want := []string{"PATCH contacts(" + numbered(1) + ")", "POST contacts/Microsoft.Dynamics.CRM.UpdateMultiple"}
		if !slices.Equal(got, want) {
			t.Errorf("requests %v, want %v", got, want)
		}
	})
}

// A Retry-After that one operation meets keeps back what others under way would
// send next, for the row as well as for a token.
func TestRunAllHeedsTheRetryAfterOfAnother(t *testing.T) {
	for _, unauthorized := range []bool{false, true} {
		bubble(t, func(t *testing.T, e *environment) {
			var start time.Time
			var mu sync.Mutex
			var late []string
			e.client = e.newClientThrough(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				mu.Lock()
				at := time.Since(start)
				if at > time.Second && at < 61*time.Second {
					late = append(late, fmt.Sprint(r.Method, " ", r.URL.Path, " after ", at))
				}
				mu.Unlock()
				switch {
				case start.IsZero() || at > 0:
				case r.Method == http.MethodDelete:
					time.Sleep(time.Second)
				case r.Method == http.MethodPatch:
					time.Sleep(2 * time.Second)
					if unauthorized {
						e.RevokeTokens()
					}
				}
				return e.Transport().RoundTrip(r)
			}), dynamicstest.ClientSecret)
			e.run(t, createContact(newID), dynamics.Done)
			e.Fail(1, dynamicstest.Fault{Method: http.MethodDelete, Status: 429, Header: http.Header{"Retry-After": {"60"}}})
			start = time.Now()
			e.runAll(t, []dynamics.Operation{
				createContact(newID), {Kind: dynamics.Delete, EntitySet: "accounts", Row: byID(numbered(1))},
			}, func(i int) string { return []string{"exists", "absent"}[i] })
			if len(late) > 0 {
				t.Errorf("unauthorized %v: sent %v, want nothing before 61s", unauthorized, late)
			}
		})
	}
}

// One row that the service cannot bear costs the others nothing but requests:
// together they would fail until their receives are used up.
func TestRunAllWithARowThatNeverWorks(t *testing.T) {
	for _, bad := range []int{0, 1, 77, 99} {
		bubble(t, func(t *testing.T, e *environment) {
			through := roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.Body != nil {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						return nil, err
					}
					r.Body = io.NopCloser(bytes.NewReader(body))
					if bytes.Contains(body, []byte(fmt.Sprintf(`"order %d"`, bad))) {
						r = r.WithContext(dynamicstest.WithFault(r.Context(), dynamicstest.Fault{Status: 500, Body: errorBody("0x80040216")}, nil))
					}
				}
				return e.Transport().RoundTrip(r)
			})
			e.client = e.newClientThrough(t, through, dynamicstest.ClientSecret)
			e.runAll(t, several(100, upsertOrder), func(i int) string {
				if i == bad {
					return "unavailable"
				}
				return "done"
			})
		})
	}
}

// Who the user is or whether there is a token, parts of a request would not
// change.
func TestRunAllDoesNotSplitOverTheCaller(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(16, func(i int) dynamics.Operation {
			op := createContact(numbered(i))
			op.Impersonate.Email = "nobody@contoso.example"
			return op
		}), func(int) string { return "rejected" })
		if got := e.sent(dynamicstest.Dataverse); len(got) != 2 {
			t.Errorf("%d requests, want one for the table and one for the user", len(got))
		}
	})
}

// Errors of a shared request hold nothing of any row.
func TestRunAllErrorsHoldNoRowData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(5, dynamicstest.Fault{Method: http.MethodPost, Status: 503, Body: `{"error":{"code":"","message":"cannot write private-7 now"}}`})
		e.Fail(10, dynamicstest.Fault{Method: http.MethodPatch, Status: 503}) // of those tried alone
		ended := e.client.RunAll(t.Context(), several(9, func(i int) dynamics.Operation {
			op := upsertOrder(i)
			op.Data = json.RawMessage(fmt.Sprintf(`{"new_name":"private-%d"}`, i))
			return op
		}))
		for i, r := range ended {
			if r.Err == nil || strings.Contains(r.Err.Error(), "private") {
				t.Errorf("operation %d: %v, want an error without the value", i, r.Err)
			}
		}
	})
}
