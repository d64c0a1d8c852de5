package emulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// rebound are Host headers of a web page that makes its own name lead to this machine, and
// names that are similar to this machine's names.
var rebound = []string{
	"rebound.example", "rebound.example:PORT", "localhost.example", "localhost.example:PORT", "127.0.0.1.example:PORT",
	"sublocalhost", "localhost..", "192.168.1.5", "192.168.1.5:PORT", "[fe80::1]:PORT", "0.0.0.0:PORT", "[::]:PORT",
	"host.docker.internal:PORT", "localhost:PORT@rebound.example", "localhost:name",
}

// own are the names of a loopback listener.
var own = []string{
	"localhost", "localhost:PORT", "LOCALHOST:PORT", "LocalHost", "localhost.", "LOCALHOST.:PORT", "localhost:1",
	"127.0.0.1", "127.0.0.1:PORT", "[::1]", "[::1]:PORT", "[0:0:0:0:0:0:0:1]:PORT", "[::FFFF:127.0.0.1]:PORT",
}

// TestHostOfEveryRoute calls every route of a loopback listener with its own names and with
// others. With another name the listener reveals nothing and changes nothing.
func TestHostOfEveryRoute(t *testing.T) {
	for _, tt := range []struct{ name, method, path, body, contentType, target string }{
		{name: "secret", method: "POST", path: "/", body: `{"SecretId":"` + emulator.SecretARN + `"}`, contentType: "application/x-amz-json-1.1", target: "secretsmanager.GetSecretValue"},
		{name: "token", method: "POST", path: "/" + emulator.TenantID + "/oauth2/v2.0/token", contentType: "application/x-www-form-urlencoded",
			body: "grant_type=client_credentials&client_id=" + emulator.ClientID + "&client_secret=" + emulator.ClientSecret + "&scope=ORIGIN/.default"},
		{name: "discovery", method: "GET", path: "/" + emulator.TenantID + "/v2.0/.well-known/openid-configuration"},
		{name: "rows", method: "GET", path: "/api/data/v9.2/accounts"},
		{name: "a row", method: "GET", path: "/api/data/v9.2/accounts(" + emulator.AccountID + ")"},
		{name: "update", method: "PATCH", path: "/api/data/v9.2/accounts(" + emulator.AccountID + ")", body: `{"name":"changed"}`, contentType: "application/json"},
		{name: "delete", method: "DELETE", path: "/api/data/v9.2/accounts(" + emulator.AccountID + ")"},
		{name: "action", method: "GET", path: "/api/data/v9.2/WhoAmI"},
		{name: "metadata", method: "GET", path: "/api/data/v9.2/$metadata"},
		{name: "service document", method: "GET", path: "/api/data/v9.2/"},
		{name: "batch", method: "POST", path: "/api/data/v9.2/$batch", body: "--b--", contentType: "multipart/mixed; boundary=b"},
		{name: "preflight", method: "OPTIONS", path: "/api/data/v9.2/accounts"},
		{name: "elsewhere", method: "GET", path: "/nothing"},
		{name: "around", method: "GET", path: "/around"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, emulator.Options{Around: around})
			header := http.Header{"Authorization": {"Bearer " + c.token}, "Odata-Version": {"4.0"}, "Odata-Maxversion": {"4.0"}}
			if tt.contentType != "" {
				header.Set("Content-Type", tt.contentType)
			}
			if tt.target != "" {
				header.Set("X-Amz-Target", tt.target)
			}
			before := accounts(t, c.Server)
			ask := func(host string) (int, string) {
				t.Helper()
				return askAs(t, c.Server, host, tt.method, tt.path, strings.ReplaceAll(tt.body, "ORIGIN", c.conn.AuthorityHost), header)
			}
			for _, host := range rebound {
				status, body := ask(host)
				if status != http.StatusMisdirectedRequest || !strings.HasPrefix(body, "Host ") {
					t.Errorf("Host %s: %d %s, want 421", host, status, body)
				}
				for _, secret := range []string{"access_token", emulator.ClientSecret, emulator.AccountID} {
					if strings.Contains(body, secret) {
						t.Errorf("Host %s: the response has %s", host, secret)
					}
				}
			}
			if after := accounts(t, c.Server); after != before {
				t.Errorf("a request by another name changed a row:\n%s", after)
			}
			for _, host := range own {
				if status, body := ask(host); status == http.StatusMisdirectedRequest {
					t.Errorf("Host %s: %d %s", host, status, body)
				}
			}
		})
	}
}

