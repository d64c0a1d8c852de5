package canary

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
)

// value is a value with characters that every encoding escapes, around the planted core.
const (
	core  = "zqxCanary7"
	value = `d'été "` + core + `" <50 %> & \ +`
)

func TestFind(t *testing.T) {
	asJSON := func(s string) string { text, _ := json.Marshal(s); return string(text) }
	in := func(e *base64.Encoding, s string) string { return e.EncodeToString([]byte(s)) }
	tests := []struct{ name, text string }{
		{"as it is", value},
		{"upper case", strings.ToUpper(value)},
		{"lower case", strings.ToLower(value)},
		{"JSON", asJSON(value)},
		{"JSON in JSON", asJSON(asJSON(value))},
		{"JSON, each letter", `"\u007a\u0071\u0078\u0043\u0061\u006e\u0061\u0072\u0079\u0037"`},
		{"Go", fmt.Sprintf("%q", value)},
		{"Go, each letter", `"\x7a\x71\x78Canary7"`},
		{"a path", url.PathEscape(value)},
		{"a query", url.QueryEscape(value)},
		{"a query, each letter", "%7A%71%78%43%61%6e%61%72%79%37"},
		{"a query in a query", url.QueryEscape(url.QueryEscape("%7Aqxcanary7"))},
		{"HTML", html.EscapeString(value)},
		{"HTML, each letter", "&#122;&#x71;xCanary7"},
		{"base64", in(base64.StdEncoding, value)},
		{"base64, a byte on", in(base64.StdEncoding, "x"+value)},
		{"base64, two bytes on", in(base64.StdEncoding, "xy"+value)},
		{"base64, cut out of more", in(base64.StdEncoding, "xy"+value)[3:]},
		{"base64 for URLs, without padding", in(base64.RawURLEncoding, "\xff\xfe"+value)},
		{"base64, alone and between others", "a b/" + in(base64.RawStdEncoding, core) + "== c"},
		{"base64 of upper case", in(base64.StdEncoding, strings.ToUpper(value))},
		{"base64 of JSON in JSON", asJSON(in(base64.StdEncoding, asJSON(map[string]string{"a": value}["a"])))},
		{"base64 in base64", in(base64.StdEncoding, "Basic "+in(base64.StdEncoding, "id:"+value))},
		{"hex", hex.EncodeToString([]byte(value))},
		{"hex, half a byte on", "a" + hex.EncodeToString([]byte(value))},
		{"hex, upper case", strings.ToUpper(hex.EncodeToString([]byte(value)))},
	}
	w := New("something else", core)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := w.Find(`{"level":"INFO","error":"400 0x80048d19 ` + tt.text + ` and so on"}`)
			if len(found) == 0 || !strings.EqualFold(found[0].Text, core) {
				t.Errorf("%s was not found: %v", tt.text, found)
			}
		})
	}
}

func TestFindNothing(t *testing.T) {
	w := New(core)
	for _, text := range []string{
		"", "zqx", "zqxCanary", "zqx Canary7", "%", `\`, `\u12`, "%zq", base64.StdEncoding.EncodeToString([]byte("zqxCanary")),
		`{"timestamp":"2026-11-21T07:43:17.003707447Z","messageId":"00cecfd7-ca17-4d21-8f9c-3dcacdea5a4e","outcome":"done"}`,
	} {
		if found := w.Find(text); found != nil {
			t.Errorf("%s: %v", text, found)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	w := New(core, "another")
	line := `{"timestamp":"2026-11-21T07:43:17.003707447Z","level":"INFO","message":"message done","messageId":"00cecfd7-ca17-4d21-8f9c-3dcacdea5a4e","topicArn":"arn:aws:sns:eu-west-1:123456789012:operations","operation":"create","entitySet":"contacts","row":"2ae190ee-24e8-8cde-b305-01a1fd0f39aa","outcome":"done","status":204,"duration":5.935}`
	for b.Loop() {
		w.Find(line)
	}
}
