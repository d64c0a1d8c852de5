package dynamics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// doubts are n deletes by key of rows that are gone. Before each delete comes an upsert by
// id that may have made its row.
func doubts(n int) []operation.Operation {
	return alternating(n,
		func(i int) operation.Operation {
			return onAccount(operation.Upsert, byID(numbered(i)), fmt.Sprintf(`{"name":"x","description":"%d"}`, i))
		},
		func(i int) operation.Operation {
			return onAccount(operation.Delete, numberedKey("accountnumber", "D", i), "")
		})
}

// TestUndecidedBatch: sometimes only Dataverse can tell which operations have nothing left
// to do. A batch without a proof then ends after ten requests, and Dataverse has carried out
// no operation of it.
func TestUndecidedBatch(t *testing.T) {
	creates := alternating(20,
		func(i int) operation.Operation {
			return onOrder(operation.Upsert, byID(numbered(i)), `{"new_name":"y"}`)
		},
		func(i int) operation.Operation {
			return onOrder(operation.Create, numberedKey("new_ordernumber", "C", i), `{"new_name":"x"}`)
		})
	for name, tt := range map[string]struct {
		before, batch []operation.Operation
		isDecided     bool
	}{
		"as few doubts as may be":  {nil, doubts(6), true},
		"one doubt more":           {nil, doubts(7), false},
		"many doubts":              {nil, doubts(100), false},
		"creates, and their reads": {wide(20, func(i int) operation.Operation { return creates[2*i+1] }), creates, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if len(tt.before) > 0 {
					e.run(t, published(batchOf(tt.before...)), dynamics.Done)
				}
				e.ForgetRequests()
				before := e.snapshot(t)
				e.client = e.newClient(t, emulator.ClientSecret) // the requests for definitions count too
				r, err := e.client.Run(t.Context(), published(batchOf(tt.batch...)))
				if got := len(e.sent(emulator.Dataverse)); got > 10 {
					t.Errorf("%d requests, want 10 at the most", got)
				}
				if tt.isDecided {
					if err != nil || r.Outcome != dynamics.Done {
						t.Errorf("%s, %v, want done", r.Outcome, err)
					}
					return
				}
				checkUndecided(t, err)
				if e.snapshot(t) != before {
					t.Error("rows changed")
				}
			})
		})
	}
}

func checkUndecided(t *testing.T, err error) {
	t.Helper()
	checkClass(t, "spent", err, operation.Rejected)
	if code := dynamics.CodeOf(err); code != "undecided" {
		t.Fatalf("code %q, want undecided: %v", code, err)
	}
	if text := err.Error(); !strings.HasPrefix(text, "batch: POST $batch: ") || !strings.Contains(text, " operations had nothing left to do, ") || !strings.HasSuffix(text, "nothing was done in this attempt") {
		t.Errorf("error %q", text)
	}
	if fix := advice.For(dynamics.FailureOf(err)); !strings.Contains(fix, "look at its rows") {
		t.Errorf("advice %q", fix)
	}
}

// An attempt that a temporary fault ended does not count.
func TestUndecidedBatchAndAPassingFault(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.learn(t)
		fault := throttled("17")
		fault.Inner, fault.Method = true, http.MethodGet
		e.Fail(1, fault)
		r, err := e.client.Run(t.Context(), published(batchOf(doubts(20)...)))
		checkUndecided(t, err)
		if n := len(e.sent(emulator.Dataverse)); r.Tries != 2 || n > 12 {
			t.Errorf("%d requests in %d attempts, want 12 at the most in 2", n, r.Tries)
		}
	})
}

// A request that is sent again with a new token counts once.
func TestBatchOfDoubtsAndARefusedToken(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Status: http.StatusUnauthorized})
		e.run(t, published(batchOf(doubts(6)...)), dynamics.Done)
	})
}

// The error of the refusal says more than the lack of requests for a second attempt.
func TestBatchOfDoubtsAndAnotherWriter(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, published(createLead(0)), dynamics.Done)
		time.Sleep(time.Hour)
		e.ForgetRequests()
		before := e.snapshot(t)
		_, err := e.client.Run(t.Context(), published(batchOf(append(doubts(3), createLead(0))...)))
		checkClass(t, "a row made before", err, operation.Rejected)
		if code, n := dynamics.CodeOf(err), len(e.sent(emulator.Dataverse)); code != "conflict" || n > 10 || e.snapshot(t) != before {
			t.Errorf("code %q after %d requests, want a conflict, 10 at the most, and nothing done", code, n)
		}
	})
}

// A batch with a proof may use any number of requests.
func TestBatchWithAProofAndDoubts(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := published(batchOf(append([]operation.Operation{derived("leads", contactID, `{"subject":"s","lastname":"l"}`)}, doubts(20)...)...))
		e.run(t, op, dynamics.Done)
		e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: "leads", Row: byID(contactID)}, dynamics.Done)
		e.ForgetRequests()
		e.run(t, op, dynamics.Done)
		if got := len(e.sent(emulator.Dataverse)); got <= 10 {
			t.Errorf("%d requests, want more than 10", got)
		}
	})
}
