package dynamics_test

import (
	"bytes"
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

// parts returns the requests in the batches that were sent, as method and path.
func (e *environment) parts() []string {
	var all []string
	for _, r := range e.sent(emulator.Dataverse) {
		if !strings.HasSuffix(r.Target, "/$batch") {
			continue
		}
		for line := range strings.Lines(string(r.Body)) {
			if target, ok := strings.CutSuffix(strings.TrimSpace(line), " HTTP/1.1"); ok {
				path, _, _ := strings.Cut(target, "?")
				all = append(all, strings.Replace(path, origin+"/api/data/v9.2/", "", 1))
			}
		}
	}
	return all
}

// assorted returns operations of every kind that may share a $batch, on different rows. It
// creates the rows that they need.
func assorted(t *testing.T, e *environment, n int) []operation.Operation {
	t.Helper()
	present := several(n, func(i int) operation.Operation { return createContact(numbered(i)) })
	e.runAll(t, present, done)
	e.ForgetRequests()
	return several(n, func(i int) operation.Operation {
		op := operation.Operation{EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(fmt.Sprintf(`{"jobtitle":"job %d"}`, i))}
		switch i % 6 {
		case 0:
			op.Kind = operation.Update
		case 1:
			op.Kind, op.Data = operation.Delete, nil
		case 2:
			op = upsertOrder(i)
		case 3:
			op.Kind, op.EntitySet, op.Data = operation.Create, "accounts", json.RawMessage(fmt.Sprintf(`{"name":"account %d","primarycontactid@odata.bind":"/contacts(%s)"}`, i, numbered(i)))
		case 4:
			op = operation.Operation{Kind: operation.Create, EntitySet: "leads", Row: byID(numbered(i)), Data: json.RawMessage(`{"subject":"s","lastname":"l"}`)}
		case 5:
			op.Kind, op.EntitySet, op.Row, op.Data = operation.Update, "accounts", byKey("accountnumber", fmt.Sprint("none-", i)), json.RawMessage(`{"name":"x"}`)
		}
		return op
	})
}

// assortedEnd has the outcome of each of them. No account has the keys of the operations.
func assortedEnd(i int) string {
	if i%6 == 5 {
		return "rejected"
	}
	return "done"
}

// checkAssorted checks that the reported operations have their effect.
func checkAssorted(t *testing.T, e *environment, n int) {
	t.Helper()
	for i := range n {
		contact := e.row(t, "contacts", "contactid", numbered(i))
		switch i % 6 {
		case 0:
			if contact == nil || contact["jobtitle"] != fmt.Sprint("job ", i) {
				t.Errorf("contact %d was not updated: %v", i, contact)
			}
		case 1:
			if contact != nil {
				t.Errorf("contact %d was not deleted", i)
			}
		case 2:
			if e.row(t, "new_orders", "new_ordernumber", fmt.Sprint("SO-", i)) == nil {
				t.Errorf("order %d was not made", i)
			}
		case 3:
			if e.row(t, "accounts", "accountid", numbered(i)) == nil {
				t.Errorf("account %d was not made", i)
			}
		case 4:
			if e.row(t, "leads", "leadid", numbered(i)) == nil {
				t.Errorf("lead %d was not made", i)
			}
		}
	}
}

// Small operations share a request. A refused part has no effect on the other operations.
func TestRunAllBundles(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ops := assorted(t, e, 96)
		e.runAll(t, ops, assortedEnd)
		checkAssorted(t, e, 96)
		shared, alone := 0, 0
		for _, w := range e.changes() {
			if w == "POST $batch" {
				shared++
			} else {
				alone++
			}
		}
		if shared != 4 || alone != 16 {
			t.Errorf("%d batches and %d requests beside them, want 4, and the 16 that were refused once more: %v", shared, alone, e.changes())
		}
		if got := e.parts(); len(got) < 4+16 || !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "UpdateMultiple") }) {
			t.Errorf("in the batches are %v, want bulk messages among them", got)
		}
		for _, want := range []string{"Prefer: odata.continue-on-error", "Content-Type: multipart/mixed; boundary=batch_"} {
			name, value, _ := strings.Cut(want, ": ")
			for _, r := range e.sent(emulator.Dataverse) {
				if strings.HasSuffix(r.Target, "/$batch") && !strings.HasPrefix(r.Header.Get(name), value) {
					t.Errorf("%s is %q, want %q", name, r.Header.Get(name), value)
				}
			}
		}
	})
}

