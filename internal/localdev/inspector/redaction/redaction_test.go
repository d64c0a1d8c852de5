package redaction

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{`{"subject":"nothing of it","tokens":3}`, `{"subject":"nothing of it","tokens":3}`},
		{`{"access_token":"s\"ecret","expires_in":3599}`, `{"access_token":"[redacted]","expires_in":3599}`},
		{`{"ClientSecret" : "secret"}`, `{"ClientSecret" : "[redacted]"}`},
		{`{"client_secret":"secret`, `{"client_secret":"[redacted]"`}, // cut short
		{`{"SecretString":"{\"clientSecret\":\"secret\"}","Name":"n"}`, `{"SecretString":"[redacted]","Name":"n"}`},
		{`{"Message":"{\"client_secret\":\"secret\",\"a\":1}"}`, `{"Message":"{\"client_secret\":\"[redacted]\",\"a\":1}"}`},
		{`client_id=a&client_secret=secret&scope=b`, `client_id=a&client_secret=[redacted]&scope=b`},
		{`/t?access_token=secret`, `/t?access_token=[redacted]`},
		{`{"url":"/t?password=se\"cret&a=b"}`, `{"url":"/t?password=[redacted]&a=b"}`},
		{`{"note":"BEARER eyJzZWNyZXQ.a-b_c== then"}`, `{"note":"Bearer [redacted] then"}`},
		{`the bearer of news`, `the bearer of news`},
	} {
		got := string(Body([]byte(tt.text)))
		if got != tt.want {
			t.Errorf("%s\nis %s\nwant %s", tt.text, got, tt.want)
		}
		if json.Valid([]byte(tt.text)) && !json.Valid([]byte(got)) {
			t.Errorf("%s is no JSON any more: %s", tt.text, got)
		}
	}
}

func TestRedactHeader(t *testing.T) {
	h := http.Header{
		"Authorization": {"Basic eDp5"}, "Referer": {"http://x/?access_token=secret"}, "X-Forwarded": {"for=a", "Bearer eyJzZWNyZXQ"},
		"Www-Authenticate": {"Bearer authorization_uri=http://127.0.0.1/t/oauth2/authorize, resource_id=http://127.0.0.1/"},
	}
	want := map[string][]string{
		"Authorization": {Mark}, "Referer": {"http://x/?access_token=" + Mark}, "X-Forwarded": {"for=a", "Bearer " + Mark},
		"Www-Authenticate": h["Www-Authenticate"],
	}
	if got := Header(h); !reflect.DeepEqual(got, want) {
		t.Errorf("header = %q\nwant %q", got, want)
	}
	if h["Referer"][0] == want["Referer"][0] {
		t.Error("the request's own header is another one now")
	}
}

// FuzzJSON: a redacted row stays valid JSON, because an invalid row would make the
// whole response invalid.
func FuzzJSON(f *testing.F) {
	f.Add(`{"a":"x password=b\\\"c","client_secret":"\\\"}`)
	f.Add(`{"a":"{\"client_secret\":\"\\\\\""}`)
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) || strings.TrimSpace(text) == "" {
			return
		}
		if got := JSON(json.RawMessage(text)); !json.Valid(got) {
			t.Errorf("%s is no JSON any more: %s", text, got)
		}
	})
}
