package yamldoc_test

import (
	"encoding/json/jsontext"
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/operator/yamldoc"
)

// FuzzParse: a file gives valid JSON, or an error of one line. JSON is YAML that says the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a: 1.50\nb: [x, {y: null}]\n", "? a\n: b\n", "a: &x 1\nb: *x\n", "- !!int 3\n", "\"\\ud83d\\ude00\": |\n  t\n", "{\"a\": [1e5, true]}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := yamldoc.Parse("f.yaml", []byte(text))
		if err != nil {
			if _, ok := errors.AsType[*yamldoc.Error](err); !ok || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("Parse(%q) = %q, want an *Error of one line", text, err)
			}
			return
		}
		made := jsontext.Value(n.JSON())
		if !made.IsValid() {
			t.Fatalf("Parse(%q) gives %s", text, made)
		}
		again, err := yamldoc.Parse("f.json", made)
		if err != nil || string(again.JSON()) != string(made) {
			t.Errorf("%s as YAML gives %s, %v", made, again.JSON(), err)
		}
	})
}
