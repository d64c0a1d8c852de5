package route_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operation"
)

// routes is a table with a route of each kind.
func routes(t testing.TB, otherwise string) *route.Table {
	t.Helper()
	table, err := route.New(route.File{Version: 1, Otherwise: otherwise, Routes: []route.Entry{
		{Name: "order", When: []byte(`{"message":{"type":["OrderPlaced"]}}`), Map: `
			if .total == 0 then empty
			elif .total < 0 then error("the total is negative")
			else {operation: "create", table: "new_order", values: {new_total: .total, new_name: "Order of \($meta.attributes.region // "nowhere")"}}
			end`},
		{Name: "second", When: []byte(`{"message":{"type":["OrderPlaced"]}}`), Ignore: true},
		{Name: "lines", When: []byte(`{"message":{"lines":{"operation":[{"exists":true}]}}}`), Map: `.lines`},
		{Name: "emea", When: []byte(`{"attributes":{"region":["emea"],"weight":[{"numeric":[">",1.5]}],"tags":["a"]}}`), Map: `{operation: "action", action: $meta.subject}`},
		{Name: "heartbeat", When: []byte(`{"message":{"type":["Heartbeat"]}}`), Ignore: true},
		{Name: "broken", When: []byte(`{"message":{"type":["Broken"]}}`), Map: `now`},
		{Name: "operations", When: []byte(`{"message":{"operation":[{"exists":true}]}}`)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func envelope(text string) message.Envelope {
	return message.Envelope{
		TopicARN: "arn:aws:sns:eu-west-1:111122223333:shop", MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
		Published: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC), Message: text,
	}
}

func TestResolve(t *testing.T) {
	const emea = `{"region":{"Type":"String","Value":"emea"},"weight":{"Type":"Number","Value":"1.50000000000000000001"},"tags":{"Type":"String.Array","Value":"[\"b\",\"a\"]"},"raw":{"Type":"Binary","Value":"AA=="}}`
	for _, tt := range []struct {
		name, text, attributes, subject string
		route, message                  string
		kind                            operation.Kind
		isIgnored                       bool
		code, err                       string
	}{
		{name: "mapped", text: `{"type":"OrderPlaced","total":1.10}`, route: "order", kind: operation.Create,
			message: `{"operation":"create","table":"new_order","values":{"new_name":"Order of nowhere","new_total":1.10}}`},
		{name: "the mapping ignores it", text: `{"type":"OrderPlaced","total":0}`, route: "order", isIgnored: true},
		{name: "the mapping refuses it", text: `{"type":"OrderPlaced","total":-1}`, route: "order", code: "mapping", err: "mapping: the program called error: the total is negative"},
		{name: "a text for a number", text: `{"type":"OrderPlaced","total":"Private"}`, route: "order", kind: operation.Create,
			message: `{"operation":"create","table":"new_order","values":{"new_name":"Order of nowhere","new_total":"Private"}}`},
		{name: "by attributes", text: `{}`, attributes: emea, subject: "WinOpportunity", route: "emea", kind: operation.Action, message: `{"action":"WinOpportunity","operation":"action"}`},
		{name: "no operation", text: `{}`, attributes: emea, subject: "Private text", route: "emea", code: "mapping", err: "mapping: the result is no operation: decode: /action: expected"},
		{name: "an ignored message", text: `{"type":"Heartbeat"}`, route: "heartbeat", isIgnored: true},
		{name: "two operations", text: `{"lines":[{"operation":"action","action":"A"},null,{"operation":"action","action":"B"}]}`, route: "lines", kind: operation.Batch,
			message: `{"operation":"batch","operations":[{"action":"A","operation":"action"},{"action":"B","operation":"action"}]}`},
		{name: "a batch", text: `{"lines":[{"operation":"batch","correlation":"c","operations":[{"operation":"action","action":"A"},{"operation":"action","action":"B"}]}]}`, route: "lines", kind: operation.Batch,
			message: `{"correlation":"c","operation":"batch","operations":[{"action":"A","operation":"action"},{"action":"B","operation":"action"}]}`},
		{name: "a batch in a list", text: `{"lines":[{"operation":"action","action":"A"},{"operation":"batch","operations":[]}]}`, route: "lines",
			code: "mapping", err: "mapping: the result is no operation: decode: /operations/1/operation: expected one of create"},
		{name: "an operation", text: `{"operation":"action","action":"A"}`, route: "operations", kind: operation.Action},
		{name: "a wrong operation", text: `{"operation":"merge"}`, route: "operations", err: "decode: /operation: expected one of"},
		{name: "a mapping that does not compile", text: `{"type":"Broken"}`, route: "broken", code: "routes", err: "mapping: line 1, column 1: now is not allowed in a mapping"},
		{name: "no route", text: `{"type":"Private"}`, code: "no-route", err: "no route matches the message"},
		{name: "no object", text: `["Private"]`, code: "no-route", err: "no route matches the message: it is no JSON object"},
		{name: "no JSON", text: `Private`, code: "no-route", err: "no route matches the message: it is no JSON object"},
		{name: "nothing", text: ``, code: "no-route", err: "no route matches the message: it is no JSON object"},
		{name: "more than an object", text: `{"type":"Heartbeat"}{}`, code: "no-route", err: "no route matches the message: it is not one JSON object in UTF-8"},
		{name: "a name twice", text: `{"type":"Heartbeat","type":"x"}`, code: "no-route", err: "no route matches the message: it has an object with a name twice"},
		{name: "half of a surrogate pair", text: `{"type":"Heartbeat","x":"\ud800"}`, code: "no-route", err: "no route matches the message: it is not one JSON object in UTF-8"},
		{name: "too deep", text: strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000), code: "no-route", err: "no route matches the message: it is not one JSON object in UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := envelope(tt.text)
			e.Attributes, e.Subject = []byte(tt.attributes), tt.subject
			got, err := routes(t, "").Resolve(t.Context(), e)
			name := ""
			if got.Route != nil {
				name = got.Route.Name
			}
			if name != tt.route || string(got.Message) != tt.message && tt.err == "" || got.Operation.Kind != tt.kind || got.IsIgnored != tt.isIgnored {
				t.Errorf("route %q, operation %q, ignored %t, message %s; want %q, %q, %t, %s", name, got.Operation.Kind, got.IsIgnored, got.Message, tt.route, tt.kind, tt.isIgnored, tt.message)
			}
			code := ""
			if e, ok := errors.AsType[*route.Error](err); ok {
				code = e.Code
			}
			if code != tt.code || (err != nil) != (tt.err != "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
				t.Errorf("error %v with code %q, want %q with %q", err, code, tt.err, tt.code)
			}
			if err != nil && strings.Contains(err.Error(), "Private") {
				t.Errorf("the error has a value: %v", err)
			}
		})
	}
}

// TestOtherwiseIgnore: with otherwise ignore, a message without a route is ignored, and also a
// message that is no object.
func TestOtherwiseIgnore(t *testing.T) {
	for _, text := range []string{`{"type":"x"}`, `x`} {
		got, err := routes(t, route.Ignore).Resolve(t.Context(), envelope(text))
		if err != nil || !got.IsIgnored || got.Route != nil {
			t.Errorf("%s: %+v, %v, want an ignored message", text, got, err)
		}
	}
}
