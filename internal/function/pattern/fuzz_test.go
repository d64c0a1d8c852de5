package pattern_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/function/pattern"
)

// FuzzMatches: no pattern and no event makes the matcher panic. The same pattern gives the
// same result again, for an event with more fields too, because the new fields stand in no
// pattern.
func FuzzMatches(f *testing.F) {
	f.Add(`{"message": {"type": ["OrderPlaced"], "lines": {"n": [{"numeric": [">", 0]}]}}}`, `{"message": {"type": "OrderPlaced", "lines": [{"n": 1.0}]}}`)
	f.Add(`{"$or": [{"topicArn": [{"wildcard": "*a*"}]}, {"attributes": {"a": [{"exists": false}]}}]}`, `{"topicArn": "b", "attributes": {"a": []}}`)
	f.Add(`{"message": {"a": [{"anything-but": {"equals-ignore-case": ["K", "s"]}}, null, true]}}`, `{"message": {"a": ["ſ", [null, 1e400]]}}`)
	f.Fuzz(func(t *testing.T, text, eventText string) {
		p, err := pattern.Compile([]byte(text))
		if err != nil {
			if e, ok := errors.AsType[*pattern.Error](err); !ok || e.Text == "" || strings.ContainsAny(e.Error(), "\r\n") {
				t.Errorf("Compile(%q) = %q, want an *Error of one line", text, err)
			}
			return
		}
		d := json.NewDecoder(strings.NewReader(eventText))
		d.UseNumber()
		var e map[string]any
		if d.Decode(&e) != nil {
			return
		}
		before := p.Matches(e)
		if e == nil {
			e = map[string]any{}
		}
		e["of no pattern"] = "more"
		if after := p.Matches(e); before != after {
			t.Errorf("%s over %s: %t, and %t with a field that no pattern has", text, eventText, before, after)
		}
	})
}
