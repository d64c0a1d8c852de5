package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// syncRun is an action that creates one task each time it runs.
func syncRun() operation.Operation {
	return operation.Operation{Kind: operation.Action, Action: "new_RecordSyncRun", Parameters: json.RawMessage(`{"Source":"shop"}`)}
}

// tasks returns the number of runs of the action.
func (e *environment) tasks(t *testing.T) int {
	t.Helper()
	rows, err := e.Rows("tasks")
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// A refusal of an action says that the action did not run, so the client sends it again.
func TestRefusedActionIsSentAgain(t *testing.T) {
	faults := map[string]emulator.Fault{
		"429": {Status: 429}, "429 for seconds": throttled("40"),
		"503": {Status: 503}, "503 for seconds": {Status: 503, Header: http.Header{"Retry-After": {"40"}}},
	}
	for _, code := range []string{"0x80044150", "0x80044151", "0x80044339", "0x8004ED47", "0x80072300", "0x80072031", "0x80040216"} {
		faults["500 "+code] = emulator.Fault{Status: 500, Body: errorBody(code)}
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(2, fault)
				if r := e.run(t, syncRun(), dynamics.Done); r.Tries != 3 {
					t.Errorf("%d attempts, want 3", r.Tries)
				}
				if got := e.tasks(t); got != 1 {
					t.Errorf("the action ran %d times, want once", got)
				}
			})
		})
	}
}

// noAnswers are the faults after which the client does not know whether an action ran.
var noAnswers = map[string]emulator.Fault{
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

// The client does not send an action again that may have run. It cannot know whether the
// action ran.
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
					checkClass(t, name, err, operation.Unknown)
					if got := len(e.sent(emulator.Dataverse)); got != 1 || r.Tries != 1 {
						t.Errorf("%d requests in %d attempts, want 1 in 1", got, r.Tries)
					}
				})
				bubble(t, func(t *testing.T, e *environment) {
					fault.After = after
					e.Fail(1, fault)
					op := syncRun()
					op.Repeatable = true
					r, err := e.runOpFor(t, op, time.Minute)
					if fault.Stall { // the fault took all the time
						checkClass(t, name, err, operation.Unavailable)
						r, err = e.runOpFor(t, op, time.Minute)
					}
					if err != nil || r.Outcome != dynamics.Done {
						t.Fatalf("repeatable: %s, %v, want done", r.Outcome, err)
					}
					if got := len(e.sent(emulator.Dataverse)); got != 2 {
						t.Errorf("repeatable: %d requests, want 2", got)
					}
				})
			})
		}
	}
}

// An earlier refusal does not decide the outcome of an attempt without a response.
func TestActionLostAtALaterTry(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Status: 503})
		e.Fail(1, emulator.Fault{Drop: true, After: true})
		r, err := e.client.Run(t.Context(), syncRun())
		checkClass(t, "lost", err, operation.Unknown)
		if got := e.tasks(t); got != 1 || r.Tries != 2 {
			t.Errorf("ran %d times in %d attempts, want once in 2", got, r.Tries)
		}
	})
}

// The status has arrived: the action ran, whatever its body says.
func TestTruncatedAnswerToAnAction(t *testing.T) {
	for name, op := range map[string]operation.Operation{
		"with a body": {Kind: operation.Action, EntitySet: "leads", Action: "new_AssignTerritory", Parameters: json.RawMessage(`{"TerritoryName":"North"}`)},
		"without":     syncRun(),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(1, emulator.Fault{Truncate: true})
				if r := e.run(t, op, dynamics.Done); r.Tries != 1 {
					t.Errorf("%d attempts, want 1", r.Tries)
				}
				if got := e.tasks(t); got != 1 {
					t.Errorf("ran %d times, want once", got)
				}
			})
		})
	}
}

// A fault of a request before the action does not matter: the action was not sent.
func TestFailuresBeforeAnAction(t *testing.T) {
	before := map[string]emulator.Fault{"cut off": {Truncate: true}, "503": {Status: 503}, "429": throttled("3")}
	for name, fault := range noAnswers {
		before[name] = fault
	}
	for name, fault := range before {
		t.Run("token: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				fault.Service, fault.Method = emulator.Entra, ""
				e.checkBefore(t, fault, syncRun())
			})
		})
		t.Run("token anew: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, updateContact(), dynamics.Done)
				e.RevokeTokens() // the first response to the action itself is 401
				fault.Service, fault.Method = emulator.Entra, ""
				e.checkBefore(t, fault, syncRun())
			})
		})
		t.Run("look-up: "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				op := syncRun()
				op.Impersonate.Email = emulator.AnaEmail
				fault.Service, fault.Method = emulator.Dataverse, http.MethodGet
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
			checkClass(t, "no time left", err, operation.Unavailable)
		})
	})
}

// The client does not start an action if a wait leaves little time: the deadline could cut
// the action off, and it would count as an action that may have run.
func TestActionIsNotBegunLate(t *testing.T) {
	repeatable := syncRun()
	repeatable.Repeatable = true
	for _, tt := range []struct {
		name       string
		op         operation.Operation
		retryAfter string
		timeout    time.Duration
		want       int // attempts
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
					t.Errorf("%d attempts, %v, want %d", r.Tries, err, tt.want)
				}
				if err != nil {
					checkClass(t, tt.name, err, operation.Unavailable)
					if took := time.Since(start); took != 0 {
						t.Errorf("waited %v, want no wait without a later attempt", took)
					}
				}
			})
		})
	}
}

// checkBefore runs an action whose preparation meets the fault five times, and then runs it
// again.
func (e *environment) checkBefore(t *testing.T, fault emulator.Fault, op operation.Operation) {
	t.Helper()
	e.Fail(5, fault)
	for ran := false; !ran; {
		r, err := e.runOpFor(t, op, 2*time.Minute)
		if ran = err == nil; !ran {
			checkClass(t, "before the action", err, operation.Unavailable)
			if got := e.tasks(t); got != 0 || r.Tries == 0 {
				t.Fatalf("ran %d times in %d attempts, want not yet", got, r.Tries)
			}
		}
	}
	if got := e.tasks(t); got != 1 {
		t.Errorf("ran %d times in the end, want once", got)
	}
}
