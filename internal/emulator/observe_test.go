package emulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// observed is a client of an emulator, with the observations of its observer.
func observed(t *testing.T, o emulator.Options) (*client, *[]emulator.Observation) {
	t.Helper()
	c := start(t, o)
	var all []emulator.Observation
	c.Server.Observe(func(ctx context.Context, o emulator.Observation) {
		if ctx == nil || o.Time.IsZero() {
			t.Errorf("told of %s without context or time", o.Target)
		}
		all = append(all, o)
	})
	return c, &all
}

func TestObserveChanges(t *testing.T) {
	c, all := observed(t, emulator.Options{})
	const id = "00000000-0000-4000-8000-00000000ace1"
	c.must(204, "PATCH", "tasks("+id+")", `{"subject":"one"}`)
	c.must(204, "PATCH", "tasks("+id+")", `{"subject":"two"}`)
	c.must(200, "GET", "tasks("+id+")", "")
	c.must(400, "PATCH", "tasks("+id+")", `{"nothing":1}`)
	c.must(204, "DELETE", "tasks("+id+")", "")
	c.must(204, "POST", "accounts("+emulator.AccountID+")/accountleads_association/$ref",
		`{"@odata.id":"`+c.conn.ServiceRootURL+`leads(`+emulator.LeadID+`)"}`)
	want := []string{"->one", "one->two", "", "", "two->", "accountleads_association ->linked"}
	if len(*all) != len(want) {
		t.Fatalf("told of %d requests, want %d", len(*all), len(want))
	}
	for i, o := range *all {
		var got []string
		for _, ch := range o.Changes {
			if ch.Relationship != "" {
				got = append(got, ch.Relationship+" "+linked(ch.Before)+"->"+linked(ch.After))
				continue
			}
			if ch.EntitySet != "tasks" || ch.ID != id {
				t.Errorf("%d: a change of %s(%s)", i, ch.EntitySet, ch.ID)
			}
			got = append(got, subject(t, ch.Before)+"->"+subject(t, ch.After))
		}
		if strings.Join(got, ",") != want[i] {
			t.Errorf("%s %s: changes %v, want %s", o.Method, o.Target, got, want[i])
		}
	}
}

func subject(t *testing.T, row json.RawMessage) string {
	t.Helper()
	if row == nil {
		return ""
	}
	var r struct{ Subject string }
	if err := json.Unmarshal(row, &r); err != nil {
		t.Fatal(err)
	}
	return r.Subject
}

func linked(pair json.RawMessage) string {
	if pair == nil {
		return ""
	}
	return "linked"
}

// TestObserveManyRows checks the limit of the changes of one request.
func TestObserveManyRows(t *testing.T) {
	c, all := observed(t, emulator.Options{})
	var targets []string
	for i := range 130 {
		targets = append(targets, fmt.Sprintf(`{"@odata.type":"Microsoft.Dynamics.CRM.account","name":"%d"}`, i))
	}
	c.must(200, "POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[`+strings.Join(targets, ",")+`]}`)
	if o := (*all)[0]; len(o.Changes) != 100 || o.Unnamed != 30 {
		t.Errorf("%d changes and %d more, want 100 and 30", len(o.Changes), o.Unnamed)
	}
	if rows, err := c.Server.Latest("accounts", 5); err != nil || len(rows) != 5 || !strings.Contains(string(rows[0]), `"129"`) {
		t.Errorf("the latest rows: %s (%v), want 5, the newest first", rows, err)
	}
	if _, err := c.Server.Latest("nothing", 5); err == nil {
		t.Error("rows of no table")
	}
	for _, n := range c.Server.Counts() {
		if n.EntitySet == "accounts" && n.Rows != 131 {
			t.Errorf("%d accounts, want 131", n.Rows)
		}
	}
}

// TestObserveHoldsNoSecret puts the secrets of the emulator into every place that a client
// can choose.
func TestObserveHoldsNoSecret(t *testing.T) {
	c, all := observed(t, emulator.Options{})
	c.Server.SetClientSecret(`planted "<secret>" 1`)
	if r := c.requestToken(func(f url.Values) { f.Set("client_secret", `planted "<secret>" 1`) }); r.status != 200 {
		t.Fatalf("token: %d", r.status)
	}
	c.requestToken(func(f url.Values) { f.Set("scope", `planted "<secret>" 1`) })
	c.must(204, "POST", "tasks", `{"subject":"planted \"<secret>\" 1","description":"`+c.token+`"}`)
	c.send("GET", "tasks?$filter=subject%20eq%20%27"+c.token+"%27", "")
	c.Server.Fail(1, emulator.Fault{})
	c.must(503, "GET", "WhoAmI()", "", "X-Copy", "Bearer "+c.token)
	text := fmt.Sprintf("%+v", *all)
	for _, o := range *all {
		text += string(o.Body) + string(o.ResponseBody) + o.Target
		for _, ch := range o.Changes {
			text += string(ch.Before) + string(ch.After)
		}
	}
	for _, secret := range []string{c.token, "<secret>", "planted", emulator.AdminClientSecret} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is told:\n%s", secret, text)
		}
	}
	if !(*all)[len(*all)-1].Faulted {
		t.Error("the fault is not told")
	}
	if got := string(c.Server.Redact([]byte("x " + c.token))); got != "x [redacted]" {
		t.Errorf("Redact = %s", got)
	}
	for _, secret := range []string{`ends on a \`, `"in quotes"`, `a&b=c d`} {
		c.Server.SetClientSecret(secret)
		text, err := json.Marshal(map[string]string{"subject": secret})
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{string(text), `{"subject":"` + url.QueryEscape(secret) + `"}`} {
			if got := string(c.Server.Redact([]byte(form))); got != `{"subject":"[redacted]"}` {
				t.Errorf("Redact(%s) = %s", form, got)
			}
		}
	}
	c.Server.Observe(nil)
	n := len(*all)
	c.send("GET", "WhoAmI()", "")
	if len(*all) != n {
		t.Error("told of a request after the end")
	}
}
