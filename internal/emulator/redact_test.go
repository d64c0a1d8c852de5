package emulator_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestRedact removes secrets in every spelling, also rotated secrets, and nothing else.
func TestRedact(t *testing.T) {
	const first, second = `a~Core1"<&'+ %/=\`, "Core2~.-_"
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e.SetClientSecret(first)
	e.SetClientSecret(second)
	asJSON := func(s string) string {
		text, _ := json.Marshal(s)
		return strings.Trim(string(text), `"`)
	}
	for _, secret := range []string{emulator.ClientSecret, emulator.AdminClientSecret, first, second} {
		for name, text := range map[string]string{
			"as it is": secret, "in JSON": asJSON(secret), "in JSON in JSON": asJSON(asJSON(secret)), "in a form": url.QueryEscape(secret),
			"in a path": url.PathEscape(secret), "in small letters": strings.ReplaceAll(url.QueryEscape(secret), "%7E", "%7e"),
			"in a form in a form": url.QueryEscape(url.QueryEscape(secret)), "in HTML": html.EscapeString(secret), "by Go": strings.Trim(fmt.Sprintf("%q", secret), `"`),
		} {
			if got := string(e.Redact([]byte("x=" + text + ";"))); got != "x=[redacted];" {
				t.Errorf("%s %s: %s", secret, name, got)
			}
		}
	}
	for _, text := range []string{"", "Core1 and Core2", "a~Core1", "emutoken.Start"} {
		if got := string(e.Redact([]byte(text))); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	for n := range 20 {
		e.SetClientSecret(fmt.Sprint("one of many ", n))
	}
	if got := string(e.Redact([]byte(emulator.AdminClientSecret + " one+of%20many 15"))); got != "[redacted] [redacted]" {
		t.Errorf("after many rotations: %s", got)
	}
}
