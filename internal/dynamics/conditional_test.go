package dynamics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// patches returns the bodies of the PATCH requests.
func (e *environment) patches() []string {
	var all []string
	for _, r := range e.sent(emulator.Dataverse) {
		if r.Method == http.MethodPatch {
			all = append(all, string(r.Body))
		}
	}
	return all
}

func upsertValues(number, values string) operation.Operation {
	return operation.Operation{Kind: operation.Upsert, Table: "new_order", Row: byKey("new_ordernumber", number), Values: json.RawMessage(values)}
}

// TestSkipUnchanged writes the columns that differ, and nothing if no column differs.
func TestSkipUnchanged(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		all := `{"new_name":"N","new_total":1999.90,"new_ispaid":true,"new_duedate":"2026-01-31","new_orderedon":"2026-01-31T09:30:00+02:00","new_notes":null,"new_accountid":{"account":{"accountnumber":"CT-1000"}}}`
		e.run(t, upsertValues("S-1", all), dynamics.Done)
		e.ForgetRequests()
		op := upsertValues("S-1", strings.Replace(all, "1999.90", "1999.9", 1))
		op.SkipUnchanged = true
		e.run(t, op, dynamics.Unchanged)
		if got := e.patches(); len(got) > 0 {
			t.Errorf("requests %q, want none", got)
		}
		op.Values = json.RawMessage(strings.Replace(all, `"new_ispaid":true`, `"new_ispaid":false`, 1))
		e.run(t, op, dynamics.Done)
		if got, want := fmt.Sprint(e.patches()), `[{"new_ispaid":false}]`; got != want {
			t.Errorf("requests %s, want %s", got, want)
		}
		op.Row, op.Values = byKey("new_ordernumber", "S-2"), json.RawMessage(`{"new_name":"M"}`)
		e.run(t, op, dynamics.Done)
		op.Kind, op.Row = operation.Update, byID(noID)
		if _, err := e.client.Run(t.Context(), op); !dynamics.IsRowMissing(err) {
			t.Errorf("update of no row: %v", err)
		}
	})
}

// TestSkipUnchangedOfAnEvent shares the reads, and the writes.
func TestSkipUnchangedOfAnEvent(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var ops []operation.Operation
		for i := range 20 {
			op := upsertValues(fmt.Sprint("S-", i), `{"new_name":"N"}`)
			op.SkipUnchanged = true
			ops = append(ops, op)
		}
		run := func(want map[dynamics.Outcome]int) {
			t.Helper()
			e.ForgetRequests()
			got := map[dynamics.Outcome]int{}
			for _, r := range e.client.RunAll(t.Context(), ops) {
				if r.Err != nil {
					t.Fatal(r.Err)
				}
				got[r.Result.Outcome]++
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("outcomes %v, want %v", got, want)
			}
		}
		run(map[dynamics.Outcome]int{dynamics.Done: 20})
		run(map[dynamics.Outcome]int{dynamics.Unchanged: 20})
		if n := len(e.sent(emulator.Dataverse)); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
		for i := range 5 {
			ops[i].Values = json.RawMessage(`{"new_name":"M"}`)
		}
		run(map[dynamics.Outcome]int{dynamics.Done: 5, dynamics.Unchanged: 15})
		if n := len(e.sent(emulator.Dataverse)); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
		// The response to the writes is lost: the rows have the values, and that is found out.
		ops[0].Values, ops[1].Values = json.RawMessage(`{"new_name":"K"}`), json.RawMessage(`{"new_name":"K"}`)
		e.Fail(2, emulator.Fault{Inner: true, Method: http.MethodPatch, After: true, Status: http.StatusGatewayTimeout, Bare: true})
		run(map[dynamics.Outcome]int{dynamics.Unchanged: 20})
	})
}

// TestThrottledComparison sends nothing before the wait is over that the read of one row asks for.
func TestThrottledComparison(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		var ops []operation.Operation
		for i := range 3 {
			op := upsertValues(fmt.Sprint("S-", i), `{"new_name":"N"}`)
			op.SkipUnchanged = true
			ops = append(ops, op)
		}
		e.client.RunAll(t.Context(), ops)
		for i := range ops {
			ops[i].Values = json.RawMessage(`{"new_name":"M"}`)
		}
		e.Fail(1, emulator.Fault{Inner: true, Method: http.MethodGet, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"20"}}, Body: errorBody("0x80072322")})
		w.at = nil
		for _, r := range e.client.RunAll(t.Context(), ops) {
			if r.Err != nil {
				t.Error(r.Err)
			}
		}
		if len(w.at) < 2 || w.at[1].Sub(w.at[0]) < 20*time.Second {
			t.Errorf("requests at %v, want a wait of 20s after the first", w.at)
		}
	})
}

// TestCreateOnly writes columns only if the upsert creates the row.
func TestCreateOnly(t *testing.T) {
	for _, skip := range []bool{false, true} {
		bubble(t, func(t *testing.T, e *environment) {
			op := upsertValues("S-1", `{"new_name":"N","new_notes":"first"}`)
			op.CreateOnly, op.SkipUnchanged = []string{"new_notes"}, skip
			e.run(t, op, dynamics.Done)
			op.Values = json.RawMessage(`{"new_name":"M","new_notes":"second"}`)
			e.run(t, op, dynamics.Done)
			for _, text := range e.rowsOf(t, "new_orders") {
				if strings.Contains(text, `"S-1"`) && (!strings.Contains(text, `"first"`) || !strings.Contains(text, `"M"`)) {
					t.Errorf("row %s", text)
				}
			}
			op.CreateOnly = []string{"new_notes", "new_name"}
			e.run(t, op, dynamics.Unchanged)
		})
	}
}

// TestCreateOnlyOfAnotherRow wants an error if another row has an alternate key of the row:
// the row does not exist, so it is not unchanged.
func TestCreateOnlyOfAnotherRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, upsertValues("S-1", `{"new_name":"N"}`), dynamics.Done)
		op := operation.Operation{
			Kind: operation.Upsert, Table: "new_order", Row: byID(newID), CreateOnly: []string{"new_ordernumber", "new_name"},
			Values: json.RawMessage(`{"new_name":"M","new_ordernumber":"S-1"}`),
		}
		if r, err := e.client.Run(t.Context(), op); err == nil {
			t.Errorf("outcome %s, want an error", r.Outcome)
		}
		op.CreateOnly = []string{"new_ordernumber"}
		if r, err := e.client.Run(t.Context(), op); err == nil {
			t.Errorf("outcome %s, want an error", r.Outcome)
		}
	})
}

func (e *environment) rowsOf(t *testing.T, entitySet string) []string {
	t.Helper()
	rows, err := e.Rows(entitySet)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range rows {
		all = append(all, string(r))
	}
	return all
}
