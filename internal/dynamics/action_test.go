package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// syncRun is an action that leaves one task each time it runs.
func syncRun() dynamics.Operation {
	return dynamics.Operation{Kind: dynamics.Action, Action: "new_RecordSyncRun", Parameters: json.RawMessage(`{"Source":"shop"}`)}
}

// tasks is how often the action ran.
func (e *environment) tasks(t *testing.T) int {
	t.Helper()
	rows, err := e.Rows("tasks")
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// What refuses an action says that it did not run: it is sent again.
func TestRefusedActionIsSentAgain(t *testing.T) {
	faults := map[string]dynamicstest.Fault{
		"429": {Status: 429}, "429 for seconds": throttled("40"),
		"503": {Status: 503}, "503 for seconds": {Status: 503, Header: http.Header{"Retry-After": {"40"}}},
	}
	for _, code := range []string{"0x80044150", "0x80044151", "0x80044339", "0x8004ED47", "0x80072300", "0x80072031", "0x80040216"} {
		faults["500 "+code] = dynamicstest.Fault{Status: 500, Body: errorBody(code)}
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(2, fault)
				if r := e.run(t, syncRun(), dynamics.Done); r.Tries != 3 {
					t.Errorf("%d tries, want 3", r.Tries)
				}
				if got := e.tasks(t); got != 1 {
					t.Errorf("the action ran %d times, want once", got)
				}
			})
		})
	}
}

// noAnswers are the faults after which nobody knows whether an action ran.
var noAnswers = map[string]dynamicstest.Fault{
	"dropped":            {Drop: true},
	"stalled":            {Stall: true},
	"408":                {Status: 408},
	"502":                {Status: 502, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}},
	"504":                {Status: 504},
	"500":                {Status: 500},
	"500 without a code": {Status: 500, Body: errorBody("")},
	"500 with a page":    {Status: 500, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}},
	"500 cut off":        {Status: 500, Body: `{"error":{"code":"0x8004`},
	"408 with a wait":    {Status: 408, Header: http.Header{"Retry-After": {"1"}}},
}

// An action that may have run is not sent again, whether it ran or not: that
// cannot be told apart from here.
func TestActionWithoutAnAnswerIsNotSentAgain(t *testing.T) {
	for name, fault := range noAnswers {
		for _, after := range []bool{false, true} {
			if after {
				name += ", after it ran"
			}
			t.Run(name, func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					fault.After = after
					e.Fail(1, fault)
					r, err := e.runOpFor(t, syncRun(), time.Minute)
					checkClass(t, name, err, dynamics.Unknown)
					if got := len(e.sent(dynamicstest.Dataverse)); got != 1 || r.Tries != 1 {
						t.Errorf("%d requests in %d tries, want 1 in 1", got, r.Tries)
					}
				})
				bubble(t, func(t *testing.T, e *environment) {
					fault.After = after
					e.Fail(1, fault)
					op := syncRun()
					op.Repeatable = true
					r, err := e.runOpFor(t, op, time.Minute)
					if fault.Stall { // which took all the time there was
						checkClass(t, name, err, dynamics.Unavailable)
						r, err = e.runOpFor(t, op, time.Minute)
					}
					if err != nil || r.Outcome != dynamics.Done {
						t.Fatalf("repeatable: %s, %v, want done", r.Outcome, err)
					}
					if got := len(e.sent(dynamicstest.Dataverse)); got != 2 {
						t.Errorf("repeatable: %d requests, want 2", got)
					}
				})
			})
		}
	}
}

// A refusal before does not make the answer that is missing afterwards known.
func TestActionLostAtALaterTry(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Status: 503})
		e.Fail(1, dynamicstest.Fault{Drop: true, After: true})
		r, err := e.client.Run(t.Context(), syncRun())
		checkClass(t, "lost", err, dynamics.Unknown)
		if got := e.tasks(t); got != 1 || r.Tries != 2 {
			t.Errorf("ran %d times in %d tries, want once in 2", got, r.Tries)
		}
	})
}

