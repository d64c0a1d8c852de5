package routes_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/source"
)

const tested = `
-- routes.yaml --
version: 1
routes:
  - name: order
    when: {message: {type: [Order]}, attributes: {region: [emea]}, topicArn: [{suffix: ":shop"}]}
    map: order.jq
    allow: {operations: [create], tables: [leads]}
  - name: list
    when: {message: {type: [List]}}
    map: list.jq
  - name: large
    when: {message: {type: [Large]}}
    map: large.jq
  - name: deleted
    when: {message: {type: [Deleted]}}
    map: deleted.jq
  - name: operations
    when: {message: {operation: [{exists: true}]}}
-- order.jq --
{operation: "create", entitySet: "leads", data: {total, n: $meta.attributes.priority, topic: $meta.topicArn, about: $meta.subject, id: $meta.messageId, at: $meta.publishTime}}
-- list.jq --
.items[] | {operation: "delete", entitySet: "leads", id: .}
-- large.jq --
"0123456789" * 300 as $text | [range(60000) | $text + "x"] | {a: .}
-- deleted.jq --
{operation: "delete", entitySet: "leads", id: .id}
`

// TestResults compares the result of each test with the problem that it must have; none passes.
func TestResults(t *testing.T) {
	const message = "\n  message: {type: Order, total: 1.50}\n  topicArn: arn:aws:sns:eu-west-1:111122223333:shop\n  attributes: {region: emea, priority: 3.0}\n  subject: Hi\n"
	tests := []struct{ name, test, problem string }{
		{"all of it", message + `  operation:
    operation: create
    entitySet: leads
    data: {total: 1.50, n: 3.0, topic: "arn:aws:sns:eu-west-1:111122223333:shop", about: Hi, id: 5e1d3a7c-2b4f-4c8d-9a6e-000000000000, at: "2026-01-31T09:30:00.000Z"}`, ""},
		{"another digit", message + `  operation: {operation: create, entitySet: leads, data: {total: 1.5}}`, "expected another operation"},
		{"an error", message + `  error: mapping`, "expected the error mapping, got an operation"},
		{"ignored", message + `  ignored: true`, "expected an ignored message, got an operation"},
		{"another attribute", "\n  message: {type: Order}\n  attributes: {region: apac}\n  operation: {a: 1}", "expected an operation, got the error no-route: no route matches the message"},
		{"no route", "\n  message: {type: Order}\n  error: no-route", ""},
		{"no object", "\n  message: [1, 2]\n  error: no-route", ""},
		{"a list of one", "\n  message: {type: List, items: [b7f6a8e4-0c7d-4f5e-9a33-5b9a1de0c2f1]}\n  operations: [{operation: delete, entitySet: leads, id: b7f6a8e4-0c7d-4f5e-9a33-5b9a1de0c2f1}]", "expected a route with the mapping order.jq, got the route list"},
		{"an empty list", "\n  message: {type: List, items: []}\n  ignored: true", ""},
		{"no operation of a mapping", "\n  message: {type: Deleted, id: 5}\n  ignored: true", "expected an ignored message, got the error mapping: the result is no operation: decode: /id: expected a string, got a number"},
		{"no operation", "\n  message: {type: Deleted, id: 5}\n  error: mapping", ""},
		{"memory", "\n  message: {type: Large}\n  operation: {a: 1}", "the mapping needs more than 128 MB of memory"},
	}
	archive := tested + "-- order.test.yaml --\n"
	for _, tt := range tests {
		archive += "- name: " + tt.name + tt.test + "\n"
	}
	folder(t, archive)
	f := read(t, ".")
	r := runner(t, f)
	for i, tt := range tests {
		got, err := r.Test(t.Context(), f.Tests[i])
		if err != nil || got.Problem != tt.problem || got.OK != (tt.problem == "") || got.Name != tt.name {
			t.Errorf("%s: %q, %v, want %q\n%s", tt.name, got.Problem, err, tt.problem, got.Diff)
		}
	}
	got, err := r.Test(t.Context(), f.Tests[1])
	if want := "-    \"total\": 1.5\n"; err != nil || !strings.Contains(got.Diff, want) || !strings.Contains(got.Diff, "+    \"total\": 1.50\n") {
		t.Errorf("%v\n%s\nwant a line %q", err, got.Diff, want)
	}
}

