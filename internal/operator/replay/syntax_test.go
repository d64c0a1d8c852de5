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
		"":                                    "m.json:1: expected a message, got an empty file",
		"\ufeff" + good:                       "m.json:1: expected JSON, got a byte order mark before it: save the file as UTF-8 without one",
		"\xff\xfe{\x00":                       "m.json:1: expected UTF-8, got UTF-16: save the file as UTF-8",
		good + "\n" + `{"a":"Caf` + "\xe9\"}": "m.json:2:10: expected UTF-8 text, got a byte of another encoding: save the file as UTF-8",
		good + "}":                            "m.json:1:87: expected one JSON value, got more behind it",
		good + ",\n" + good:                   "m.json:1:87: expected one JSON value, got a comma behind it: remove the comma",
		"[" + good + ",\n{}]":                 "m.json:2: /1: expected an event of SNS or SQS, an envelope, a message, or a dead letter",
		"[]":                                  "m.json:1: expected at least one message",
	} {
		_, _, err := replay.Read("m.json", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
