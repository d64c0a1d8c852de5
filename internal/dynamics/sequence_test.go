package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// orderData has details that a decoder would not keep: an escape, a digit, blanks.
const orderData = `{ "new_name":"O\u0027Brien",  "new_total":12.30 }`

// order is a change of an order, in sequence.
func order(kind operation.Kind, version string) operation.Operation {
	op := operation.Operation{
		Kind: kind, EntitySet: "new_orders", Row: byID(newID),
		Sequence: &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage(version)},
	}
	if kind != operation.Delete {
		op.Data = json.RawMessage(orderData)
	}
	return op
}

// storeOrder makes the order's row with the given columns. An empty text makes no row.
func (e *environment) storeOrder(t *testing.T, columns string) {
	t.Helper()
	if columns != "" {
		e.run(t, operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byID(newID), Data: json.RawMessage(columns)}, dynamics.Done)
	}
	e.ForgetRequests()
}

// order returns the row of the order, or nil if the row does not exist.
func (e *environment) order(t *testing.T) map[string]any {
	t.Helper()
	return e.row(t, "new_orders", "new_orderid", newID)
}

// writes returns the requests that change something.
func (e *environment) writes() []emulator.Request {
	var all []emulator.Request
	for _, r := range e.sent(emulator.Dataverse) {
		if r.Method != http.MethodGet {
			all = append(all, r)
		}
	}
	return all
}

func TestSequence(t *testing.T) {
	const none, failed = "", dynamics.Outcome("")
	for _, column := range []struct {
		name, row              string
		update, upsert, delete dynamics.Outcome
	}{
		{"empty", `{"new_name":"old"}`, dynamics.Done, dynamics.Done, dynamics.Done},
		{"smaller", `{"new_name":"old","new_sourceversion":41}`, dynamics.Done, dynamics.Done, dynamics.Done},
		{"equal", `{"new_name":"old","new_sourceversion":42}`, dynamics.Stale, dynamics.Stale, dynamics.Stale},
		{"greater", `{"new_name":"old","new_sourceversion":43}`, dynamics.Stale, dynamics.Stale, dynamics.Stale},
		{"no row", none, failed, dynamics.Done, dynamics.Absent},
	} {
		for kind, want := range map[operation.Kind]dynamics.Outcome{
			operation.Update: column.update, operation.Upsert: column.upsert, operation.Delete: column.delete,
		} {
			t.Run(string(kind)+", "+column.name, func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					e.storeOrder(t, column.row)
					before := e.order(t)
					r, err := e.client.Run(t.Context(), order(kind, "42"))
					if r.Outcome != want || (err != nil) != (want == failed) || r.Tries != 1 {
						t.Fatalf("Run = %+v, %v, want %q in the first attempt", r, err, want)
					}
					if want == failed {
						checkClass(t, "no row to update", err, operation.Rejected)
						if got := wantError(t, err); got.Status != http.StatusNotFound || got.Op != string(kind) {
							t.Errorf("error = %v, want a 404 of the update", err)
						}
					}
					e.checkSequenced(t, kind, want, before)
				})
			})
		}
	}
}

// checkSequenced checks the requests of a sequenced change to 42, and the row.
func (e *environment) checkSequenced(t *testing.T, kind operation.Kind, outcome dynamics.Outcome, before map[string]any) {
	t.Helper()
	all, writes, row := e.sent(emulator.Dataverse), e.writes(), e.order(t)
	if want := "/api/data/v9.2/new_orders(" + newID + ")?$select=new_sourceversion"; all[0].Method != http.MethodGet || all[0].Target != want {
		t.Errorf("first %s %s, want GET %s", all[0].Method, all[0].Target, want)
	}
	if outcome != dynamics.Done {
		if len(writes) != 0 || before == nil != (row == nil) || before["@odata.etag"] != row["@odata.etag"] {
			t.Errorf("%d writes, row %v, want none and %v", len(writes), row, before)
		}
		return
	}
	if len(all) != 2 || len(writes) != 1 {
		t.Fatalf("%d requests, %d writes, want 2 and 1", len(all), len(writes))
	}
	match, noneMatch := "", "*"
	if before != nil {
		match, noneMatch = before["@odata.etag"].(string), ""
	}
	if h := writes[0].Header; h.Get("If-Match") != match || h.Get("If-None-Match") != noneMatch {
		t.Errorf("If-Match %q, If-None-Match %q, want %q and %q", h.Get("If-Match"), h.Get("If-None-Match"), match, noneMatch)
	}
	if kind == operation.Delete {
		if row != nil {
			t.Errorf("row %v, want none", row)
		}
		return
	}
	if got, want := string(writes[0].Body), `{"new_sourceversion":42,"new_name":"O\u0027Brien",  "new_total":12.30 }`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if row["new_sourceversion"] != 42.0 || row["new_name"] != "O'Brien" {
		t.Errorf("row %v, want version 42 of O'Brien's", row)
	}
}

