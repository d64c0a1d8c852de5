package emulator_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"runtime"
	"testing"

	"sns-dynamics/internal/emulator"
)

// trusting is a transport that uses HTTP/2 with a server of its own certificate authority.
func trusting(s *emulator.Server) *http.Transport {
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

// A stalled response never comes. The request is applied or not, depending on the fault. It
// ends when the client gives up, so the test gives up after the request is recorded.
func TestStall(t *testing.T) {
	for _, after := range []bool{false, true} {
		everywhere(t, func(t *testing.T, c *caller) {
			c.Fail(1, emulator.Fault{Stall: true, After: after, Status: 429, Body: "unused"})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error)
			go func() {
				_, err := c.send(ctx, "POST", "tasks", `{"subject":"x"}`)
				done <- err
			}()
			for len(c.Requests()) == 0 { // the emulator records the request when it stalls
				select {
				case err := <-done:
					t.Fatalf("a response or an error: %v, want no end", err)
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
				t.Errorf("recorded %+v, want one request without a response", got)
			}
			if r, err := c.send(t.Context(), "GET", "WhoAmI()", ""); err != nil || r.status != 200 {
				t.Errorf("the next request: %d, %v, want 200", r.status, err)
			}
		})
	}
}

// A truncated response has its status and headers, and half of its body. Its request was
// applied.
func TestTruncate(t *testing.T) {
	everywhere(t, func(t *testing.T, c *caller) {
		const read = "accounts(" + emulator.AccountID + ")?$select=name"
		whole, err := c.send(t.Context(), "GET", read, "")
		if err != nil {
			t.Fatal(err)
		}
		c.Fail(1, emulator.Fault{Truncate: true, Method: "GET", Status: 429, Body: "unused", After: true})
		half, err := c.send(t.Context(), "GET", read, "")
		if err == nil || half.status != 200 {
			t.Fatalf("%d, %v, want 200 and an error of the body", half.status, err)
		}
		if got, want := string(half.body), string(whole.body[:len(whole.body)/2]); got != want {
			t.Errorf("body %q, want %q", got, want)
		}
		if got := half.header.Get("Content-Type"); got != whole.header.Get("Content-Type") {
			t.Errorf("Content-Type %q, want the type of the whole response", got)
		}
	})
}

// A response without a body cannot be cut off in the middle.
func TestTruncateWithoutABody(t *testing.T) {
	everywhere(t, func(t *testing.T, c *caller) {
		c.Fail(1, emulator.Fault{Truncate: true})
		if r, err := c.send(t.Context(), "POST", "tasks", `{"subject":"x"}`); err != nil || r.status != 204 {
			t.Errorf("%d, %v, want 204", r.status, err)
		}
		if rows, err := c.Rows("tasks"); err != nil || len(rows) != 1 {
			t.Errorf("%d rows, %v, want 1", len(rows), err)
		}
	})
}

// In process and over a network, a dropped response is an error of the request.
func TestDropEverywhere(t *testing.T) {
	for _, after := range []bool{false, true} {
		everywhere(t, func(t *testing.T, c *caller) {
			c.Fail(1, emulator.Fault{Drop: true, After: after})
			if r, err := c.send(t.Context(), "POST", "tasks", `{"subject":"x"}`); err == nil {
				t.Errorf("status %d, want an error", r.status)
			}
			if rows, err := c.Rows("tasks"); err != nil || (len(rows) == 1) != after {
				t.Errorf("%d rows, %v, want one: %v", len(rows), err, after)
			}
		})
	}
}
