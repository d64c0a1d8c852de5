package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
)

// caller reaches an emulator: in process, or over a network.
type caller struct {
	*emulator.Emulator
	client *http.Client
	conn   emulator.Connection
	token  string
}

// inProcess calls a new emulator at the origin, without a network.
func inProcess(t *testing.T, origin string) *caller {
	t.Helper()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{Emulator: e, client: &http.Client{Transport: e.Transport()}, conn: emulator.ConnectionAt(origin)}
	c.login(t)
	return c
}

// overHTTP calls a new server over HTTP/1.1 or, with TLS, over HTTP/2.
func overHTTP(t *testing.T, tls bool) *caller {
	t.Helper()
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: tls})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	transport := &http.Transport{DisableKeepAlives: !tls}
	if tls {
		transport = trusting(s)
	}
	t.Cleanup(transport.CloseIdleConnections)
	c := &caller{Emulator: s.Emulator, client: &http.Client{Transport: transport}, conn: s.Connection()}
	c.login(t)
	return c
}

func (c *caller) login(t testing.TB) {
	t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.conn.ClientID},
		"client_secret": {c.conn.ClientSecret}, "scope": {c.conn.AuthorityHost + "/.default"},
	}
	res, err := c.client.PostForm(c.conn.AuthorityHost+"/"+c.conn.TenantID+"/oauth2/v2.0/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("token: %s %s %v, want 200", res.Status, body, err)
	}
	c.token, _ = response{body: body}.json(t)["access_token"].(string)
	c.ForgetRequests()
}

func (c *caller) header() http.Header {
	h := http.Header{}
	for name, value := range (&client{token: c.token}).header() {
		h.Set(name, value)
	}
	return h
}

// send sends a request. err is the error of the request, or of reading the response.
func (c *caller) send(ctx context.Context, method, path, body string) (response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.conn.ServiceRootURL+path, strings.NewReader(body))
	if err != nil {
		return response{}, err
	}
	r.Header = c.header()
	res, err := c.client.Do(r)
	if err != nil {
		return response{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	return response{res.StatusCode, res.Header, read}, err
}

// The responses in process and over a network are the same, except for ids and times.
func TestTransportAnswersAsTheServerDoes(t *testing.T) {
	for _, origin := range []string{"https://org.crm.dynamics.example", "http://127.0.0.1:1"} {
		near, far := inProcess(t, origin), overHTTP(t, false)
		for _, tt := range []struct {
			method, path, body string
			status             int
		}{
			{"GET", "WhoAmI()", "", 200},
			{"GET", "accounts(" + emulator.AccountID + ")?$select=name", "", 200},
			{"GET", "accounts?$select=name&$filter=name%20eq%20%27Contoso%20Ltd%27", "", 200},
			{"PATCH", "contacts(" + emulator.ContactID + ")", `{"jobtitle":"x"}`, 204},
			{"POST", "tasks", `{"subject":"x"}`, 204},
			{"GET", "nothing", "", 404},
			{"POST", "tasks", `{"subject":`, 400},
		} {
			a, errA := near.send(t.Context(), tt.method, tt.path, tt.body)
			b, errB := far.send(t.Context(), tt.method, tt.path, tt.body)
			if errA != nil || errB != nil || a.status != tt.status || b.status != tt.status {
				t.Errorf("%s %s: %d %v and %d %v, want %d twice", tt.method, tt.path, a.status, errA, b.status, errB, tt.status)
			}
			own := func(r response, c *caller) string {
				return strings.ReplaceAll(string(r.body), c.conn.AuthorityHost, "origin")
			}
			if got, want := own(a, near), own(b, far); got != want {
				t.Errorf("%s %s: body %s, want %s", tt.method, tt.path, got, want)
			}
			if got, want := a.header.Get("Content-Type"), b.header.Get("Content-Type"); got != want {
				t.Errorf("%s %s: Content-Type %q, want %q", tt.method, tt.path, got, want)
			}
			if at := a.header.Get("OData-EntityId"); at != "" && !strings.HasPrefix(at, origin+"/api/data/") {
				t.Errorf("%s %s: OData-EntityId %s, want one at %s", tt.method, tt.path, at, origin)
			}
		}
		near.refuseWithoutAToken(t)
		if a, b := near.Requests(), far.Requests(); len(a) != len(b)+1 || a[1].Target != b[1].Target || a[0].Header.Get("Authorization") != "[redacted]" {
			t.Errorf("%d requests recorded, want the requests of the server and one more: %+v", len(a), a[1])
		}
	}
}

func (c *caller) refuseWithoutAToken(t *testing.T) {
	t.Helper()
	c.token = "another"
	if r, err := c.send(t.Context(), "GET", "WhoAmI()", ""); err != nil || r.status != 401 {
		t.Errorf("another token: %d, %v, want 401", r.status, err)
	}
}

// A request that was given up before it was sent changes nothing.
func TestTransportHeedsTheContext(t *testing.T) {
	c := inProcess(t, "https://org.crm.dynamics.example")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.send(ctx, "POST", "tasks", `{"subject":"x"}`); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if got := len(c.Requests()); got != 0 {
		t.Errorf("%d requests, want none", got)
	}
}

// In process, the clock of a bubble continues while a response stalls.
func TestStallInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := inProcess(t, "https://org.crm.dynamics.example")
		c.Fail(1, emulator.Fault{Stall: true})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err := c.send(ctx, "GET", "WhoAmI()", "")
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != time.Hour {
			t.Errorf("error %v after %v, want %v after 1h", err, took, context.DeadlineExceeded)
		}
	})
}

func TestConnectionAt(t *testing.T) {
	want := emulator.Connection{
		Address: "org.crm.dynamics.example:8443", ServiceRootURL: "https://org.crm.dynamics.example:8443/api/data/v9.2/",
		AuthorityHost: "https://org.crm.dynamics.example:8443", AWSEndpointURL: "https://org.crm.dynamics.example:8443",
		TenantID: emulator.TenantID, ClientID: emulator.ClientID, ClientSecret: emulator.ClientSecret, SecretARN: emulator.SecretARN,
	}
	if got := emulator.ConnectionAt("https://org.crm.dynamics.example:8443"); got != want {
		t.Errorf("ConnectionAt = %+v, want %+v", got, want)
	}
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, want := s.Connection(), emulator.ConnectionAt("http://"+s.Connection().Address); got != want {
		t.Errorf("Connection = %+v, want %+v", got, want)
	}
}
