package routes_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operator/routes"
)

const good = `
-- routes.yaml --
version: 1
routes:
  - name: order
    when: {message: {type: [Order]}}
    map: order.jq
-- order.jq --
{operation: "delete", entitySet: "leads", id: .id}
`

// TestProblems: each problem names its file, its line, its field and the expectation.
func TestProblems(t *testing.T) {
	tests := []struct {
		name, archive string
		want          []string
	}{
		{"none", good, nil},
		{"no YAML", "-- routes.yaml --\nversion: 1\nroutes: [\n", []string{
			"routes.yaml:3: expected YAML: did not find expected node content",
		}},
		{"no object", "-- routes.yaml --\n- version: 1\n", []string{"routes.yaml:1: expected an object, got a list"}},
		{"nothing in it", "-- routes.yaml --\notherwise: reject\n", []string{
			"routes.yaml:1: version: missing: expected 1",
			"routes.yaml:1: routes: missing: expected a list of routes",
		}},
		{"version", "-- routes.yaml --\nversion: \"1\"\nroutes: []\n", []string{"routes.yaml:1: /version: expected 1"}},
		{"otherwise", "-- routes.yaml --\nversion: 1\nroutes: []\notherwise: drop\n", []string{"routes.yaml:3: /otherwise: expected reject or ignore"}},
		{"fields", "-- routes.yaml --\nversion: 1\nroutes:\n  - nmae: a\n    when: {message: {a: [1]}}\n    ignore: yes\n  - 5\n  - name: [b]\n    other: c\n", []string{
			"routes.yaml:3: /routes/0/nmae: unknown field: did you mean name?",
			"routes.yaml:3: /routes/0: name: missing: expected the name of the route",
			"routes.yaml:5: /routes/0/ignore: expected true or false, got a text",
			"routes.yaml:6: /routes/1: expected an object, got a number",
			"routes.yaml:8: /routes/2/other: unknown field: expected name, when, map, ignore, environment, allow",
			"routes.yaml:7: /routes/2/name: expected a text, got a list",
			"routes.yaml:7: /routes/2: when: missing: expected an event pattern over message, attributes and topicArn",
		}},
		{"no allow", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: a\n    when: {message: {a: [1]}}\n    allow: {tables: []}\n", []string{
			"routes.yaml:5: /routes/0/allow/tables: expected * or entity set names, such as accounts,contacts",
		}},
		{"unread files", "-- routes.yml --\nversion: 1\n", []string{"routes.yml:1: expected the name routes.yaml"}},
		{"pattern", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: a\n    when:\n      message:\n        a: [{prefix: 1}]\n        b: c\n    ignore: true\n", []string{
			"routes.yaml:6: /routes/0/when/message/a/0/prefix: expected a string, got a number",
		}},
		{"names", "-- routes.yaml --\nversion: 1\nroutes:\n  - {name: a, when: {message: {a: [1]}}, ignore: true}\n  - {name: a, when: {message: {a: [1]}}, ignore: true}\n", []string{
			"routes.yaml:4: /routes/1/name: given twice",
		}},
		{"allow", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: a\n    when: {message: {a: [1]}}\n    allow:\n      operations:\n        - create\n        - insert\n      tables: [1]\n", []string{
			"routes.yaml:9: /routes/0/allow/tables/0: expected a text, got a number",
			"routes.yaml:8: /routes/0/allow/operations/1: expected * or operations, such as create,update; got \"insert\": did you mean upsert?",
		}},
		{"problems of several routes", "-- routes.yaml --\nversion: 1\nroutes:\n  - {name: a, when: {message: {a: [1]}}, environment: '?'}\n  - {name: a b, when: {message: {a: [1]}}}\n  - {name: a, when: {message: {a: [1]}}, ignore: true, environment: emea}\n", []string{
			"routes.yaml:3: /routes/0/environment: expected the name of an environment: at most 32 letters, digits, hyphens and underscores, and a letter or digit first",
			"routes.yaml:4: /routes/1/name: expected 1 to 64 letters, digits, hyphens and underscores",
			"routes.yaml:5: /routes/2/name: given twice",
			"routes.yaml:5: /routes/2/ignore: not allowed together with map, environment and allow",
		}},
		{"names of allow", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: a\n    when: {message: {a: [1]}}\n    allow:\n      operations: [upsrt]\n      tables:\n        - accounts\n        - a b\n      actions: [x y]\n", []string{
			"routes.yaml:6: /routes/0/allow/operations/0: expected * or operations, such as create,update; got \"upsrt\": did you mean upsert?",
			"routes.yaml:9: /routes/0/allow/tables/1: expected * or entity set names, such as accounts,contacts; got \"a b\"",
			"routes.yaml:10: /routes/0/allow/actions/0: expected * or names of actions, such as WinOpportunity; got \"x y\"",
		}},
		{"anchor", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: *other\n", []string{
			"routes.yaml:3:11: expected YAML: unknown anchor 'other' referenced",
		}},
		{"empty allow", "-- routes.yaml --\nversion: 1\nroutes:\n  - name: a\n    when: {message: {a: [1]}}\n    allow: {}\n", []string{
			"routes.yaml:5: /routes/0/allow: expected operations, tables or actions",
		}},
		{"empty texts", "-- routes.yaml --\nversion: 1\notherwise: \"\"\nroutes:\n  - name: a\n    when: {message: {a: [1]}}\n    environment: ''\n", []string{
			"routes.yaml:2: /otherwise: expected reject or ignore",
			"routes.yaml:6: /routes/0/environment: expected the name of an environment, or no such field",
		}},
		{"program", strings.Replace(good, "id: .id}", "id: .id | now", 1), []string{
			`order.jq:1:1: the "{" is not closed`,
		}},
		{"refused function", strings.Replace(good, "id: .id}", "\n  id: now}", 1), []string{
			"order.jq:2:7: now is not allowed in a mapping",
		}},
		{"empty program", strings.Replace(good, `{operation: "delete", entitySet: "leads", id: .id}`, "", 1), []string{
			"order.jq:1: expected a program in jq, got an empty file",
		}},
		{"no program", strings.Replace(good, "map: order.jq", "map: ../order.jq", 1), []string{
			"routes.yaml:5: /routes/0/map: expected the name of a file *.jq in the folder",
		}},
		{"missing program", strings.Replace(good, "map: order.jq", "map: orders.jq", 1), []string{
			"routes.yaml:5: /routes/0/map: expected a file that can be read: open orders.jq: no such file or directory",
		}},
		{"tests", good + `
-- order.test.yaml --
- name: a
  message: {type: Order}
- message: {type: Order}
  ignored: false
  error: mapping
- name: c
  message: {type: Order}
  attributes: {a: true, b: [[1]]}
  operations: []
- name: d
  operation: &o {a: 1}
`, []string{
			"order.test.yaml:11: /3/operation: expected a value without an anchor",
		}},
		{"fields of tests", good + `
-- order.test.yaml --
- name: a
  message: {type: Order}
- message: {type: Order}
  ignored: false
  error: mapping
- name: c
  message: {type: Order}
  attributes: {a: true, b: [[1]]}
  operations: []
- name: d
  error: 5
`, []string{
			"order.test.yaml:1: /0: expected one of operation, operations, ignored and error, got 0",
			"order.test.yaml:3: /1: name: expected a text that tells the test from the other tests",
			"order.test.yaml:4: /1/ignored: expected true",
			"order.test.yaml:3: /1: expected one of operation, operations, ignored and error, got 2",
			"order.test.yaml:8: /2/attributes/a: expected a text, a number or a list, as String, Number and String.Array of SNS, got true or false",
			"order.test.yaml:8: /2/attributes/b/0: expected a text, a number, true, false or null, got a list",
			"order.test.yaml:9: /2/operations: expected a list of operations; a message that makes no operation has ignored: true",
			"order.test.yaml:10: /3: message: missing: expected the message that is published",
			"order.test.yaml:11: /3/error: expected one of the codes mapping, no-route, decode, not-allowed",
		}},
		{"expectations of tests", good + `
-- order.test.yaml --
- name: a
  message: {type: Order}
  error: maping
- name: a
  message: {type: Order}
  operation: delete
- name: b
  message: {type: Order}
  operations: [{operation: delete}, delete]
- name: c
  message: {type: Order}
  error: timeout
`, []string{
			"order.test.yaml:3: /0/error: unknown code: did you mean mapping?",
			"order.test.yaml:6: /1/operation: expected an operation as an object, got a text",
			"order.test.yaml:4: /1/name: given twice: expected a text that tells the test from the other tests",
			"order.test.yaml:9: /2/operations/1: expected an operation as an object, got a text",
			"order.test.yaml:12: /3/error: expected one of the codes mapping, no-route, decode, not-allowed",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder(t, tt.archive)
			f, problems, err := routes.Read(".")
			if err != nil || (f == nil) != (len(tt.want) > 0) {
				t.Fatalf("Read: %v, %v", f, err)
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadNoFolder(t *testing.T) {
	if _, _, err := routes.Read(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of an empty folder: %v", err)
	}
	folder(t, good)
	if err := os.Remove("order.jq"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("order.jq", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, problems, err := routes.Read("."); err != nil || len(problems) != 1 {
		t.Errorf("Read with a folder in place of a mapping: %v, %v", problems, err)
	}
}

// TestWarnings: a mapping that no route has is a warning, and a file that is not read.
func TestWarnings(t *testing.T) {
	folder(t, good+"-- other.jq --\n.\n-- order.test.yml --\n[]\n")
	want := []string{"other.jq: no route has this mapping", "order.test.yml: not read: expected a name *.yaml"}
	if diff := cmp.Diff(want, read(t, ".").Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}
