package dynamics_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// repeatable are the operations that may be sent any number of times, each with the outcome
// of a second run.
func repeatable() map[string]struct {
	op     operation.Operation
	method string
	again  dynamics.Outcome
} {
	associate := operation.Operation{
		Kind: operation.Associate, EntitySet: "accounts", Row: byID(emulator.AccountID), NavigationProperty: "accountleads_association",
		Related: operation.Reference{EntitySet: "leads", Row: byID(emulator.LeadID)},
	}
	disassociate := associate
	disassociate.Kind, disassociate.NavigationProperty = operation.Disassociate, "contact_customer_accounts"
	disassociate.Related = operation.Reference{EntitySet: "contacts", Row: byID(emulator.ContactID)}
	disassociateMany := disassociate
	disassociateMany.EntitySet, disassociateMany.Row = "leads", byID(emulator.LeadID)
	disassociateMany.NavigationProperty = "contactleads_association"
	type named = struct {
		op     operation.Operation
		method string
		again  dynamics.Outcome
	}
	return map[string]named{
		"create": {createContact(newID), http.MethodPatch, dynamics.Exists},
		"create by key": {operation.Operation{
			Kind: operation.Create, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_name":"x"}`),
		}, http.MethodPatch, dynamics.Exists},
		"update": {updateContact(), http.MethodPatch, dynamics.Done},
		"upsert": {operation.Operation{
			Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_total":12.30}`),
		}, http.MethodPatch, dynamics.Done},
		"delete":            {operation.Operation{Kind: operation.Delete, EntitySet: "leads", Row: byID(emulator.LeadID)}, http.MethodDelete, dynamics.Absent},
		"associate":         {associate, http.MethodPost, dynamics.Exists},
		"disassociate":      {disassociate, http.MethodDelete, dynamics.Absent},
		"disassociate many": {disassociateMany, http.MethodDelete, dynamics.Absent},
	}
}

// passing are the temporary faults, before the request is applied and after.
func passing() map[string]emulator.Fault {
	faults := map[string]emulator.Fault{
		"429":                    {Status: 429},
		"429 for seconds":        throttled("17"),
		"429 until a date":       throttled("Sat, 01 Jan 2000 00:01:30 GMT"),
		"503":                    {Status: 503},
		"503 for seconds":        {Status: 503, Header: http.Header{"Retry-After": {"30"}}},
		"408":                    {Status: 408},
		"502":                    {Status: 502},
		"504":                    {Status: 504},
		"500 without a code":     {Status: 500, Body: errorBody("")},
		"500 with an empty body": {Status: 500},
		"500 with a page":        {Status: 500, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}},
		"500 cut off":            {Status: 500, Body: `{"error":{"co`},
		"dropped":                {Drop: true},
	}
	for name, fault := range maps.Clone(faults) {
		fault.After = true
		faults[name+", after the effect"] = fault
	}
	for _, code := range classes[operation.Unavailable] {
		faults[fmt.Sprintf("500 0x%08x", code)] = emulator.Fault{Status: 500, Body: errorBody(fmt.Sprintf("0x%08x", code))}
	}
	faults["an answer cut off"] = emulator.Fault{Truncate: true}
	return faults
}

// volatile are the columns that a clock or a counter sets in a row.
var volatile = regexp.MustCompile(`"(@odata\.etag|createdon|modifiedon|new_orderid|versionnumber)":("(?:[^"\\]|\\.)*"|\d+),?`)

// snapshot is every row that does not belong to the set-up, without the volatile columns.
func (e *environment) snapshot(t *testing.T) string {
	t.Helper()
	var all []string
	for _, set := range e.Tables() {
		if slices.Contains([]string{"privileges", "roles", "systemusers", "teams", "businessunits", "organizations", "transactioncurrencies"}, set) {
			continue
		}
		rows, err := e.Rows(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all = append(all, set+" "+volatile.ReplaceAllString(string(row), ""))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// prepare makes the rows that an operation needs and that the emulator lacks.
func (e *environment) prepare(t *testing.T, name string, op operation.Operation) {
	t.Helper()
	if name == "disassociate many" {
		op.Kind = operation.Associate
		e.run(t, op, dynamics.Done)
	}
}

// Whatever temporary fault an operation meets, and however often within its attempts, its
// effect is there once in the end. There is no other effect.
func TestPassingFaultsLeaveOneEffect(t *testing.T) {
	for name, tt := range repeatable() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want string
			bubble(t, func(t *testing.T, e *environment) {
				e.prepare(t, name, tt.op)
				before := e.snapshot(t)
				e.run(t, tt.op, dynamics.Done)
				want = e.snapshot(t)
				if many := strings.Contains(tt.op.NavigationProperty, "leads_"); (before == want) != many {
					t.Fatalf("rows changed: %v, want %v", before != want, !many)
				}
			})
			for fault, f := range passing() {
				bubble(t, func(t *testing.T, e *environment) {
					e.prepare(t, name, tt.op)
					f.Method = tt.method
					times, tries := 4, 5
					if f.Truncate { // the status has arrived, and says that the write was done
						times, tries = 1, 1
					}
					e.Fail(times, f)
					r, err := e.client.Run(t.Context(), tt.op)
					if err != nil || r.Outcome != dynamics.Done && r.Outcome != tt.again {
						t.Fatalf("%s: %s, %v, want a success", fault, r.Outcome, err)
					}
					if got := r.Tries; got != tries && !(f.After && r.Outcome == tt.again) {
						t.Errorf("%s: %d attempts, want %d", fault, got, tries)
					}
					if got := e.snapshot(t); got != want {
						t.Errorf("%s: rows\n%s\nwant\n%s", fault, got, want)
					}
					e.run(t, tt.op, tt.again) // a link, which no row shows, exists too
				})
			}
		})
	}
}

// A response that stalls uses up the deadline. The next delivery recovers.
func TestStalledAnswersLeaveOneEffect(t *testing.T) {
	for name, tt := range repeatable() {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, applied %v", name, after), func(t *testing.T) {
				var want string
				bubble(t, func(t *testing.T, e *environment) {
					e.prepare(t, name, tt.op)
					e.run(t, tt.op, dynamics.Done)
					want = e.snapshot(t)
				})
				bubble(t, func(t *testing.T, e *environment) {
					e.prepare(t, name, tt.op)
					e.Fail(1, emulator.Fault{Method: tt.method, Stall: true, After: after})
					start := time.Now()
					r, err := e.runOpFor(t, tt.op, 20*time.Second)
					checkClass(t, "stalled", err, operation.Unavailable)
					if took := time.Since(start); took != 20*time.Second || r.Tries != 1 {
						t.Errorf("%d attempts in %v, want 1 in 20s", r.Tries, took)
					}
					r, err = e.runOpFor(t, tt.op, 20*time.Second)
					outcome := dynamics.Done
					if after {
						outcome = tt.again
					}
					if err != nil || r.Outcome != outcome {
						t.Errorf("the next delivery: %s, %v, want %s", r.Outcome, err, outcome)
					}
					if got := e.snapshot(t); got != want {
						t.Errorf("rows\n%s\nwant\n%s", got, want)
					}
				})
			})
		}
	}
}
