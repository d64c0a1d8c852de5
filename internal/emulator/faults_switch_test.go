package emulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// TestNamedFaults switches each fault on for one request. It checks the response that the
// client gets, and whether the request was carried out.
func TestNamedFaults(t *testing.T) {
	names, whats := map[string]bool{}, map[string]bool{}
	for _, f := range emulator.NamedFaults(5, fixedClock()) {
		if f.Group == "" {
			t.Errorf("%s has no group", f.Name)
		}
		if names[f.Name] || whats[f.What] || !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(f.Name) {
			t.Errorf("%s, %s: one of them twice, or no name", f.Name, f.What)
		}
		names[f.Name], whats[f.What] = true, true
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			c := start(t, emulator.Options{})
			if err := c.SetFault(f.Name, 1); err != nil {
				t.Fatal(err)
			}
			got, wasCarriedOut := c.meet(f)
			want := wantOf(f)
			if !strings.HasPrefix(got, want) {
				t.Errorf("the client got %q, want %q", got, want)
			}
			if carriedOut := f.Fault.After || f.Fault.Truncate; wasCarriedOut != carriedOut && f.Fault.Service == "" && f.Fault.Method == "" {
				t.Errorf("carried out: %v, want %v", wasCarriedOut, carriedOut)
			}
			for _, s := range c.Faults() {
				if s.Left != 0 {
					t.Errorf("%s: %d left", s.Name, s.Left)
				}
			}
			c.login()
			if r := c.send("GET", "WhoAmI", ""); r.status != 200 {
				t.Errorf("the next request got %d", r.status)
			}
		})
	}
}

// meet sends a request that matches the fault.
func (c *client) meet(f emulator.NamedFault) (got string, wasCarriedOut bool) {
	c.Helper()
	var r response
	var err error
	switch {
	case f.Fault.Service == emulator.Entra:
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.conn.ClientID}, "client_secret": {c.conn.ClientSecret}, "scope": {c.conn.AuthorityHost + "/.default"}}
		r, err = c.try("POST", c.conn.AuthorityHost+"/"+c.conn.TenantID+"/oauth2/v2.0/token", []byte(form.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	case f.Fault.Service == emulator.SecretsManager:
		r, err = c.try("POST", c.conn.AWSEndpointURL+"/", []byte(`{"SecretId":"`+c.conn.SecretARN+`"}`), map[string]string{"X-Amz-Target": "secretsmanager.GetSecretValue"})
	case f.Fault.Method == http.MethodGet:
		r, err = c.try("GET", c.conn.ServiceRootURL+"WhoAmI", nil, c.header())
	case f.Fault.Inner:
		part := operation("PATCH", "accounts("+emulator.AccountID+")", `{"name":"met"}`)
		r = c.batch([]string{part}, "Prefer", "odata.continue-on-error").mustParts(c, 1)[0].response
	case f.Fault.Commit:
		set := changeSet(inChangeSet("1", "PATCH", "/api/data/v9.2/accounts("+emulator.AccountID+")", `{"name":"met"}`))
		r = c.batch([]string{set}, "Prefer", "odata.continue-on-error").mustParts(c, 1)[0].changeSet[0].response
	case f.Fault.Stall:
		impatient := *c
		ctx, giveUp := context.WithCancel(c.Context())
		defer giveUp()
		impatient.TB = within{c.TB, ctx}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			r, err = impatient.try("PATCH", c.conn.ServiceRootURL+"accounts("+emulator.AccountID+")", []byte(`{"name":"met"}`), c.header())
		}()
		c.awaitRequest(ended)
		giveUp()
		<-ended
	case f.Fault.Elastic:
		r = c.send("PATCH", sensors+"("+rowID(1)+")", `{"contoso_deviceid":"met"}`)
		r2 := c.must(200, "GET", sensors+"?$filter=contoso_deviceid%20eq%20'met'", "")
		return fmt.Sprintf("%d  %s", r.status, r.body), len(r2.values(c)) == 1
	default:
		r, err = c.try("PATCH", c.conn.ServiceRootURL+"accounts("+emulator.AccountID+")", []byte(`{"name":"met"}`), c.header("Prefer", "return=representation"))
	}
	got = "nothing"
	if r.status != 0 {
		got = fmt.Sprintf("%d %s %s", r.status, r.header.Get("Retry-After"), r.body)
	}
	if err != nil && r.status != 0 {
		got = "a part"
	}
	rows, err := c.Rows("accounts")
	if err != nil {
		c.Fatal(err)
	}
	return got, strings.Contains(string(rows[0]), `"name":"met"`)
}

