package mapping_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/function/mapping"
)

func meta() mapping.Meta {
	return mapping.Meta{
		MessageID: "m", TopicARN: "t", Published: time.Date(2026, 11, 21, 10, 30, 0, 123e6, time.FixedZone("CET", 3600)),
		Attributes: map[string]any{"region": "emea", "n": json.Number("1.10"), "list": []any{"a"}},
	}
}

// run returns the message that a program makes of a message: "ignored" for no results.
func run(t *testing.T, source, message string) (string, error) {
	t.Helper()
	p, err := mapping.Compile(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	d := json.NewDecoder(strings.NewReader(message))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	results, err := p.Run(t.Context(), v, meta())
	if err != nil {
		return "", err
	}
	if len(results) == 0 {
		return "ignored", nil
	}
	text, err := mapping.Text(results)
	return string(text), err
}

func TestRun(t *testing.T) {
	for _, tt := range []struct{ source, message, want string }{
		{"empty", "{}", "ignored"},
		{"null", "{}", "ignored"},
		{"[]", "{}", "ignored"},
		{"[null, [], [[]]]", "{}", "ignored"},
		{"{b: .a, a: 1}", `{"a": true}`, `{"a":1,"b":true}`},
		{"[{a: 1}]", "{}", `{"a":1}`},
		{"{a: 1}, null, [{a: 2}, [{a: 3}]]", "{}", `{"operation":"batch","operations":[{"a":1},{"a":2},{"a":3}]}`},
		{".lines[] | {n: .n}", `{"lines": [{"n": 1}, {"n": 2}]}`, `{"operation":"batch","operations":[{"n":1},{"n":2}]}`},
		// Numbers keep their digits as long as the program does not calculate with them.
		{"{a: .a, b: [.b]}", `{"a": 1.10, "b": 12345678901234567890.123456789}`, `{"a":1.10,"b":[12345678901234567890.123456789]}`},
		{"{a: .a}", `{"a": 1e1000}`, `{"a":1e1000}`},
		{"sort_by(.n) | map({n}) | {all: .}", `[{"n": 2.0}, {"n": 1.00}]`, `{"all":[{"n":1.00},{"n":2.0}]}`},
		{"{a: (.a + 1)}", `{"a": 1.10}`, `{"a":2.1}`},
		{"{a: (.a * 3)}", `{"a": 12345678901234567890}`, `{"a":37037036703703703670}`},
		{"{a: (1e17 + .a)}", `{"a": 0}`, `{"a":100000000000000000}`},
		{"{a: \"ü<&\\u2028\\u0000\"}", "{}", "{\"a\":\"ü<&\u2028\\u0000\"}"},
		{"$meta", "{}", `{"attributes":{"list":["a"],"n":1.10,"region":"emea"},"messageId":"m","publishTime":"2026-11-21T09:30:00.123Z","subject":null,"topicArn":"t"}`},
		{"{$meta} | .meta.subject = 1 | .meta.attributes = 2", "{}", `{"meta":{"attributes":2,"messageId":"m","publishTime":"2026-11-21T09:30:00.123Z","subject":1,"topicArn":"t"}}`},
		{"try error(\"x\") catch {a: .}", "{}", `{"a":"x"}`},
		{".a // error(\"x\")", `{"a": {"b": 1}}`, `{"b":1}`},
	} {
		got, err := run(t, tt.source, tt.message)
		if err != nil || got != tt.want {
			t.Errorf("%s of %s = %s, %v, want %s", tt.source, tt.message, got, err, tt.want)
		}
	}
}

// TestErrors: an error has the kind of the failure, and no value of the message.
func TestErrors(t *testing.T) {
	const message = `{"s": "Private", "n": 4711, "l": ["Private"], "o": {"Private": "Private"}, "d": "Private text of a message that is long enough to be cut"}`
	for _, tt := range []struct {
		source, want string
		kind         mapping.Kind
	}{
		{`error("no order")`, "mapping: the program called error: no order", mapping.KindError},
		{`.s | if . == "x" then . else error("no order") end`, "mapping: the program called error: no order", mapping.KindError},
		{`error(.s)`, "mapping: the program called error", mapping.KindError},
		{`error("no \(.s)")`, "mapping: the program called error", mapping.KindError},
		{`error("two\nlines")`, "mapping: the program called error", mapping.KindError},
		{`error("\u001b[31m")`, "mapping: the program called error", mapping.KindError},
		{`.s | error`, "mapping: the program called error", mapping.KindError},
		{`error(null)`, "mapping: the program called error", mapping.KindError},
		{`error({a: .s})`, "mapping: the program called error", mapping.KindError},
		{`try error("a") catch error(.)`, "mapping: the program called error: a", mapping.KindError},
		{`.s[]`, "mapping: cannot iterate over string", mapping.KindFailure},
		{`.none[]`, "mapping: cannot iterate over null", mapping.KindFailure},
		{`.n[]`, "mapping: cannot iterate over number", mapping.KindFailure},
		{`.s.a`, "mapping: expected an object, got string", mapping.KindFailure},
		{`.s + .o`, "mapping: cannot add string and object", mapping.KindFailure},
		{`.o - .n`, "mapping: cannot subtract object and number", mapping.KindFailure},
		{`-.s`, "mapping: cannot negate string", mapping.KindFailure},
		{`.n / 0`, "mapping: cannot divide by zero", mapping.KindFailure},
		{`.n % 0`, "mapping: cannot divide by zero", mapping.KindFailure},
		{`.n | ascii_downcase`, "mapping: ascii_downcase cannot be applied to number", mapping.KindFailure},
		{`.n | startswith("a")`, "mapping: startswith cannot be applied to number", mapping.KindFailure},
		{`.s | tonumber`, "mapping: tonumber failed for string", mapping.KindFailure},
		{`.s | fromjson`, "mapping: fromjson failed for string", mapping.KindFailure},
		{`.s | test("(")`, "mapping: invalid regular expression", mapping.KindFailure},
		{`{(.o): 1}`, "mapping: expected a string as the name of a member, got object", mapping.KindFailure},
		{`[.o] | @csv`, "mapping: @csv cannot format an array with object", mapping.KindFailure},
		{`.d | strptime("%Y")`, "mapping: strptime failed for string", mapping.KindFailure},
		{`.l | implode`, "mapping: implode cannot be applied to array", mapping.KindFailure},
		{`[.] | .[-5] = 1`, "mapping: setpath failed for array", mapping.KindFailure},
		{`.n | [limit(-1; .)]`, "mapping: the program called error", mapping.KindError},
		{`.o | .[0]`, "mapping: expected an array, got object", mapping.KindFailure},
		{`def f: f; f`, "mapping: the program takes more than 1000000 instructions", mapping.KindLimit},
		{`try (def f: f; f) catch .`, "mapping: the program takes more than 1000000 instructions", mapping.KindLimit},
		{`[range(1e9)] | {a: length}`, "mapping: the program takes more than 1000000 instructions", mapping.KindLimit},
		{`range(1001) | {a: .}`, "mapping: expected at most 1000 operations, got more", mapping.KindLimit},
		{`reduce range(40) as $i (null; [., .])`, "mapping: the result has too many values", mapping.KindLimit},
		{`reduce range(40) as $i ({}; {a: ., b: .})`, "mapping: the result has more than 4194304 bytes", mapping.KindLimit},
		{`{a: ("x" * 5000000)}`, "mapping: a text times a number is too long", mapping.KindLimit},
		{`{a: ("x" * 4000000 + "x" * 4000000)}`, "mapping: the result has more than 4194304 bytes", mapping.KindLimit},
		{`{a: nan}`, "mapping: the result has a number that JSON does not have: nan or infinite", mapping.KindResult},
		{`{a: (infinite | -.)}`, "mapping: the result has a number that JSON does not have: nan or infinite", mapping.KindResult},
	} {
		got, err := run(t, tt.source, message)
		e, ok := errors.AsType[*mapping.Error](err)
		if !ok || err.Error() != tt.want || e.Kind != tt.kind {
			t.Errorf("%s = %.80s, %v (%+v), want %s: %s", tt.source, got, err, e, tt.kind, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "Private") || err != nil && strings.Contains(err.Error(), "4711") {
			t.Errorf("%s: the error has a value: %v", tt.source, err)
		}
	}
}

// TestBudget: the limit counts instructions and not time, so that a message ends in the same
// way on every machine.
func TestBudget(t *testing.T) {
	const source = `reduce range(.n) as $i (0; . + 1) | {a: .}`
	most := 0
	for n, step := 0, 1<<20; step > 0; step /= 2 {
		if _, err := run(t, source, `{"n": `+string(marshal(t, n+step))+`}`); err == nil {
			n += step
			most = n
		}
	}
	for range 2 {
		if _, err := run(t, source, `{"n": `+string(marshal(t, most))+`}`); err != nil {
			t.Errorf("%d: %v, want the same end as before", most, err)
		}
		if _, err := run(t, source, `{"n": `+string(marshal(t, most+1))+`}`); err == nil {
			t.Errorf("%d ended well, want the same end as before", most+1)
		}
	}
	if most < 10_000 || most > 500_000 {
		t.Errorf("%d rounds of a loop, want some instructions for each round", most)
	}
}

// TestRunEndsWithItsContext: the invocation has to dispose of the message and of the messages
// beside it. The program must not keep the time for that.
func TestRunEndsWithItsContext(t *testing.T) {
	p, err := mapping.Compile(`try (reduce range(1000) as $i (0; . + 1)) catch "caught" | {a: .}`)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := p.Run(ctx, map[string]any{}, meta()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if results, err := p.Run(ctx, map[string]any{}, meta()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v, want the error of the context", results, err)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
