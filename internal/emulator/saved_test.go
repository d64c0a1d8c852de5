package emulator_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

func save(tb testing.TB, e *emulator.Emulator) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := e.Save(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// everyRow returns all rows of the emulator in the form of the Web API.
func everyRow(tb testing.TB, e *emulator.Emulator) map[string]string {
	tb.Helper()
	all := map[string]string{}
	for _, set := range append(e.Tables(), "sdkmessages", "sdkmessagefilters") {
		rows, err := e.Rows(set)
		if err != nil {
			tb.Fatal(err)
		}
		for _, r := range rows {
			all[set] += string(r) + "\n"
		}
	}
	return all
}

// TestSavedState restarts an emulator: rows, versions, times, keys and associations are
// unchanged, and the next versions are newer.
func TestSavedState(t *testing.T) {
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	first := start(t, emulator.Options{Schema: administrator(t), Now: func() time.Time { return day }})
	const id, lead = "11111111-2222-4333-8444-555555555555", "accounts(11111111-2222-4333-8444-555555555555)/accountleads_association"
	first.must(204, "PATCH", "accounts("+id+")", `{"name":"Ā \"quoted\"\n","revenue":12.50,"creditonhold":true,"accountnumber":"S-1"}`)
	first.must(204, "PATCH", "accounts("+id+")", `{"name":"Ā","primarycontactid@odata.bind":"/contacts(`+emulator.ContactID+`)"}`)
	first.must(204, "POST", lead+"/$ref", `{"@odata.id":"`+first.conn.ServiceRootURL+"leads("+emulator.LeadID+`)"}`)
	first.must(204, "POST", "contoso_sensordatas", `{"contoso_sensordataid":"`+id+`","partitionid":"p","contoso_value":7}`)
	first.must(204, "PATCH", "new_orders(new_ordernumber='9')", `{"new_sourceversion":9007199254740993,"new_duedate":"2026-01-02"}`)
	first.must(204, "DELETE", "opportunities("+emulator.OpportunityID+")", "")
	first.giveRole(emulator.EveID, emulator.SalespersonRoleID)
	etag := first.must(200, "GET", "accounts("+id+")", "").header.Get("ETag")
	state := save(t, first.Emulator)

	again := start(t, emulator.Options{Schema: administrator(t), State: state, Now: func() time.Time { return day.AddDate(0, 0, 1) }})
	if diff := cmp.Diff(everyRow(t, first.Emulator), everyRow(t, again.Emulator)); diff != "" {
		t.Errorf("the rows (-before +after):\n%s", diff)
	}
	if second := save(t, again.Emulator); !bytes.Equal(state, second) {
		t.Errorf("saved again it is another state:\n%s", cmp.Diff(strings.Split(string(state), "\n"), strings.Split(string(second), "\n")))
	}
	r := again.must(200, "GET", "accounts(accountnumber='S-1')?$select=createdon&$expand=accountleads_association($select=subject),primarycontactid($select=fullname)", "")
	if r.header.Get("ETag") != etag || !strings.Contains(string(r.body), "Interested in bicycles") || !strings.Contains(string(r.body), "Yvonne") || !strings.Contains(string(r.body), "2026-03-01") {
		t.Errorf("ETag %s, want %s: %s", r.header.Get("ETag"), etag, r.body)
	}
	again.must(412, "POST", "accounts", `{"accountnumber":"S-1"}`)
	again.must(412, "POST", lead+"/$ref", `{"@odata.id":"`+again.conn.ServiceRootURL+"leads("+emulator.LeadID+`)"}`)
	again.must(404, "GET", "opportunities("+emulator.OpportunityID+")", "")
	again.must(200, "GET", "accounts", "", "MSCRMCallerID", emulator.EveID)
	again.must(304, "GET", "accounts("+id+")", "", "If-None-Match", etag)
	again.must(204, "PATCH", "accounts("+id+")", `{"name":"B"}`, "If-Match", etag)
	again.must(412, "PATCH", "accounts("+id+")", `{"name":"C"}`, "If-Match", etag)
}

func TestStateOfSomethingElse(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "PATCH", "accounts("+emulator.AccountID+")", `{"fax":"555"}`)
	state := string(save(t, c.Emulator))
	smaller := editedSchema(t, func(m map[string]any) {
		delete(m["tables"].([]any)[0].(map[string]any)["columns"].(map[string]any), "fax")
	})
	another := editedSchema(t, func(m map[string]any) {
		m["tables"].([]any)[0].(map[string]any)["columns"].(map[string]any)["fax"] = "Integer"
	})
	for name, tt := range map[string]struct {
		state  string
		schema []byte
		want   string
	}{
		"nothing":        {"", nil, "it is no state of this emulator"},
		"another file":   {`{"a":1}`, nil, "it is no state of this emulator"},
		"half":           {state[:len(state)/2], nil, "it is damaged"},
		"more":           {state + "{}", nil, "it is damaged"},
		"one byte":       {strings.Replace(state, "Contoso", "Contosa", 1), nil, "it is damaged"},
		"a later one":    {strings.Replace(state, `"version":1`, `"version":2`, 1), nil, "it is of version 2, and this program reads version 1"},
		"no column":      {state, smaller, `row "acc00000-0000-4000-8000-000000000001" of table "account": column "fax" is not there: was it saved with other --metadata?`},
		"another column": {state, another, `column "fax" is of another type`},
	} {
		if tt.state == "" {
			tt.state = "\n"
		}
		_, err := emulator.New(emulator.Options{State: []byte(tt.state), Schema: tt.schema})
		if err == nil || !strings.Contains(err.Error(), "state: ") || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

// TestChanges checks the count of changes: reads and refused writes do not count.
func TestChanges(t *testing.T) {
	c := start(t, emulator.Options{})
	at := c.Changes()
	c.must(200, "GET", "accounts", "")
	c.must(400, "POST", "accounts", `{"nothing":1}`)
	if c.Changes() != at {
		t.Error("a read or a refused write changed something")
	}
	for _, tt := range []struct{ method, path, body string }{
		{"PATCH", "accounts(" + emulator.AccountID + ")", `{"name":"x"}`},
		{"POST", "accounts(" + emulator.AccountID + ")/accountleads_association/$ref", `{"@odata.id":"` + c.conn.ServiceRootURL + "leads(" + emulator.LeadID + `)"}`},
		{"DELETE", "accounts(" + emulator.AccountID + ")/accountleads_association(" + emulator.LeadID + ")/$ref", ""},
		{"DELETE", "leads(" + emulator.LeadID + ")", ""},
	} {
		c.must(204, tt.method, tt.path, tt.body)
		if now := c.Changes(); now == at {
			t.Errorf("%s %s changed nothing", tt.method, tt.path)
		} else {
			at = now
		}
	}
	broken := errors.New("the disk is on fire")
	if err := c.Save(failing{broken}); !errors.Is(err, broken) {
		t.Errorf("Save = %v, want what the writer said", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzState loads any rows as a state. The emulator does not panic, and an error is one
// line that names the fault.
func FuzzState(f *testing.F) {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		f.Fatal(err)
	}
	_, body, _ := strings.Cut(string(save(f, e)), "\n")
	rows := strings.Split(body, "\n")
	f.Add([]byte(rows[0] + rows[len(rows)-20] + "]}"))
	f.Add([]byte(`{"serial":1,"version":1,"rows":[{"table":"account","id":"acc00000-0000-4000-8000-000000000001","cells":{"name":{"table":"lead","id":7},"statecode":"x"}}],"links":[{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		state := fmt.Appendf(nil, "{\"format\":\"sns-dynamics emulator state\",\"version\":1,\"sha256\":\"%x\"}\n%s", sha256.Sum256(body), body)
		e, err := emulator.New(emulator.Options{State: state})
		if _, ok := errors.AsType[*emulator.StateError](err); err != nil && (!ok || strings.Contains(err.Error(), "\n")) {
			t.Errorf("New = %v", err)
		}
		if err == nil {
			everyRow(t, e)
			save(t, e)
		}
	})
}
