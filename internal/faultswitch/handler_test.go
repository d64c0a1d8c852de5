package faultswitch_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/faultswitch"
)

func start(t *testing.T) *dynamicstest.Server {
	t.Helper()
	s, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{Around: faultswitch.Around})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// send makes a request of the switches; header is pairs, and Host one of them.
func send(t *testing.T, s *dynamicstest.Server, method, body string, header ...string) (status int, answer string, h http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.Connection().AuthorityHost+faultswitch.Path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// left is what the answer says of a fault.
func left(t *testing.T, answer, name string) int {
	t.Helper()
	var in struct{ Faults []dynamicstest.FaultSwitch }
	if err := json.Unmarshal([]byte(answer), &in); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	for _, f := range in.Faults {
		if f.Name == name && f.What != "" {
			return f.Left
		}
	}
	t.Fatalf("%s is not among %s", name, answer)
	return 0
}

func TestSwitches(t *testing.T) {
	s := start(t)
	want := func(n int, method, body string) {
		t.Helper()
		status, answer, h := send(t, s, method, body)
		if status != 200 || left(t, answer, "503") != n || h.Get("Cache-Control") != "no-store" || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
			t.Errorf("%s %s: %d %v %s, want %d left", method, body, status, h, answer, n)
		}
	}
	want(0, "GET", "")
	want(2, "POST", `{"name":"503","count":2}`)
	want(2, "POST", `{"name":"stall","count":-1}`)
	for _, status := range []int{503, 503} {
		resp, err := http.Get(s.Connection().ServiceRootURL + "WhoAmI")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("status %d, want %d", resp.StatusCode, status)
		}
	}
	want(0, "GET", "")
	want(0, "DELETE", "")
	if _, answer, _ := send(t, s, "GET", ""); left(t, answer, "stall") != 0 {
		t.Errorf("stall is still on")
	}
	if n := len(s.Requests()); n != 2 {
		t.Errorf("the emulator counts %d requests, want 2: the switches are none of its own", n)
	}
}

func TestSwitchesRefuse(t *testing.T) {
	s := start(t)
	origin := s.Connection().AuthorityHost
	const body = `{"name":"503","count":1}`
	for name, tt := range map[string]struct {
		method, body string
		header       []string
		status       int
		want         string
	}{
		"a name":                  {"GET", "", []string{"Host", "evil.example"}, 403, "host: expected"},
		"a name with a port":      {"GET", "", []string{"Host", "localhost.evil.example:80"}, 403, "host: expected"},
		"another address":         {"GET", "", []string{"Host", "192.0.2.1"}, 403, "host: expected"},
		"nobody":                  {"GET", "", []string{"Host", "[]"}, 403, "host: expected"},
		"another site":            {"POST", body, []string{"Origin", "https://evil.example"}, 403, "origin: "},
		"another port":            {"POST", body, []string{"Origin", "http://127.0.0.1:1"}, 403, "origin: "},
		"a sandbox":               {"POST", body, []string{"Origin", "null"}, 403, "origin: "},
		"a browser's word":        {"POST", body, []string{"Sec-Fetch-Site", "cross-site"}, 403, "origin: "},
		"a neighbour":             {"DELETE", "", []string{"Sec-Fetch-Site", "same-site"}, 403, "origin: "},
		"a form":                  {"POST", "name=503", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "expected application/json"},
		"a text":                  {"POST", body, []string{"Content-Type", "text/plain"}, 415, "expected application/json"},
		"another method":          {"PUT", body, nil, 405, "expected GET, POST or DELETE"},
		"no JSON":                 {"POST", "{", nil, 400, "expected one JSON object"},
		"two":                     {"POST", body + body, nil, 400, "expected one JSON object"},
		"a typo":                  {"POST", `{"name":"503","cuont":1}`, nil, 400, "expected one JSON object"},
		"no count":                {"POST", `{"name":"503"}`, nil, 400, "count: expected a number of requests"},
		"no fault":                {"POST", `{"name":"505","count":1}`, nil, 400, `there is no fault \"505\"`},
		"too many":                {"POST", `{"name":"503","count":9999999}`, nil, 400, "expected 0 to 1000000"},
		"too much":                {"POST", `{"name":"` + strings.Repeat("x", 5000) + `"}`, nil, 413, "at most 4096 bytes"},
		"its own page":            {"POST", body, []string{"Origin", origin, "Sec-Fetch-Site", "same-origin"}, 200, "faults"},
		"localhost":               {"POST", body, []string{"Host", "localhost:80"}, 200, "faults"},
		"a loopback address":      {"GET", "", []string{"Host", "[::1]:80"}, 200, "faults"},
		"one without a port":      {"GET", "", []string{"Host", "[::1]"}, 200, "faults"},
		"a browser's address bar": {"GET", "", []string{"Sec-Fetch-Site", "none"}, 200, "faults"},
	} {
		status, answer, _ := send(t, s, tt.method, tt.body, tt.header...)
		if status != tt.status || !strings.Contains(answer, tt.want) {
			t.Errorf("%s: %d %s, want %d and %s", name, status, answer, tt.status, tt.want)
		}
		if _, answer, _ := send(t, s, "GET", ""); status != 200 && left(t, answer, "503") != 0 {
			t.Errorf("%s: refused, and carried out", name)
		}
		send(t, s, "DELETE", "")
	}
}

// The address that the emulator listens on is good as well.
func TestSwitchesOnAnotherAddress(t *testing.T) {
	e, err := dynamicstest.New(dynamicstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := faultswitch.New(e)
	for host, want := range map[string]int{"172.17.0.1:8086": 200, "172.17.0.2:8086": 403} {
		r := httptest.NewRequest(http.MethodGet, "http://"+host+faultswitch.Path, nil)
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(172, 17, 0, 1), Port: 8086}))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", host, w.Code, want)
		}
	}
}