// TestHostOfAListener listens on other addresses.
func TestHostOfAListener(t *testing.T) {
	for _, tt := range []struct {
		addr, host string
		want       int
	}{
		{"127.0.0.2:0", "127.0.0.2:PORT", http.StatusOK},
		{"127.0.0.2:0", "localhost:PORT", http.StatusOK},
		{"localhost:0", "localhost:PORT", http.StatusOK},
		{"LOCALHOST:0", "localhost:PORT", http.StatusOK},
		{"localhost:0", "rebound.example:PORT", http.StatusMisdirectedRequest},
	} {
		s, err := emulator.Start(tt.addr, emulator.Options{Around: around})
		if err != nil {
			t.Errorf("%s: %v", tt.addr, err)
			continue
		}
		t.Cleanup(func() { s.Close() })
		if status, body := askAs(t, s, tt.host, "GET", "/around", "", nil); status != tt.want {
			t.Errorf("%s, Host %s: %d %s, want %d", tt.addr, tt.host, status, body, tt.want)
		}
	}
}

// TestHostOverTLS checks that the certificate and the Host header have the same names. So a
// container reaches the listener.
func TestHostOverTLS(t *testing.T) {
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CertificateAuthority())
	address := s.Connection().Address
	_, port, _ := net.SplitHostPort(address)
	for _, tt := range []struct {
		server, host string
		want         int // 0: the certificate has no such name
	}{
		{"localhost", "localhost:PORT", http.StatusUnauthorized},
		{"host.docker.internal", "host.docker.internal:PORT", http.StatusUnauthorized},
		{"host.docker.internal", "HOST.docker.internal", http.StatusUnauthorized},
		{"localhost", "rebound.example", http.StatusMisdirectedRequest},
		{"rebound.example", "rebound.example", 0},
	} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: tt.server}, ForceAttemptHTTP2: true}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+address+"/api/data/v9.2/WhoAmI", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = strings.ReplaceAll(tt.host, "PORT", port)
		response, err := transport.RoundTrip(r)
		if err != nil {
			if tt.want != 0 {
				t.Errorf("%s: %v", tt.host, err)
			}
			continue
		}
		response.Body.Close()
		transport.CloseIdleConnections()
		if response.StatusCode != tt.want {
			t.Errorf("%s, Host %s: %d, want %d", tt.server, tt.host, response.StatusCode, tt.want)
		}
	}
}

// TestTransportTakesEveryHost: a browser cannot reach an emulator that does not listen.
func TestTransportTakesEveryHost(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Transport: e.Transport()}).Get("https://org.crm4.dynamics.example/api/data/v9.2/WhoAmI")
	if err != nil || response.StatusCode != http.StatusUnauthorized {
		t.Errorf("%v, %v", response, err)
	}
}

func around(e *emulator.Emulator) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", e)
	mux.HandleFunc("/around", func(http.ResponseWriter, *http.Request) {})
	return mux
}

// askAs sends a request with that Host header. PORT in it stands for the listener's port.
func askAs(t *testing.T, s *emulator.Server, host, method, path, body string, header http.Header) (int, string) {
	t.Helper()
	c := s.Connection()
	_, port, err := net.SplitHostPort(c.Address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, c.AuthorityHost+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Host, r.Header = strings.ReplaceAll(host, "PORT", port), header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// accounts returns the accounts in the emulator.
func accounts(t *testing.T, s *emulator.Server) string {
	t.Helper()
	rows, err := s.Rows("accounts")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s", rows)
}
