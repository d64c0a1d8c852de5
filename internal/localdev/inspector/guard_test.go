package inspector_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	w := start(t)
	host := strings.TrimPrefix(w.origin, "http://")
	form := "application/x-www-form-urlencoded"
	token := []string{"X-Inspector-Token", w.token}
	for _, tt := range []struct {
		name, method, path, body string
		header                   []string
		want                     int
	}{
		{"as served", "GET", "/messages", "", nil, 200},
		{"by name", "GET", "/messages", "", []string{"Host", "localhost:8086"}, 200},
		{"by name, in capitals", "GET", "/messages", "", []string{"Host", "LocalHost:8086"}, 200},
		{"by IPv6", "GET", "/messages", "", []string{"Host", "[::1]:8086"}, 200},
		{"by IPv6 without port", "GET", "/messages", "", []string{"Host", "[::1]"}, 200},
		{"by another name", "GET", "/messages", "", []string{"Host", "inspector.example"}, 421},
		{"by another name that looks like it", "GET", "/messages", "", []string{"Host", "127.0.0.1.example:80"}, 421},
		{"by the name of a network", "GET", "/token", "", []string{"Host", "192.168.1.5"}, 421},
		{"stream by another name", "GET", "/events", "", []string{"Host", "inspector.example"}, 421},
		{"asset by another name", "GET", "/assets/page.js", "", []string{"Host", "inspector.example"}, 421},
		{"no token", "POST", "/messages", "{}", nil, 403},
		{"wrong token", "POST", "/messages", "{}", []string{"X-Inspector-Token", "x"}, 403},
		{"token", "POST", "/messages", "{}", token, 202},
		{"own origin", "POST", "/messages", "{}", append([]string{"Origin", "http://" + host, "Sec-Fetch-Site", "same-origin"}, token...), 202},
		{"other origin", "POST", "/messages", "{}", append([]string{"Origin", "http://evil.example"}, token...), 403},
		{"other port", "POST", "/messages", "{}", append([]string{"Origin", "http://127.0.0.1:1"}, token...), 403},
		{"no origin", "POST", "/messages", "{}", append([]string{"Origin", "null"}, token...), 403},
		{"other site", "POST", "/messages", "{}", append([]string{"Sec-Fetch-Site", "cross-site"}, token...), 403},
		{"same site", "POST", "/messages", "{}", append([]string{"Sec-Fetch-Site", "same-site"}, token...), 403},
		{"form without token", "POST", "/messages", "message=%7B%7D", []string{"Content-Type", form}, 403},
		{"form", "POST", "/messages", "message=%7B%7D&token=" + w.token, []string{"Content-Type", form}, 202},
		{"token in the URL", "POST", "/messages?token=" + w.token, "message=%7B%7D", []string{"Content-Type", form}, 403},
		{"text without token", "POST", "/messages", "token=" + w.token, []string{"Content-Type", "text/plain"}, 403},
		{"faults without token", "POST", "/faults", `{"name":"503","count":1}`, nil, 403},
		{"clear without token", "DELETE", "/faults", "", nil, 403},
		{"clear of messages without token", "DELETE", "/messages", "", nil, 403},
		{"purge without token", "POST", "/letters/purge", "", nil, 403},
		{"purge by another site", "POST", "/letters/purge", "", append([]string{"Sec-Fetch-Site", "cross-site"}, token...), 403},
		{"replay of letters without token", "POST", "/letters/replay", "", nil, 403},
		{"check without token", "POST", "/check", "{}", nil, 403},
		{"no such method", "PUT", "/messages", "", token, 405},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.path == "/events" && tt.want == 200 {
				t.Fatal("a stream does not end")
			}
			r := w.do(tt.method, tt.path, tt.body, tt.header...)
			if r.status != tt.want {
				t.Errorf("%d %s, want %d", r.status, r.body, tt.want)
			}
			if csp := r.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("Content-Security-Policy = %q", csp)
			}
			if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Access-Control-Allow-Origin") != "" || r.header.Get("Cache-Control") != "no-store" {
				t.Errorf("header = %v", r.header)
			}
		})
	}
}

// TestFormLeadsOn: the response to a browser's form leads to a page.
func TestFormLeadsOn(t *testing.T) {
	w := start(t)
	r := w.form("/messages", "message", "{}", "unchecked", "1")
	if r.status != http.StatusSeeOther || r.header.Get("Location") != "/_inspect/messages/1" {
		t.Errorf("%d %s", r.status, r.header.Get("Location"))
	}
	if !strings.Contains(w.page("/messages/1"), `name="token" value="`+w.token+`"`) {
		t.Error("the page's forms have no token")
	}
	r = w.form("/messages", "message", "["+createTask+","+createTask+"]")
	if r.status != http.StatusSeeOther || r.header.Get("Location") != "/_inspect/messages" {
		t.Errorf("two messages: %d %s", r.status, r.header.Get("Location"))
	}
	r = w.form("/messages", "message", "")
	if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "got nothing") {
		t.Errorf("%d, want a page that names the fault", r.status)
	}
	r = w.do(http.MethodPost, "/faults", "name=503&count=1&token=old", "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
	if r.status != http.StatusForbidden || !strings.Contains(r.body, "reload the page") || !strings.Contains(r.body, "<!doctype html>") {
		t.Errorf("a form of an earlier start: %d %s", r.status, r.body)
	}
}

// form sends a form like a browser.
func (w *world) form(path string, pairs ...string) response {
	w.Helper()
	values := url.Values{"token": {w.token}}
	for n := 0; n < len(pairs); n += 2 {
		values.Add(pairs[n], pairs[n+1])
	}
	return w.do(http.MethodPost, path, values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
}
