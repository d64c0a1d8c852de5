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
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The client remembers that a table does not have the messages.
func TestRunAllRemembersWhatATableLacks(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		note := func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Create, EntitySet: "annotations", Row: byID(numbered(i)), Data: json.RawMessage(`{"subject":"x"}`)}
		}
		e.runAll(t, several(3, note), done)
		e.ForgetRequests()
		e.runAll(t, several(3, func(i int) operation.Operation { return note(i + 3) }), done)
		for _, w := range e.changes() {
			if strings.Contains(w, "Multiple") {
				t.Errorf("%s was tried again", w)
			}
		}
	})
}

// After a temporary fault the client retries the whole request. A request without a
// response is safe to send again, and is retried in parts.
func TestRunAllThroughFaults(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
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
						make = func(i int) operation.Operation { return createContact(numbered(i)) }
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

// After an outage all operations end alike, with the wait that the service asks for.
func TestRunAllInAnOutage(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.ForgetRequests()
		e.Fail(1, throttled("600"))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
		defer cancel()
		for i, r := range e.client.RunAll(ctx, several(50, upsertOrder)) {
			if dynamics.ClassOf(r.Err) != operation.Unavailable || wantError(t, r.Err).RetryAfter == 0 {
				t.Errorf("operation %d: %v, want unavailable, with the wait", i, r.Err)
			}
		}
		if got := len(e.sent(emulator.Dataverse)); got > 2 {
			t.Errorf("%d requests, want the definition or one more", got)
		}
	})
}

// The client sends at most as many requests at a time as Dataverse recommends.
func TestRunAllHeedsTheHint(t *testing.T) {
	for _, tt := range []struct{ hint, want int }{{0, 4}, {3, 3}, {50, 8}} { // the emulator's WhoAmI recommends 4
		bubble(t, func(t *testing.T, e *environment) {
			dataverse, err := emulator.New(emulator.Options{DOPHint: tt.hint, Latency: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			e.Emulator = dataverse
			e.client = e.newClient(t, emulator.ClientSecret)
			if _, err := e.client.Do(t.Context(), dynamics.Request{Op: "look", Path: "WhoAmI"}); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			e.runAll(t, several(24, func(int) operation.Operation { return syncRun() }), done)
			if took, want := time.Since(start), time.Duration(24/tt.want)*time.Second; took != want {
				t.Errorf("hint %d: 24 requests of a second took %v, want %v", tt.hint, took, want)
			}
		})
	}
}

// A create that names its row by a key alone makes the row with the key. CreateMultiple
// would leave the key out.
func TestRunAllCreatesByKey(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		create := func(i int) operation.Operation {
			op := upsertOrder(i)
			op.Kind = operation.Create
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

// An operation whose data names a row goes alone: with two ids in one object, it would be
// open which id counts.
func TestRunAllWithIDsInTheData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(4, func(i int) operation.Operation { return createContact(numbered(i)) }), done)
		e.ForgetRequests()
		e.runAll(t, several(4, func(i int) operation.Operation {
			data := fmt.Sprintf(`{"jobtitle":"%d"}`, i)
			if i == 1 {
				data = fmt.Sprintf(`{"contactid":%q,"jobtitle":"1"}`, numbered(i))
			}
			return operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(data)}
		}), done)
		got := e.parts()
		slices.Sort(got)
		want := []string{"PATCH contacts(" + numbered(1) + ")", "POST contacts/Microsoft.Dynamics.CRM.UpdateMultiple"}
		if !slices.Equal(got, want) {
			t.Errorf("in batches %v, want %v", got, want)
		}
	})
}

// A Retry-After for one operation holds back the next requests of all running operations,
// requests for rows and for a token.
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
			}), emulator.ClientSecret)
			e.run(t, createContact(newID), dynamics.Done)
			e.Fail(1, emulator.Fault{Method: http.MethodDelete, Status: 429, Header: http.Header{"Retry-After": {"60"}}})
			start = time.Now()
			e.runAll(t, []operation.Operation{
				{Kind: operation.Update, EntitySet: "contacts", Row: byID(newID), IfMatch: "*", Data: json.RawMessage(`{"jobtitle":"x"}`)},
				{Kind: operation.Delete, EntitySet: "accounts", Row: byID(numbered(1))},
			}, func(i int) string { return []string{"done", "absent"}[i] })
			if len(late) > 0 {
				t.Errorf("unauthorized %v: sent %v, want nothing before 61s", unauthorized, late)
			}
		})
	}
}

// One row that makes the service fail costs the other rows only requests. In one request
// all of them would fail until their receives are used up.
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
						r = r.WithContext(emulator.WithFault(r.Context(), emulator.Fault{Status: 500, Body: errorBody("0x80040216")}, nil))
					}
				}
				return e.Transport().RoundTrip(r)
			})
			e.client = e.newClientThrough(t, through, emulator.ClientSecret)
			e.runAll(t, several(100, upsertOrder), func(i int) string {
				if i == bad {
					return "unavailable"
				}
				return "done"
			})
		})
	}
}

// Parts of a request would get the same error about a user or a token.
func TestRunAllDoesNotSplitOverTheCaller(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(16, func(i int) operation.Operation {
			op := createContact(numbered(i))
			op.Impersonate.Email = "nobody@contoso.example"
			return op
		}), func(int) string { return "rejected" })
		if got := e.sent(emulator.Dataverse); len(got) != 2 {
			t.Errorf("%d requests, want one for the table and one for the user", len(got))
		}
	})
}

// The errors of a shared request contain no value of any row.
func TestRunAllErrorsHoldNoRowData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(5, emulator.Fault{Method: http.MethodPost, Status: 503, Body: `{"error":{"code":"","message":"cannot write private-7 now"}}`})
		e.Fail(10, emulator.Fault{Method: http.MethodPatch, Status: 503}) // the operations that were tried alone
		ended := e.client.RunAll(t.Context(), several(9, func(i int) operation.Operation {
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
