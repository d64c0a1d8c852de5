package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics/webapi"
)

func TestConsentURL(t *testing.T) {
	for org, want := range map[string]string{
		"org.crm4.dynamics.com":                        "https://login.microsoftonline.com/t/v2.0/adminconsent?client_id=c&redirect_uri=https%3A%2F%2Flocalhost%2F&scope=https%3A%2F%2Forg.crm4.dynamics.com%2F.default&state=s",
		"https://org.crm9.dynamics.com/api/data/v9.2/": "https://login.microsoftonline.com/t/v2.0/adminconsent?client_id=c&redirect_uri=https%3A%2F%2Flocalhost%2F&scope=https%3A%2F%2Forg.crm9.dynamics.com%2F.default&state=s",
		"https://org.crm.microsoftdynamics.us":         "https://login.microsoftonline.us/t/v2.0/",
		"org.crm.appsplatform.us":                      "https://login.microsoftonline.us/t/v2.0/",
		"https://org.crm.dynamics.cn/api/data/v9.2/":   "https://login.chinacloudapi.cn/t/v2.0/",
		"http://127.0.0.1:8080/api/data/v9.2/":         "https://login.microsoftonline.com/t/v2.0/",
	} {
		root, err := webapi.ParseRoot(org)
		if err != nil {
			t.Fatal(err)
		}
		got := Consent{TenantID: "t", ClientID: "c", Root: root, RedirectURI: "https://localhost/", State: "s"}.URL()
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", org, got, want)
		}
	}
}

func TestRedirectURI(t *testing.T) {
	for uri, want := range map[string]struct {
		address, path string // the address to listen on; "" if the URI is for another use
		ok            bool
	}{
		"http://localhost:8085/":        {"127.0.0.1:8085", "/", true},
		"http://localhost":              {"127.0.0.1:80", "/", true},
		"http://127.0.0.1:9/consent":    {"127.0.0.1:9", "/consent", true},
		"http://[::1]:8085/":            {"[::1]:8085", "/", true},
		"https://localhost:8085/":       {"", "", true},
		"https://contoso.example/back":  {"", "", true},
		"http://contoso.example/":       {"", "", false},
		"http://localhost.example:80/":  {"", "", false},
		"https://u@contoso.example/":    {"", "", false},
		"https://contoso.example/#part": {"", "", false},
		"localhost":                     {"", "", false},
		"":                              {"", "", false},
	} {
		if err := CheckRedirectURI(uri); (err == nil) != want.ok {
			t.Errorf("CheckRedirectURI(%q) = %v, want ok: %v", uri, err, want.ok)
		}
		address, path, err := listenAddress(uri)
		if address != want.address || path != want.path || (err == nil) != (want.address != "") {
			t.Errorf("listenAddress(%q) = %q, %q, %v, want %q, %q", uri, address, path, err, want.address, want.path)
		}
	}
}

// TestListen is a browser that returns in several ways.
func TestListen(t *testing.T) {
	const state = "right"
	for _, tt := range []struct {
		name, query string
		want        Verdict
		err         error
		status      int
		page        string
	}{
		{"granted", "admin_consent=True&tenant=t&state=right", Verdict{Granted: true, TenantID: "t"}, nil, 200, "was granted"},
		{"in small letters", "admin_consent=true&state=right", Verdict{Granted: true}, nil, 200, "was granted"},
		{"denied", "error=access_denied&error_description=" + url.QueryEscape("AADSTS65004: User declined.\r\nTrace\x1b[31m ID: \u202ex") + "&state=right",
			Verdict{Error: "access_denied", Description: "AADSTS65004: User declined. Trace [31m ID: x"}, nil, 200, "was not granted"},
		{"both", "admin_consent=True&error=x&state=right", Verdict{Error: "x"}, nil, 200, "was not granted"},
		{"another word", "admin_consent=yes&state=right", Verdict{}, nil, 200, "was not granted"},
		{"another state", "admin_consent=True&state=wrong", Verdict{}, ErrState, 400, "state"},
		{"no state", "admin_consent=True", Verdict{}, ErrState, 400, "state"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			uri := "http://" + freeAddress(t) + "/back"
			l, err := Listen(Consent{RedirectURI: uri, State: state})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			for _, stray := range []string{"/favicon.ico", "/back", "/?" + tt.query} {
				if status, _ := get(t, strings.TrimSuffix(uri, "/back")+stray); status != http.StatusNotFound {
					t.Errorf("GET %s: %d, want 404, and to go on waiting", stray, status)
				}
			}
			status, page := get(t, uri+"?"+tt.query)
			if status != tt.status || !strings.Contains(page, tt.page) {
				t.Errorf("the browser sees %d %q, want %d and %q", status, page, tt.status, tt.page)
			}
			got, err := l.Wait(t.Context())
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Wait = %+v, %v, want %+v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	l, err := Listen(Consent{RedirectURI: "http://" + freeAddress(t) + "/", State: "s"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	if _, err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Wait = %v, want the deadline", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestPrintableIsShort(t *testing.T) {
	if got := printable(strings.Repeat("ä", 1000)); len([]rune(got)) != 501 {
		t.Errorf("%d letters, want 500 and an ellipsis", len([]rune(got)))
	}
}

// freeAddress returns an address on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr())
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
