package outgoing

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

func decode(t *testing.T, text string) operation.Operation {
	t.Helper()
	op, err := message.Decode([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return op
}

func TestGroup(t *testing.T) {
	const guid = "2FD1A6D3-7d55-4c3e-9a0b-6f8a4e1c9b70"
	long := strings.Repeat("x", 128)
	tests := []struct {
		name, a, b string
		same       bool
	}{
		{"case of a GUID",
			`{"operation":"delete","entitySet":"contacts","id":"` + guid + `"}`,
			`{"operation":"update","entitySet":"contacts","id":"` + strings.ToLower(guid) + `","data":{"a":1}}`, true},
		{"table",
			`{"operation":"delete","entitySet":"contacts","id":"` + guid + `"}`,
			`{"operation":"delete","entitySet":"accounts","id":"` + guid + `"}`, false},
		{"order of a key's columns",
			`{"operation":"delete","entitySet":"contacts","key":{"a":"x","b":"y"}}`,
			`{"operation":"delete","entitySet":"contacts","key":{"b":"y","a":"x"}}`, true},
		{"values of a key's columns",
			`{"operation":"delete","entitySet":"contacts","key":{"a":"x","b":"y"}}`,
			`{"operation":"delete","entitySet":"contacts","key":{"a":"y","b":"x"}}`, false},
		{"case of a key",
			`{"operation":"delete","entitySet":"contacts","key":{"a":"SO-1 "}}`,
			`{"operation":"delete","entitySet":"contacts","key":{"a":"so-1"}}`, true},
		{"digits of a key",
			`{"operation":"delete","entitySet":"contacts","key":{"a":1.50}}`,
			`{"operation":"delete","entitySet":"contacts","key":{"a":1.5}}`, true},
		{"GUID in a key",
			`{"operation":"delete","entitySet":"contacts","key":{"_x_value":"` + guid + `"}}`,
			`{"operation":"delete","entitySet":"contacts","key":{"_x_value":"` + strings.ToLower(guid) + `"}}`, true},
		{"an association is of the row it starts from",
			`{"operation":"associate","entitySet":"accounts","id":"` + guid + `","navigationProperty":"n","related":{"entitySet":"leads","key":{"a":1}}}`,
			`{"operation":"delete","entitySet":"accounts","id":"` + guid + `"}`, true},
		{"creates that name no row",
			`{"operation":"create","entitySet":"contacts","data":{"a":1}}`,
			`{"operation":"create","entitySet":"contacts","data":{"a":1}}`, false},
		{"an unbound action",
			`{"operation":"action","action":"WinOpportunity","parameters":{"a":1}}`,
			`{"operation":"action","action":"WinOpportunity","parameters":{"a":2}}`, true},
		{"two unbound actions",
			`{"operation":"action","action":"WinOpportunity"}`, `{"operation":"action","action":"LoseOpportunity"}`, false},
		{"an action of a table, and unbound",
			`{"operation":"action","action":"new_A","entitySet":"leads"}`, `{"operation":"action","action":"new_A"}`, false},
		{"a batch is of the first row that it names",
			`{"operation":"batch","operations":[{"operation":"create","contentId":"x","entitySet":"leads","data":{"a":1}},{"operation":"update","entitySet":"leads","id":"$x","data":{"a":1}},{"operation":"delete","entitySet":"contacts","id":"` + guid + `"}]}`,
			`{"operation":"delete","entitySet":"contacts","id":"` + guid + `"}`, true},
		{"batches that name no row",
			`{"operation":"batch","operations":[{"operation":"create","contentId":"x","entitySet":"leads","data":{"a":1}},{"operation":"update","entitySet":"leads","id":"$x","data":{"a":1}}]}`,
			`{"operation":"batch","operations":[{"operation":"create","contentId":"x","entitySet":"leads","data":{"a":1}},{"operation":"update","entitySet":"leads","id":"$x","data":{"a":1}}]}`, false},
		{"long names",
			`{"operation":"delete","entitySet":"` + long + `","id":"` + guid + `"}`,
			`{"operation":"delete","entitySet":"` + long + `","id":"` + strings.Replace(guid, "2", "3", 1) + `"}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Group(decode(t, tt.a), "first"), Group(decode(t, tt.b), "second")
			if (a == b) != tt.same {
				t.Errorf("%s and %s: the same = %t, want %t", a, b, a == b, tt.same)
			}
			for _, g := range []string{a, b} {
				if len(g) == 0 || len(g) > 128 || strings.ContainsFunc(g, func(r rune) bool { return r <= ' ' || r > '~' }) {
					t.Errorf("SNS does not take the group %q", g)
				}
			}
		})
	}
}

func TestGroupHoldsNoKeyValue(t *testing.T) {
	op := decode(t, `{"operation":"delete","entitySet":"contacts","key":{"emailaddress1":"ana@contoso.example"}}`)
	if g := Group(op, ""); strings.Contains(g, "ana") {
		t.Errorf("the group is %s", g)
	}
}

func TestDeduplicationID(t *testing.T) {
	id := DeduplicationID("run", "a.ndjson", 1, "", "{}")
	if again := DeduplicationID("run", "a.ndjson", 1, "", "{}"); id != again || len(id) > 128 {
		t.Errorf("%s, and then %s", id, again)
	}
	for _, other := range []string{
		DeduplicationID("other", "a.ndjson", 1, "", "{}"), DeduplicationID("run", "b.ndjson", 1, "", "{}"),
		DeduplicationID("run", "a.ndjson", 2, "", "{}"), DeduplicationID("run", "a.ndjson", 1, "/0", "{}"),
		DeduplicationID("run", "a.ndjson", 1, "", "{ }"), DeduplicationID("run", "a.ndjson1", 1, "", "{}"),
	} {
		if other == id {
			t.Errorf("two messages have the id %s", id)
		}
	}
}

func TestSize(t *testing.T) {
	op := decode(t, `{"operation":"delete","entitySet":"leads","key":{"a":"é"}}`)
	const want = len(`é`) + len("operation"+"String"+"delete") + len("entitySet"+"String"+"leads")
	if got := Size("é", Attributes(op)); got != want {
		t.Errorf("Size = %d, want %d", got, want)
	}
	unbound := Attributes(decode(t, `{"operation":"action","action":"A"}`))
	if len(unbound) != 1 || unbound[0] != (Attribute{"operation", "action"}) {
		t.Errorf("attributes of an unbound action: %v", unbound)
	}
}
