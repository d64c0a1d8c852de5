package dynamicstest_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestFaultsQueueUp(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	c.Server.Fail(2, dynamicstest.Fault{Status: 429, Body: `{"error":{"code":"0x80072322","message":"slow"}}`})
	c.Server.Fail(1, dynamicstest.Fault{Method: "POST"})
	c.Server.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: 500})
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
		fault dynamicstest.Fault
		rows  int
	}{
		{"before", dynamicstest.Fault{Status: 502}, 0},
		{"after", dynamicstest.Fault{Status: 502, After: true}, 1},
		{"dropped before", dynamicstest.Fault{Drop: true}, 0},
		{"dropped after", dynamicstest.Fault{Drop: true, After: true}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, dynamicstest.Options{})
			c.Server.Fail(1, tt.fault)
			r, err := c.try("POST", c.conn.ServiceRootURL+"tasks", []byte(`{"subject":"x"}`), c.header())
			if (err != nil) != tt.fault.Drop || r.status != tt.fault.Status {
				t.Errorf("answer %d, error %v", r.status, err)
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

// TestDropOverHTTP2 loses an answer on a connection that cannot be closed for
// one request alone.
func TestDropOverHTTP2(t *testing.T) {
	s, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CertificateAuthority())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	s.Fail(1, dynamicstest.Fault{Drop: true, Service: dynamicstest.SecretsManager})
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
