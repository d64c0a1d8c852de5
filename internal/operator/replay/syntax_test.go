package replay_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operator/replay"
)

// TestSyntaxErrors: an error of JSON syntax has the line, the column and the cause.
func TestSyntaxErrors(t *testing.T) {
	const good = `{"operation":"delete","entitySet":"leads","id":"11111111-2222-4333-8444-555555555555"}`
	for text, want := range map[string]string{
		"{\n \"operation\": \"delete\",\n}":   "m.json:2:23: expected JSON, got a comma before }: remove it",
		good + "\n\n {\"operation\": delete}": "m.json:3:16: expected JSON, got a value without quotation marks",
		good + ` {"operation": delete}`:       "m.json:1:102: expected JSON, got a value without quotation marks",
		"":                                    "m.json:1:1: expected JSON, got a text that ends too early",
	} {
		_, _, err := replay.Read("m.json", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
