package dynamicstest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"runtime"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// trusting is a transport that speaks HTTP/2 with a server of its own
// certificate authority.
func trusting(s *dynamicstest.Server) *http.Transport {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CertificateAuthority())
	return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
}

// everywhere runs a test in process, over HTTP/1.1 and over HTTP/2.
func everywhere(t *testing.T, test func(*testing.T, *caller)) {
	t.Helper()
	t.Run("in process", func(t *testing.T) { test(t, inProcess(t, "https://org.crm.dynamics.example")) })
	t.Run("over HTTP/1.1", func(t *testing.T) { test(t, overHTTP(t, false)) })
	t.Run("over HTTP/2", func(t *testing.T) { test(t, overHTTP(t, true)) })
}

// A stalled answer never comes; the request is applied, or it is not. That the
// client gives up is what ends it, so the test gives up once it is recorded.
func TestStall(t *testing.T) {
	for _, after := range []bool{false, true} {
		everywhere(t, func(t *testing.T, c *caller) {
			c.Fail(1, dynamicstest.Fault{Stall: true, After: after, Status: 429, Body: "unused"})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error)
			go func() {
				_, err := c.send(ctx, "POST", "tasks", `{"subject":"x"}`)
				done <- err
			}()
			for len(c.Requests()) == 0 { // it is recorded when it stalls
				select {
				case err := <-done:
					t.Fatalf("answered, or failed: %v, want neither", err)
				default:
					runtime.Gosched()
				}
			}
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want %v", err, context.Canceled)
			}
			want := 0
			if after {
				want = 1
			}
			if rows, err := c.Rows("tasks"); err != nil || len(rows) != want {
				t.Errorf("%d rows, %v, want %d", len(rows), err, want)
			}
			if got := c.Requests(); len(got) != 1 || got[0].Status != 0 || got[0].ResponseBody != nil {
				t.Errorf("recorded %+v, want one request without an answer", got)
			}
			if r, err := c.send(t.Context(), "GET", "WhoAmI()", ""); err != nil || r.status != 200 {
				t.Errorf("the next request: %d, %v, want 200", r.status, err)
			}
		})
	}
}

// A truncated answer has its status and headers, and half of its body; what it
// answers was done.
func TestTruncate(t *testing.T) {
	everywhere(t, func(t *testing.T, c *caller) {
		const read = "accounts(" + dynamicstest.AccountID + ")?$select=name"
		whole, err := c.send(t.Context(), "GET", read, "")
		if err != nil {
			t.Fatal(err)
		}
		c.Fail(1, dynamicstest.Fault{Truncate: true, Method: "GET", Status: 429, Body: "unused", After: true})
		half, err := c.send(t.Context(), "GET", read, "")
		if err == nil || half.status != 200 {
			t.Fatalf("%d, %v, want 200 and an error of the body", half.status, err)
		}
		if got, want := string(half.body), string(whole.body[:len(whole.body)/2]); got != want {
			t.Errorf("body %q, want %q", got, want)
		}
		if got := half.header.Get("Content-Type"); got != whole.header.Get("Content-Type") {
			t.Errorf("Content-Type %q, want that of the whole answer", got)
		}
	})
}

// There is no middle of an answer without a body.
func TestTruncateWithoutABody(t *testing.T) {
	everywhere(t, func(t *testing.T, c *caller) {
		c.Fail(1, dynamicstest.Fault{Truncate: true})
		if r, err := c.send(t.Context(), "POST", "tasks", `{"subject":"x"}`); err != nil || r.status != 204 {
			t.Errorf("%d, %v, want 204", r.status, err)
		}
		if rows, err := c.Rows("tasks"); err != nil || len(rows) != 1 {
			t.Errorf("%d rows, %v, want 1", len(rows), err)
		}
	})
}

// In process as over a network, a dropped answer is an error of the request.
func TestDropEverywhere(t *testing.T) {
	for _, after := range []bool{false, true} {
		everywhere(t, func(t *testing.T, c *caller) {
			c.Fail(1, dynamicstest.Fault{Drop: true, After: after})
			if r, err := c.send(t.Context(), "POST", "tasks", `{"subject":"x"}`); err == nil {
				t.Errorf("status %d, want an error", r.status)
			}
			if rows, err := c.Rows("tasks"); err != nil || (len(rows) == 1) != after {
				t.Errorf("%d rows, %v, want one: %v", len(rows), err, after)
			}
		})
	}
}
