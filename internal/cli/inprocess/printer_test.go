package inprocess

import (
	"log/slog"
	"testing"
)

// TestDescribe: a message without an operation is not said to be none, since a route may be what
// it lacks.
func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		line map[string]string
		want string
	}{
		{map[string]string{"operation": "update", "entitySet": "leads", "row": "a=…", "outcome": "done"}, "update leads(a=…)"},
		{map[string]string{"outcome": "dead-letter", "code": "no-route"}, "no route"},
		{map[string]string{"outcome": "dead-letter", "code": "mapping", "route": "order@1"}, "no operation"},
		{map[string]string{"outcome": "dead-letter", "code": "decode"}, "no operation"},
		{map[string]string{"outcome": "ignored", "route": "heartbeat@1"}, "no operation"},
	} {
		line := map[string]slog.Value{}
		for name, value := range tt.line {
			line[name] = slog.StringValue(value)
		}
		if got := describe(line); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestOnOneLine(t *testing.T) {
	for body, want := range map[string]string{
		"{\n  \"name\": \"a b\",\n  \"revenue\": 5000000.00\n}\n": `{"name":"a b","revenue":5000000.00}`,
		`{"name": "as it came"}`:                                  `{"name": "as it came"}`,
		"--batch\r\nno JSON":                                      "--batch\r\nno JSON",
	} {
		if got := onOneLine([]byte(body)); got != want {
			t.Errorf("onOneLine(%q) = %q, want %q", body, got, want)
		}
	}
}
