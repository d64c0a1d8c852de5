package validate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
)

func run(t *testing.T, text string, checks ...Check) Report {
	t.Helper()
	in, err := source.Open(strings.NewReader(text), source.Stdin)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), in, outgoing.DefaultBytes, checks...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func lines(r Report) string {
	var got []string
	for _, p := range r.Problems {
		got = append(got, p.String())
	}
	return strings.Join(append(got, r.Warnings...), "\n")
}

const good = `{"operation":"delete","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001"}`

const unreadable = `/<>*%&:\?+ by which Dataverse cannot find a row; use the row's id`

func TestProblems(t *testing.T) {
	tests := []struct {
		name, text string
		good       int
		want       string
	}{
		{"none", good + "\n" + good, 2, ""},
		{"several of one message", `{"operation":"create","data":{},"x":1}`, 0,
			"-:1: /x: unknown field\n-:1: /entitySet: missing, required for create\n-:1: /data: expected at least one column"},
		{"over several lines", "{\n\"operation\": \"create\",\n\"entitySet\": \"leads\",\n\"data\":\n{}\n}", 0,
			"-:5: /data: expected at least one column"},
		{"what is missing", "{\n\n\"operation\": \"delete\",\n\"id\": 1}", 0,
			"-:4: /id: expected a string, got a number\n-:1: /entitySet: missing, required for delete"},
		{"in an event", "{\"Records\": [\n{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": \"{\\\"operation\\\":\\n1}\"}}]}", 0,
			"-:2: /Records/0/Sns/Message/operation: expected a string, got a number"},
		{"the other lines go on", good + "\n{\n" + good, 2, "-:2:2: expected JSON, got a text that ends too early: a { is not closed"},
		{"creates of one row", `{"operation":"create","entitySet":"leads","id":"1ead0000-0000-4000-8000-00000000000A","data":{"a":1}}` + "\n" +
			`{"operation":"create","entitySet":"leads","id":"1ead0000-0000-4000-8000-00000000000a","data":{"a":2}}`, 2,
			"-:2: creates the row that -:1 creates: the one that comes second changes nothing"},
		{"keys that cannot be read", `{"operation":"upsert","entitySet":"contacts","key":{"emailaddress1":"liam+shop@fourthcoffee.example"},"data":{"lastname":"Plus"}}` + "\n" +
			`{"operation":"associate","entitySet":"accounts","id":"1ead0000-0000-4000-8000-00000000000a","navigationProperty":"n","related":{"entitySet":"leads","key":{"a":"b/c"}}}` + "\n" +
			`{"operation":"batch","operations":[{"operation":"delete","entitySet":"leads","key":{"a":"b","c":"d:e"}},{"operation":"delete","entitySet":"leads","key":{"a":"b"}}]}`, 3,
			"-:1: /key/emailaddress1: the value of key column emailaddress1 has one of the characters " + unreadable + "\n" +
				"-:2: /related/key/a: the value of key column a has one of the characters " + unreadable + "\n" +
				"-:3: /operations/0/key/c: the value of key column c has one of the characters " + unreadable},
		{"control characters", `{"operation":"batch","operations":[{"operation":"create","entitySet":"contacts","id":"1ead0000-0000-4000-8000-00000000000a","data":{"a":"x\u000by","b":"x\u0009\n"}},{"operation":"delete","entitySet":"leads","key":{"a":"b"}}]}` + "\n" +
			`{"operation":"upsert","entitySet":"contacts","id":"1ead0000-0000-4000-8000-00000000000a","data":{"lastname":"x\u0000"}}` + "\n" +
			`{"operation":"create","entitySet":"opportunities","id":"1ead0000-0000-4000-8000-00000000000a","data":{"name":"x","Opportunity_Tasks":[{"subject":"y"},{"subject":"x\u000by"}]}}`, 0,
			"-:1: /operations/0/data/a: expected a text without control characters, but tabs and line ends\n" +
				"-:2: /data/lastname: expected a text without control characters, but tabs and line ends\n" +
				"-:3: /data/Opportunity_Tasks/1/subject: expected a text without control characters, but tabs and line ends"},
		{"a create without id", `{"operation":"create","entitySet":"leads","data":{"a":1}}`, 1,
			"-:1: the create names no id or key: published again, it makes another row"},
		{"creates without id", strings.Repeat(`{"operation":"create","entitySet":"leads","data":{"a":1}}`+"\n", 2), 2,
			"2 creates (the first: -:1) name no id or key: published again, they make other rows"},
		{"in a batch", "{\"operation\": \"batch\", \"operations\": [\n" + good + ",\n" + `{"operation":"delete","entitySet":"a b","id":"$x"}]}`, 0,
			"-:3: /operations/1/entitySet: expected a name of letters, digits and underscores\n" +
				"-:3: /operations/1/id: expected the contentId of an earlier operation: no operation is called x"},
		{"creates in batches", `{"operation":"create","entitySet":"leads","id":"1ead0000-0000-4000-8000-00000000000a","data":{"a":1}}` + "\n" +
			`{"operation":"batch","operations":[{"operation":"create","entitySet":"leads","id":"1ead0000-0000-4000-8000-00000000000A","data":{"a":2}},{"operation":"create","entitySet":"leads","data":{"a":1}}]}`, 2,
			"-:2: creates the row that -:1 creates: the one that comes second changes nothing\n-:2: the create names no id or key: published again, it makes another row"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := run(t, tt.text)
			if got := lines(r); got != tt.want || r.Good != tt.good {
				t.Errorf("%d good, got\n%s\nwant %d and\n%s", r.Good, got, tt.good, tt.want)
			}
		})
	}
}

