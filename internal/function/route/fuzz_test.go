package route_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operation"
)

// FuzzResolve resolves any message with any attributes. Two deliveries become the same
// operation. A mapped message is valid JSON. An error is on one line.
func FuzzResolve(f *testing.F) {
	const attributes = `{"region":{"Type":"String","Value":"emea"},"weight":{"Type":"Number","Value":"2"},"tags":{"Type":"String.Array","Value":"[\"a\"]"}}`
	for _, text := range []string{
		`{"type":"OrderPlaced","total":1.10}`, `{"type":"OrderPlaced","total":[1]}`, `{"type":"Heartbeat"}`, `{"operation":"action","action":"A"}`,
		`{"lines":[{"operation":"create","entitySet":"contacts","data":{"lastname":"x"}},[null,{"operation":"action","action":"A"}]]}`,
		`{"lines":"x"}`, `{"a":{"a":[1e999,"\u0000"]}}`, `[]`, ``,
	} {
		f.Add(text, attributes)
	}
	table := routes(f, "")
	f.Fuzz(func(t *testing.T, text, attributes string) {
		e := envelope(text)
		if json.Valid([]byte(attributes)) {
			e.Attributes = []byte(attributes)
		}
		first, err := table.Resolve(t.Context(), e)
		second, again := table.Resolve(t.Context(), e)
		if string(first.Message) != string(second.Message) || (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Errorf("two deliveries became %s, %v and %s, %v", first.Message, err, second.Message, again)
		}
		if len(first.Message) > 0 && !json.Valid(first.Message) {
			t.Errorf("the mapped message %q is no JSON", first.Message)
		}
		switch {
		case err == nil:
			if (first.Operation.Kind == "") != first.IsIgnored {
				t.Errorf("operation %q, ignored %t", first.Operation.Kind, first.IsIgnored)
			}
			checkIDs(t, first.Operation)
		case strings.ContainsAny(err.Error(), "\r\n\x00\x1b"):
			t.Errorf("error %q", err)
		default:
			_, isRoute := errors.AsType[*route.Error](err)
			_, isMessage := errors.AsType[*message.Error](err)
			if !isRoute && !isMessage {
				t.Errorf("error %T", err)
			}
		}
	})
}

// checkIDs wants the derived ids of a batch to be different.
func checkIDs(t *testing.T, op operation.Operation) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range op.Operations {
		id := p.OwnID
		if p.Derived {
			id = p.Row.ID
		}
		if id != "" && seen[id] {
			t.Errorf("two creates have the id %s", id)
		}
		seen[id] = true
	}
}
