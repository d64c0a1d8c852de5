package emulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestFaultsQueueUp(t *testing.T) {
	c := start(t, emulator.Options{})
	c.Server.Fail(2, emulator.Fault{Status: 429, Body: `{"error":{"code":"0x80072322","message":"slow"}}`})
	c.Server.Fail(1, emulator.Fault{Method: "POST"})
	c.Server.Fail(1, emulator.Fault{Service: emulator.Entra, Status: 500})
	for i, want := range []int{429, 429, 200, 200} {
		if r := c.send("GET", "WhoAmI()", ""); r.status != want {
			t.Errorf("request %d: %d, want %d", i, r.status, want)
		}
	}
	c.must(503, "POST", "accounts", `{"name":"A"}`)
	c.must(204, "POST", "accounts", `{"name":"A"}`)
	for _, want := range []int{500, 200} {
		if r := c.requestToken(nil); r.status != want {
			t.Errorf("token: %d, want %d", r.status, want)
		}
	}
}

func TestFaultBeforeAndAfterTheRequestIsApplied(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault emulator.Fault
		rows  int
	}{
		{"before", emulator.Fault{Status: 502}, 0},
		{"after", emulator.Fault{Status: 502, After: true}, 1},
		{"dropped before", emulator.Fault{Drop: true}, 0},
		{"dropped after", emulator.Fault{Drop: true, After: true}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, emulator.Options{})
			c.Server.Fail(1, tt.fault)
			r, err := c.try("POST", c.conn.ServiceRootURL+"tasks", []byte(`{"subject":"x"}`), c.header())
			if (err != nil) != tt.fault.Drop || r.status != tt.fault.Status {
				t.Errorf("response %d, error %v", r.status, err)
			}
			if rows, err := c.Rows("tasks"); err != nil || len(rows) != tt.rows {
				t.Errorf("%d rows, want %d (%v)", len(rows), tt.rows, err)
			}
			if rec := c.Requests(); len(rec) != 1 || rec[0].Status != tt.fault.Status {
				t.Errorf("recorded %+v", rec)
			}
		})
	}
}

// TestDropOverHTTP2 drops a response on a connection that other requests share.
func TestDropOverHTTP2(t *testing.T) {
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CertificateAuthority())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	s.Fail(1, emulator.Fault{Drop: true, Service: emulator.SecretsManager})
	for _, dropped := range []bool{true, false} {
		r, err := client.Post(s.Connection().AWSEndpointURL, "application/x-amz-json-1.1", strings.NewReader("{}"))
		if (err != nil) != dropped {
			t.Fatalf("error %v, dropped %v", err, dropped)
		}
		if err == nil {
			r.Body.Close()
		}
	}
}