// TestOutside: a problem of the file is no message.
func TestOutside(t *testing.T) {
	for text, want := range map[string]string{
		"\ufeff" + good:                  "1 message: 1 good, 1 outside",
		good + "\n}":                     "1 message: 1 good, 1 outside",
		"[\n" + good + "\n" + good:       "2 messages: 2 good, 1 outside",
		"":                               "0 messages: 0 good, 1 outside",
		"\xff\xfe{\x00":                  "0 messages: 0 good, 1 outside",
		good + "\n{\"operation\": dele}": "2 messages: 1 good, 0 outside",
	} {
		r := run(t, text)
		if got := fmt.Sprintf("%s: %d good, %d outside", number.Plural(r.Messages, "message"), r.Good, r.Outside); got != want || r.ProblemCount != 1 {
			t.Errorf("%q: %s, and %d problems, want %s", text, got, r.ProblemCount, want)
		}
	}
}

// TestEvents: an object without the member operation may be an event of a route.
func TestEvents(t *testing.T) {
	for text, want := range map[string]int{
		`{"type":"CustomerChanged","id":1}`:                  1,
		good + "\n" + `{"detail":{"operation":"delete"}}`:    1,
		`{"operation":"dele"}`:                               0,
		`{"Operation":"delete","entitySet":"leads","id":""}`: 0,
		`{}`:       0,
		`["x",1]`:  0,
		`{"type":`: 0,
	} {
		if got := run(t, text).Events; got != want {
			t.Errorf("%s: %d events, want %d", text, got, want)
		}
	}
}

// TestSize checks the limit of SNS, to the byte.
func TestSize(t *testing.T) {
	sized := func(n int) string {
		head := `{"operation":"delete","entitySet":"leads","key":{"a":1},"tag":"`
		const attributes = len("operationStringdelete") + len("entitySetStringleads")
		return head + strings.Repeat("x", n-len(head)-len(`"}`)-attributes) + `"}`
	}
	if r := run(t, sized(262144)); r.ProblemCount != 0 {
		t.Errorf("262144 bytes: %s", lines(r))
	}
	if got, want := lines(run(t, sized(262145))), "-:1: expected at most 262,144 bytes with the message attributes, got 262,145"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestChecks(t *testing.T) {
	var seen []string
	r := run(t, good+"\n{}\n"+good, func(i source.Item, op operation.Operation) []message.Problem {
		seen = append(seen, fmt.Sprintf("%d %s", i.Line, op.Kind))
		return []message.Problem{{Pointer: "/entitySet", Text: "no such table"}}
	})
	if got := strings.Join(seen, " "); got != "1 delete 3 delete" {
		t.Errorf("asked about %s", got)
	}
	if want := "-:1: /entitySet: no such table\n-:2: /operation: missing\n-:3: /entitySet: no such table"; lines(r) != want || r.Good != 0 {
		t.Errorf("got\n%s\nwant\n%s", lines(r), want)
	}
}

func TestManyProblems(t *testing.T) {
	r := run(t, strings.Repeat("{}\n", maxProblems+2))
	if len(r.Problems) != maxProblems || r.ProblemCount != maxProblems+2 || len(r.Warnings) != 1 || r.Warnings[0] != "2 more problems are not listed" {
		t.Errorf("%d of %d listed, %q", len(r.Problems), r.ProblemCount, r.Warnings)
	}
}

func TestInterrupted(t *testing.T) {
	in, _ := source.Open(strings.NewReader(good), source.Stdin)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, in, outgoing.DefaultBytes); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