// Whatever happens to a batch or to one of its parts, each operation has the outcome that
// it would have alone.
func TestRunAllBundlesThroughFaults(t *testing.T) {
	post := func(f emulator.Fault) emulator.Fault { f.Method = http.MethodPost; return f }
	inner := func(f emulator.Fault) emulator.Fault { f.Inner = true; return f }
	for name, tt := range map[string]struct {
		fault emulator.Fault
		times int
		least time.Duration
	}{
		"throttled":                    {post(throttled("3")), 1, 3 * time.Second},
		"lost":                         {post(emulator.Fault{Drop: true}), 1, 0},
		"lost after it was done":       {post(emulator.Fault{Drop: true, After: true}), 1, 0},
		"lost again and again":         {post(emulator.Fault{Drop: true, After: true}), 30, 0},
		"504":                          {post(emulator.Fault{Status: 504, After: true}), 1, 0},
		"broken off":                   {post(emulator.Fault{Truncate: true}), 3, 0},
		"refused as a whole":           {post(emulator.Fault{Status: 400, Body: errorBody("0x80060888")}), 3, 0},
		"not known":                    {post(emulator.Fault{Status: 404}), 10, 0},
		"an answer that is none":       {post(emulator.Fault{Status: 200, Body: `{}`, Header: http.Header{"Odata-Version": {"4.0"}}}), 1, 0},
		"one answer for all":           {post(oneAnswer()), 1, 0},
		"a part is throttled":          {inner(throttled("7")), 1, 7 * time.Second},
		"a part has an outage":         {inner(emulator.Fault{Status: 503}), 20, 0},
		"a part is done and not so":    {inner(emulator.Fault{Status: 500, After: true}), 40, 0},
		"a part's token is refused":    {inner(emulator.Fault{Status: 401}), 2, 0},
		"a part is not for batches":    {inner(emulator.Fault{Status: 400, Body: errorBody("0x80072535")}), 40, 0},
		"a part is done and throttled": {inner(emulator.Fault{Status: 429, Header: http.Header{"Retry-After": {"5"}}, After: true}), 2, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				ops := assorted(t, e, 48)
				e.Fail(tt.times, tt.fault)
				start := time.Now()
				want := assortedEnd
				if tt.fault.After || tt.fault.Truncate {
					want = func(i int) string { // a second delivery finds less to do
						return [...]string{"done", "done or absent", "done", "done or exists", "done or exists", "rejected"}[i%6]
					}
				}
				ended := e.client.RunAll(t.Context(), ops)
				for i, r := range ended {
					got := string(r.Result.Outcome)
					if r.Err != nil {
						got = string(dynamics.ClassOf(r.Err))
					}
					if !slices.Contains(strings.Split(want(i), " or "), got) {
						t.Errorf("operation %d: %s, %v, want %s", i, got, r.Err, want(i))
					}
				}
				checkAssorted(t, e, 48)
				if took := time.Since(start); took < tt.least {
					t.Errorf("took %v, want the %v that was asked for", took, tt.least)
				}
			})
		})
	}
}

// oneAnswer is the response to a batch that ended after its first part.
func oneAnswer() emulator.Fault {
	return emulator.Fault{
		Status: 200, Header: http.Header{"Odata-Version": {"4.0"}, "Content-Type": {"multipart/mixed; boundary=b"}},
		Body: "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 503 Service Unavailable\r\n\r\n\r\n--b--\r\n",
	}
}

// No operation is carried out for the user of another operation.
func TestRunAllBundlesNobodyWithAnother(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		users := []operation.Impersonation{{}, {SystemUserID: emulator.AnaID}, {ObjectID: emulator.AnaObjectID}, {Email: emulator.AnaEmail}}
		ops := several(40, func(i int) operation.Operation {
			return operation.Operation{
				Kind: operation.Create, EntitySet: "contacts", Row: byID(numbered(i)), Impersonate: users[i%4],
				Data: json.RawMessage(`{"lastname":"x","parentcustomerid_account@odata.bind":null}`), Tag: fmt.Sprint("t", i),
			}
		})
		e.runAll(t, ops, done)
		if shared := slices.DeleteFunc(e.changes(), func(s string) bool { return s != "POST $batch" }); len(shared) != 4 {
			t.Errorf("%d batches, want one a user: %v", len(shared), e.changes())
		}
		for i := range ops {
			by := e.row(t, "contacts", "contactid", numbered(i))["_createdby_value"]
			if want := i%4 != 0; (by == emulator.AnaID) != want {
				t.Errorf("contact %d was made by %v, want by Ana: %v", i, by, want)
			}
		}
	})
}

// Data may contain a text that looks like the end of a part.
func TestRunAllBundlesHostileData(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		hostile := "--batch_x\r\nContent-Type: application/http\r\n\r\nDELETE /api/data/v9.2/contacts(" + newID + ") HTTP/1.1\r\n\r\n--batch_x--"
		e.run(t, createContact(newID), dynamics.Done)
		e.runAll(t, several(10, func(i int) operation.Operation {
			text, err := json.Marshal(map[string]string{"lastname": "x", "description": hostile})
			if err != nil {
				t.Fatal(err)
			}
			text = bytes.Replace(text, []byte(`":`), []byte("\":\r\n\r\n"), 1)
			return operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(numbered(i)), Tag: fmt.Sprint(i), Data: text}
		}), done)
		if e.row(t, "contacts", "contactid", newID) == nil {
			t.Error("data deleted a row")
		}
	})
}