// The status has arrived: the action ran, whatever it answered.
func TestTruncatedAnswerToAnAction(t *testing.T) {
	for name, op := range map[string]dynamics.Operation{
		"with a body": {Kind: dynamics.Action, EntitySet: "leads", Action: "new_AssignTerritory", Parameters: json.RawMessage(`{"TerritoryName":"North"}`)},
		"without":     syncRun(),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(1, dynamicstest.Fault{Truncate: true})
				if r := e.run(t, op, dynamics.Done); r.Tries != 1 {
					t.Errorf("%d tries, want 1", r.Tries)
				}
				if got := e.tasks(t); got != 1 {
					t.Errorf("ran %d times, want once", got)
				}
			})
		})
	}
}

// Whatever happens to what is asked before an action, the action was not sent.
func TestFailuresBeforeAnAction(t *testing.T) {
	before := map[string]dynamicstest.Fault{"cut off": {Truncate: true}, "503": {Status: 503}, "429": throttled("3")}
	for name, fault := range noAnswers {
		before[name] = fault
	}
	for name, fault := range before {
		t.Run("token: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				fault.Service, fault.Method = dynamicstest.Entra, ""
				e.checkBefore(t, fault, syncRun())
			})
		})
		t.Run("token anew: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, updateContact(), dynamics.Done)
				e.RevokeTokens() // the action itself is answered with 401 first
				fault.Service, fault.Method = dynamicstest.Entra, ""
				e.checkBefore(t, fault, syncRun())
			})
		})
		t.Run("look-up: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				op := syncRun()
				op.Impersonate.Email = dynamicstest.AnaEmail
				fault.Service, fault.Method = dynamicstest.Dataverse, http.MethodGet
				e.checkBefore(t, fault, op)
			})
		})
	}
	t.Run("no time left", func(t *testing.T) {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, updateContact(), dynamics.Done)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := e.client.Run(ctx, syncRun())
			checkClass(t, "no time left", err, dynamics.Unavailable)
		})
	})
}

// An action is not begun after a wait that leaves it little time: cut off by the
// deadline, it would count as one that may have run.
func TestActionIsNotBegunLate(t *testing.T) {
	repeatable := syncRun()
	repeatable.Repeatable = true
	for _, tt := range []struct {
		name       string
		op         dynamics.Operation
		retryAfter string
		timeout    time.Duration
		want       int // tries
	}{
		{"time enough", syncRun(), "40", 71 * time.Second, 2},
		{"too little", syncRun(), "40", 70 * time.Second, 1},
		{"a first try has the time there is", syncRun(), "", time.Second, 1},
		{"repeatable", repeatable, "40", 41 * time.Second, 2},
		{"an update", updateContact(), "40", 41 * time.Second, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if tt.retryAfter != "" {
					e.Fail(1, throttled(tt.retryAfter))
				}
				start := time.Now()
				r, err := e.runOpFor(t, tt.op, tt.timeout)
				if r.Tries != tt.want || (err == nil) != (tt.want == 2 || tt.retryAfter == "") {
					t.Errorf("%d tries, %v, want %d", r.Tries, err, tt.want)
				}
				if err != nil {
					checkClass(t, tt.name, err, dynamics.Unavailable)
					if took := time.Since(start); took != 0 {
						t.Errorf("waited %v, want none of a wait that is for nothing", took)
					}
				}
			})
		})
	}
}

// checkBefore runs an action, whose preparation meets the fault five times,
// and then once more.
func (e *environment) checkBefore(t *testing.T, fault dynamicstest.Fault, op dynamics.Operation) {
	t.Helper()
	e.Fail(5, fault)
	for ran := false; !ran; {
		r, err := e.runOpFor(t, op, 2*time.Minute)
		if ran = err == nil; !ran {
			checkClass(t, "before the action", err, dynamics.Unavailable)
			if got := e.tasks(t); got != 0 || r.Tries == 0 {
				t.Fatalf("ran %d times in %d tries, want not yet", got, r.Tries)
			}
		}
	}
	if got := e.tasks(t); got != 1 {
		t.Errorf("ran %d times in the end, want once", got)
	}
}
