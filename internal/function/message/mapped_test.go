package message_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// mappedIDs returns the derived ids of the creates of a message that a mapping made, by the
// value of their column n.
func mappedIDs(t *testing.T, text string) map[string]string {
	t.Helper()
	op, err := envelope(`{"type": "OrderPlaced"}`).Mapped([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	all := op.Operations
	if op.Kind != operation.Batch {
		all = []operation.Operation{op}
	}
	ids := map[string]string{}
	for _, p := range all {
		if n, ok := p.Column("n"); ok && p.Kind == operation.Create {
			ids[strings.Trim(n, `"`)] = p.Row.ID + p.OwnID
		}
	}
	return ids
}

// Another program computed the expected ids, and not this code.
func TestDerivedIDsOfAMapping(t *testing.T) {
	create := func(table, more, n string) string {
		return `{"operation":"create","entitySet":"` + table + `",` + more + `"data":{"n":"` + n + `"}}`
	}
	batch := func(operations ...string) string {
		return `{"operation":"batch","operations":[` + strings.Join(operations, ",") + `]}`
	}
	const (
		firstAccount  = "2e7b72df-21e5-8db3-9879-01a1fd70f23b"
		firstContact  = "bdfd464e-4a12-8242-96ce-01a1fd70f23b"
		secondContact = "7ad9b242-6171-8c2a-afb2-01a1fd70f23b"
		namedContact  = "c92b692b-6e72-86df-b793-01a1fd70f23b"
	)
	const upsert = `{"operation":"upsert","entitySet":"contacts","key":{"k":"1"},"data":{"n":"x"}}`
	for _, tt := range []struct {
		name, text string
		want       map[string]string
	}{
		{"one", create("contacts", "", "a"), map[string]string{"a": firstContact}},
		{"one with a contentId", create("contacts", `"contentId":"c",`, "a"), map[string]string{"a": namedContact}},
		{"one by a key", create("contacts", `"key":{"k":"1"},`, "a"), map[string]string{"a": firstContact}},
		{
			"several", batch(create("accounts", "", "a"), create("contacts", "", "b"), create("contacts", "", "c")),
			map[string]string{"a": firstAccount, "b": firstContact, "c": secondContact},
		},
		{
			"operations before and between them", batch(upsert, create("contacts", "", "b"), upsert, create("accounts", "", "a"), create("contacts", "", "c")),
			map[string]string{"a": firstAccount, "b": firstContact, "c": secondContact},
		},
		{
			"a contentId keeps the numbers of the others", batch(create("contacts", `"contentId":"c",`, "a"), create("contacts", "", "b")),
			map[string]string{"a": namedContact, "b": secondContact},
		},
	} {
		got := mappedIDs(t, tt.text)
		for n, want := range tt.want {
			if got[n] != want {
				t.Errorf("%s: id of %s = %s, want %s", tt.name, n, got[n], want)
			}
		}
	}
	plain, err := envelope(create("contacts", "", "a")).Operation()
	if err != nil || plain.Row.ID != "fef5c75b-2df7-8c3c-8af6-01a1fd70f23b" {
		t.Errorf("without a mapping: id %s, %v, want the id of an earlier version", plain.Row.ID, err)
	}
}

// TestMappedRefusals: a mapped message is as strict as a published one. Only the contentId of a
// single operation is another case.
func TestMappedRefusals(t *testing.T) {
	const single = `{"operation":"create","entitySet":"contacts","contentId":"c","data":{"n":1}}`
	if _, err := message.Decode([]byte(single)); err == nil {
		t.Error("a published operation has a contentId, want a refusal")
	}
	for _, tt := range []struct{ text, want string }{
		{`"x"`, "decode: expected an object, got a string"},
		{`{"operation":"create","entitySet":"contacts","contentId":"c d","data":{"n":1}}`, "decode: /contentId: expected 1 to 64 letters, digits and underscores"},
		{`{"operation":"batch","operations":[{"operation":"batch","operations":[]},{"operation":"action","action":"A"}]}`, "decode: /operations/0/operation: expected one of"},
	} {
		_, err := envelope("{}").Mapped([]byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.text, err, tt.want)
		}
	}
}
