package jsonedit_test

import (
	"testing"

	"sns-dynamics/internal/operator/jsonedit"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":"b"}`:                     `{"a":"b"}`,
		"{\"a\":\"\u009b31m\u007f\"}":   `{"a":"\u009b31m\u007f"}`,
		"[\"\u202egnp.\u2066x\u061c\"]": `["\u202egnp.\u2066x\u061c"]`,
		"\"\u00a0ä€😀\u200b\"":           "\"\u00a0ä€😀\u200b\"",
		"\"\\u202e stays, \u0080 too\"": `"\u202e stays, \u0080 too"`,
	} {
		if got := string(jsonedit.Escape([]byte(text))); got != want {
			t.Errorf("Escape(%q) = %q, want %q", text, got, want)
		}
	}
}