// awaitRequest waits until the emulator has recorded a request, as it does when it stalls, or
// until the request has ended.
func (c *client) awaitRequest(ended <-chan struct{}) {
	for len(c.Requests()) == 0 {
		select {
		case <-ended:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// within is a test with a context that ends earlier.
type within struct {
	testing.TB
	ctx context.Context
}

func (w within) Context() context.Context { return w.ctx }

func wantOf(f emulator.NamedFault) string {
	switch {
	case f.Fault.Drop, f.Fault.Stall:
		return "nothing"
	case f.Fault.Truncate:
		return "a part"
	case f.Revoke:
		return `401  {"error":{"code":"0x80044302"`
	}
	retryAfter := ""
	if f.Fault.Header != nil {
		retryAfter = f.Fault.Header.Get("Retry-After")
	}
	if strings.HasSuffix(f.Name, "-date") {
		return fmt.Sprint(f.Fault.Status, " ", retryAfter[:4]) // the weekday
	}
	return fmt.Sprint(f.Fault.Status, " ", retryAfter, " ", f.Fault.Body)
}

func TestFaultSwitches(t *testing.T) {
	c := start(t, emulator.Options{})
	on := func() string {
		var all []string
		for _, s := range c.Faults() {
			if s.Left != 0 {
				all = append(all, fmt.Sprint(s.Name, "=", s.Left))
			}
		}
		return strings.Join(all, " ")
	}
	set := func(name string, count int) {
		t.Helper()
		if err := c.SetFault(name, count); err != nil {
			t.Fatal(err)
		}
	}
	set("503", 3)
	set("not-json", emulator.EveryRequest)
	set("503", 2)
	c.must(503, "POST", "accounts", `{}`)
	if got := on(); got != "503=1 not-json=-1" {
		t.Errorf("on: %s", got)
	}
	c.must(503, "GET", "WhoAmI", "") // the first fault that matches
	for range 3 {
		if r := c.must(200, "GET", "WhoAmI", ""); !strings.HasPrefix(string(r.body), "<!DOCTYPE") {
			t.Errorf("%s", r.body)
		}
	}
	c.must(204, "POST", "accounts", `{}`)
	c.Server.Fail(1, emulator.Fault{Status: 504})
	set("503", 1)
	c.must(504, "GET", "WhoAmI", "") // the faults of Fail come first
	set("503", 0)
	c.Server.Fail(1, emulator.Fault{Status: 504})
	c.ClearFaults()
	if got := on(); got != "" {
		t.Errorf("on: %s", got)
	}
	if r := c.must(200, "GET", "WhoAmI", ""); !strings.Contains(string(r.body), "UserId") {
		t.Errorf("%s", r.body)
	}
	for _, bad := range []struct {
		name  string
		count int
		want  string
	}{
		{"none", 1, `there is no fault "none"`},
		{"503", -2, "-2 requests: expected 0 to 1000000, or -1 for all"},
		{"503", emulator.MaxFaults + 1, "1000001 requests: "},
	} {
		if err := c.SetFault(bad.name, bad.count); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("SetFault(%q, %d) = %v, want %s", bad.name, bad.count, err, bad.want)
		}
	}
}