// Values are compared by their meaning, whatever the type of the column, and sent digit for
// digit.
func TestSequenceColumns(t *testing.T) {
	const rejected = dynamics.Outcome("")
	for _, tt := range []struct {
		name, column, held, value string
		want                      dynamics.Outcome
	}{
		{"Big, beyond 2^53", "new_sourceversion", `9007199254740992`, `9007199254740993`, dynamics.Done},
		{"Big, beyond 2^53, the other way", "new_sourceversion", `9007199254740993`, `9007199254740992`, dynamics.Stale},
		{"Big, by digits in a string", "new_sourceversion", `9007199254740993`, `"9007199254740993"`, dynamics.Stale},
		{"Decimal", "new_taxrate", `1.1`, `1.10`, dynamics.Stale},
		{"Decimal, larger", "new_taxrate", `1.9`, `1.91`, dynamics.Done},
		{"Decimal, as many digits as it keeps", "new_taxrate", `1.9`, `1.91234567890`, dynamics.Done},
		{"Decimal, more digits than it keeps", "new_taxrate", `1.9`, `1.91234567891234567891`, rejected},
		{"Decimal, more digits than it keeps, of the first", "new_taxrate", `null`, `1.00000000001`, rejected},
		{"Floating Point or Currency", "new_total", `null`, `1.5`, rejected},
		{"Big, a fraction", "new_sourceversion", `1`, `1.5`, rejected},
		{"Text", "new_notes", `"9"`, `"10"`, dynamics.Done},
		{"Text, smaller", "new_notes", `"10"`, `"9"`, dynamics.Stale},
		{"DateTime", "new_orderedon", `"2026-11-21T07:00:00Z"`, `"2026-11-21T08:00:01+01:00"`, dynamics.Done},
		{"DateTime, the same", "new_orderedon", `"2026-11-21T07:00:00Z"`, `"2026-11-21T08:00:00+01:00"`, dynamics.Stale},
		{"a column of words", "new_notes", `"first"`, `"2"`, rejected},
		{"a number for a time", "new_orderedon", `"2026-11-21T07:00:00Z"`, `20261121`, rejected},
		{"a time for a number", "new_sourceversion", `1`, `"2026-11-21T07:00:00Z"`, rejected},
		{"no version", "new_sourceversion", `1`, `1e3`, rejected},
		{"no such column", "new_version", `null`, `1`, rejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if tt.held == "null" {
					e.storeOrder(t, `{}`)
				} else {
					e.storeOrder(t, `{"`+tt.column+`":`+tt.held+`}`)
				}
				op := order(operation.Update, tt.value)
				op.Sequence.Column = tt.column
				r, err := e.client.Run(t.Context(), op)
				if r.Outcome != tt.want || (err != nil) != (tt.want == rejected) {
					t.Errorf("Run = %+v, %v, want %q", r, err, tt.want)
				}
				if err != nil {
					checkClass(t, tt.name, err, operation.Rejected)
				}
				wrote := 0
				if tt.want == dynamics.Done {
					wrote = 1
				}
				if got := len(e.writes()); got != wrote {
					t.Errorf("%d writes, want %d", got, wrote)
				}
			})
		})
	}
}

// A change without other data sets only the column.
func TestSequenceWithoutData(t *testing.T) {
	for _, data := range []string{`{}`, `{ }`, " {\n} "} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{"new_sourceversion":1}`)
			op := order(operation.Update, "2")
			op.Data = json.RawMessage(data)
			e.run(t, op, dynamics.Done)
			if got := e.order(t)["new_sourceversion"]; got != 2.0 {
				t.Errorf("data %q: version %v, want 2", data, got)
			}
		})
	}
}

// The user acted for may write a row and not read it, or not read its column.
func TestSequenceReadsAreNotImpersonated(t *testing.T) {
	for _, email := range []bool{false, true} {
		bubble(t, func(t *testing.T, e *environment) {
			op := order(operation.Update, `"2"`)
			op.EntitySet, op.Row, op.Sequence.Column, op.Data = "contacts", byID(emulator.ContactID), "jobtitle", json.RawMessage(`{"lastname":"x"}`)
			op.Impersonate = operation.Impersonation{SystemUserID: emulator.AnaID}
			if email {
				op.Impersonate = operation.Impersonation{Email: emulator.AnaEmail}
			}
			e.run(t, op, dynamics.Done)
			e.run(t, op, dynamics.Stale)
			for _, r := range e.sent(emulator.Dataverse) {
				want := emulator.AnaID
				if r.Method == http.MethodGet {
					want = ""
				}
				if got := r.Header.Get("MSCRMCallerID"); got != want {
					t.Errorf("%s %s as %q, want %q", r.Method, r.Target, got, want)
				}
			}
			if got := e.row(t, "contacts", "contactid", emulator.ContactID)["_modifiedby_value"]; got != emulator.AnaID {
				t.Errorf("modified by %v, want Ana", got)
			}
		})
	}
}