// TestCheck: the operations of tests that expect an operation are checked.
func TestCheck(t *testing.T) {
	folder(t, tested+`
-- order.test.yaml --
- name: not allowed
  message: {operation: delete, entitySet: leads, id: b7f6a8e4-0c7d-4f5e-9a33-5b9a1de0c2f1}
  operation: {}
- name: no operation
  message: {type: Deleted, id: 5}
  operation: {}
- name: expects an error
  message: {type: Deleted, id: 5}
  error: mapping
- name: ignored
  message: {type: List, items: []}
  ignored: true
`)
	f := read(t, ".")
	check := func(_ string, item source.Item, op operation.Operation) []message.Problem {
		return []message.Problem{{Pointer: "/entitySet", Text: string(op.Kind) + " of " + item.Name}}
	}
	problems, err := runner(t, f).Check(t.Context(), check)
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	want := []string{
		`order.test.yaml:1: /entitySet: test "not allowed": delete of order.test.yaml`,
		`order.test.yaml:4: test "no operation": mapping: the result is no operation: decode: /id: expected a string, got a number`,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Check: %v\n%s", err, diff)
	}
}

// TestLogicalNameInAllow: allow.tables with the logical name that the operations have is a warning.
func TestLogicalNameInAllow(t *testing.T) {
	archive := strings.Replace(tested, "tables: [leads]", "tables: [lead]", 1)
	folder(t, strings.Replace(archive, `entitySet: "leads", data: {total`, `table: "lead", values: {total`, 1)+`
-- order.test.yaml --
- name: allowed by its logical name
  message: {type: Order, total: 5}
  topicArn: arn:aws:sns:eu-west-1:111122223333:shop
  attributes: {region: emea}
  operation: {}
- name: the same again
  message: {type: Order, total: 5}
  topicArn: arn:aws:sns:eu-west-1:111122223333:shop
  attributes: {region: emea}
  operation: {}
`)
	r := runner(t, read(t, "."))
	problems, err := r.Check(t.Context())
	want := []string{"route order: allow.tables has lead, the logical name of a table: expected the name of its entity set"}
	if diff := cmp.Diff(want, r.Warnings()); err != nil || len(problems) > 0 || diff != "" {
		t.Errorf("Check: %v, %v\nwarnings (-want +got):\n%s", problems, err, diff)
	}
}

// TestFence: a route that does not allow an operation rejects it.
func TestFence(t *testing.T) {
	folder(t, strings.Replace(tested, "operations: [create], tables: [leads]", "operations: [update]", 1)+`
-- order.test.yaml --
- name: refused
  message: {type: Order, total: 5}
  topicArn: arn:aws:sns:eu-west-1:111122223333:shop
  attributes: {region: emea}
  error: not-allowed
`)
	f := read(t, ".")
	if got, err := runner(t, f).Test(t.Context(), f.Tests[0]); err != nil || !got.OK {
		t.Errorf("Test: %+v, %v", got, err)
	}
}

// TestNumbers holds the sentences of docs/routes.md about numbers.
func TestNumbers(t *testing.T) {
	folder(t, `
-- routes.yaml --
version: 1
routes:
  - {name: numbers, when: {message: {type: [Numbers]}}, map: numbers.jq}
-- numbers.jq --
{operation: "create", entitySet: "leads", data: {
  same: .price, inner: [{a: .price}], larger: ([.price, 1] | max), text: "\(.price)",
  literal: 1.50, sum: (.price + 0), whole: (.whole + 0),
  fromjson: (.text | fromjson), tonumber: (.text | tonumber)
}}
-- numbers.test.yaml --
- name: digits
  message: {type: Numbers, price: 12345678901234567890.10, whole: 9007199254740993, text: "199.90"}
  operation:
    operation: create
    entitySet: leads
    data:
      same: 12345678901234567890.10
      inner: [{a: 12345678901234567890.10}]
      larger: 12345678901234567890.10
      text: "12345678901234567890.10"
      literal: 1.5
      sum: 12345678901234567000
      whole: 9007199254740993
      fromjson: 199.90
      tonumber: 199.9
`)
	f := read(t, ".")
	if got, err := runner(t, f).Test(t.Context(), f.Tests[0]); err != nil || !got.OK {
		t.Errorf("%s\n%s%v", got.Problem, got.Diff, err)
	}
}
