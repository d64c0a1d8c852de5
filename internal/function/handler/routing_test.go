package handler_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/function/route"
)

// routes is a table of routes. Each route takes the messages with its name as their type.
func routes(t *testing.T, otherwise string, entries ...route.Entry) *route.Table {
	t.Helper()
	for i := range entries {
		entries[i].When = json.RawMessage(`{"message":{"type":["` + entries[i].Name + `"]}}`)
	}
	table, err := route.New(route.File{Version: 1, Routes: entries, Otherwise: otherwise})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

const mapPerson = `{operation: "create", entitySet: "contacts", data: {lastname: .name}, correlation: "c"}`

// TestRoutedMessages: each end of a message with a route has the route in its log line, its
// dead letter, its outcome event and its metrics.
func TestRoutedMessages(t *testing.T) {
	table := routes(t, "",
		route.Entry{Name: "person", Map: mapPerson},
		route.Entry{Name: "none", Ignore: true},
		route.Entry{Name: "empty", Map: "empty"},
		route.Entry{Name: "wrong", Map: `error("no name")`},
		route.Entry{Name: "broken", Map: "now"},
		route.Entry{Name: "elsewhere", Map: mapPerson, Environment: "emea"},
		route.Entry{Name: "narrow", Map: mapPerson, Allow: &route.Allow{Operations: []string{"upsert"}}},
		route.Entry{Name: "plain"},
	)
	name := func(r string) string { return r + "@" + table.Hash()[:8] }
	for _, tt := range []struct {
		name, message string
		line          map[string]any
		letter        map[string]string // of the dead letter
		metric        string
	}{
		{
			"done", `{"type":"person","name":"Brown"}`,
			map[string]any{"outcome": "done", "route": name("person"), "operation": "create", "entitySet": "contacts", "correlation": "c"}, nil,
			`"Operation":"create","Route":"person","Applied":1`,
		},
		{"ignored", `{"type":"none"}`, map[string]any{"outcome": "ignored", "route": name("none")}, nil, `"Ignored":1`},
		{"ignored by the mapping", `{"type":"empty"}`, map[string]any{"outcome": "ignored", "route": name("empty")}, nil, `"Ignored":1`},
		{
			"an error of the mapping", `{"type":"wrong"}`,
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "mapping", "error": "mapping: the program called error: no name", "route": name("wrong")},
			map[string]string{"class": "rejected", "code": "mapping", "route": name("wrong")},
			`"Operation":"undecoded","Route":"wrong","Rejected":1`,
		},
		{
			"no route", `{"type":"other"}`,
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "no-route", "error": "no route matches the message"},
			map[string]string{"class": "rejected", "code": "no-route"},
			`"Operation":"undecoded","Rejected":1`,
		},
		{
			"an operation without a route for operations", createContact,
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "no-route"},
			map[string]string{"class": "rejected", "code": "no-route"},
			`"Operation":"undecoded","Rejected":1`,
		},
		{
			"a route that cannot work", `{"type":"broken"}`,
			map[string]any{"outcome": "retry", "class": "misconfigured", "code": "routes", "route": name("broken")}, nil,
			`"Operation":"undecoded","Route":"broken","Misconfigured":1`,
		},
		{
			"no such environment", `{"type":"elsewhere","name":"Brown"}`,
			map[string]any{"outcome": "retry", "class": "misconfigured", "code": "environment", "error": `find environment "emea": the function has only the default environment`, "route": name("elsewhere")}, nil,
			`"Operation":"create","Route":"elsewhere","Misconfigured":1`,
		},
		{
			"beyond the fence of the route", `{"type":"narrow","name":"Brown"}`,
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "not-allowed", "route": name("narrow"),
				"error": "not allowed: /operation: allow.operations does not name create"},
			map[string]string{"class": "rejected", "code": "not-allowed", "route": name("narrow"), "operation": "create", "entitySet": "contacts"},
			`"Operation":"create","Route":"narrow","Rejected":1`,
		},
		{
			"a route without a mapping", `{"type":"plain"}`,
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "decode", "route": name("plain")},
			map[string]string{"class": "rejected", "code": "decode", "route": name("plain")},
			`"Operation":"undecoded","Route":"plain","Rejected":1`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, options{routes: table, outcomes: outcome.All}, func(t *testing.T, e *environment) {
				if _, err := e.invoke(t, snsEvent(t, tt.message)); err != nil {
					t.Fatal(err)
				}
				line := e.lines(t)[0]
				for _, field := range []string{"outcome", "class", "code", "route", "operation", "entitySet", "correlation", "error"} {
					if want, given := tt.line[field]; line[field] != want && (given || field == "route") {
						t.Errorf("%s = %v, want %v", field, line[field], want)
					}
				}
				isEnd := line["outcome"] != "retry"
				if isEnd && (len(e.sns.taken) != 1 || e.sns.taken[0].Data["route"] != tt.line["route"]) || !isEnd && len(e.sns.taken) > 0 {
					t.Errorf("events %+v, want one of an end with the route", e.sns.taken)
				}
				var letter map[string]string
				for _, m := range e.sqs.sent {
					if m.QueueURL == deadURL {
						letter = m.attributes()
						delete(letter, "time")
						delete(letter, "reason")
					}
				}
				if diff := cmp.Diff(tt.letter, letter); diff != "" {
					t.Errorf("dead letter (-want +got):\n%s", diff)
				}
				if !strings.Contains(e.metrics.String(), tt.metric) {
					t.Errorf("metrics %s, want %s", &e.metrics, tt.metric)
				}
			})
		})
	}
}

// TestOlderMapping: a message that was carried out under an older mapping ends exists. What the
// new mapping adds is not made.
func TestOlderMapping(t *testing.T) {
	const (
		account  = `{operation: "create", entitySet: "accounts", data: {name: .name}}`
		contact  = `{operation: "create", entitySet: "contacts", data: {lastname: .name}}`
		contact2 = `{operation: "create", entitySet: "contacts", data: {lastname: "x", firstname: .name}}`
		upsert   = `{operation: "update", entitySet: "leads", id: "` + emulator.LeadID + `", data: {subject: .name}}`
		named    = `{operation: "create", contentId: "c", entitySet: "contacts", data: {lastname: .name}}`
	)
	for _, tt := range []struct{ name, before, after string }{
		{"the same", contact, contact},
		{"other columns", contact, contact2},
		{"an operation before it", contact, "[" + upsert + "," + contact + "]"},
		{"a create of another table before it", contact, "[" + account + "," + contact + "]"},
		{"a create of the same table behind it", contact, "[" + contact + "," + contact2 + "]"},
		{"fewer operations", "[" + account + "," + contact + "," + contact2 + "]", contact},
		{"another order", "[" + account + "," + contact + "]", "[" + contact + "," + account + "]"},
		{"a name in place of a list", "[" + named + "," + account + "]", named},
		{"a create that is new, with a name", "[" + named + "]", "[" + account + "," + named + "]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table := func(program string) *route.Table {
				return routes(t, "", route.Entry{Name: "person", Map: program})
			}
			bubble(t, options{routes: table(tt.before)}, func(t *testing.T, e *environment) {
				event := snsEvent(t, `{"type":"person","name":"Brown"}`)
				for i, program := range []string{tt.before, tt.after} {
					e.deploy(table(program))
					before := e.rows(t)
					if _, err := e.invoke(t, event); err != nil {
						t.Fatal(err)
					}
					lines := e.lines(t)
					if got, want := lines[len(lines)-1]["outcome"], []string{"done", "exists"}[i]; got != want {
						t.Errorf("outcome %v, want %s\n%s", got, want, &e.log)
					}
					if diff := cmp.Diff(before, e.rows(t)); i == 1 && diff != "" {
						t.Errorf("the second delivery changed rows (-before +after):\n%s", diff)
					}
				}
			})
		})
	}
}

// rows returns the rows of the tables that the messages of this file write.
func (e *environment) rows(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, set := range []string{"accounts", "contacts", "leads"} {
		rows, err := e.Rows(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all[set] = append(all[set], string(row))
		}
	}
	return all
}

// TestRouteEnvironments: the messages of one event go to the environments of their routes, and
// an environment that is down holds back its own messages only.
func TestRouteEnvironments(t *testing.T) {
	table := routes(t, "",
		route.Entry{Name: "here", Map: mapPerson},
		route.Entry{Name: "emea", Map: mapPerson, Environment: "emea"},
		route.Entry{Name: "apac", Map: mapPerson, Environment: "apac"},
	)
	bubble(t, options{routes: table, environments: []string{"emea", "apac"}}, func(t *testing.T, e *environment) {
		e.others["apac"].Fail(99, emulator.Fault{Status: http.StatusServiceUnavailable})
		var records []sqsRecord
		for i, kind := range []string{"here", "emea", "apac", "here", "emea", "apac", "here"} {
			id := string(rune('0' + i))
			records = append(records, sqsRecord{id: id, sent: time.Now(), body: publishedAs(t, id, `{"type":"`+kind+`","name":"of `+kind+`"}`)})
		}
		if diff := cmp.Diff([]string{"2", "5"}, e.failures(t, sqsEvent(t, records...))); diff != "" {
			t.Errorf("messages that stay (-want +got):\n%s", diff)
		}
		for name, want := range map[string]int{"here": 3, "emea": 2, "apac": 0} {
			dataverse := e.Emulator
			if name != "here" {
				dataverse = e.others[name]
			}
			rows, err := dataverse.Rows("contacts")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, row := range rows {
				if strings.Contains(string(row), `"of `) {
					found++
				}
				if strings.Contains(string(row), `"of `) && !strings.Contains(string(row), `"of `+name+`"`) {
					t.Errorf("%s has %s", name, row)
				}
			}
			if found != want {
				t.Errorf("%d rows in %s, want %d", found, name, want)
			}
		}
	})
}

// TestRoutedRawMessage: the attributes of a message that is delivered raw choose its route, and
// its dead letter keeps them, so that a redrive finds the route again.
func TestRoutedRawMessage(t *testing.T) {
	table, err := route.New(route.File{Version: 1, Routes: []route.Entry{{
		Name: "people", When: json.RawMessage(`{"attributes":{"kind":["person"]}}`), Map: `error("not yet")`,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	bubble(t, options{routes: table}, func(t *testing.T, e *environment) {
		event := sqsEvent(t, sqsRecord{id: messageID + "0", sent: time.Now(), body: `{"name":"Brown"}`, kind: "person"})
		event = json.RawMessage(strings.Replace(string(event), `"kind":{`, `"Kind2":{"stringValue":"x","dataType":"String"},"kind":{`, 1))
		_ = e.failures(t, event)
		if line := e.lines(t)[0]; line["code"] != "no-route" {
			t.Errorf("code %v: the attribute kind is the function's own, want no-route", line["code"])
		}
	})
	table, err = route.New(route.File{Version: 1, Routes: []route.Entry{{
		Name: "people", When: json.RawMessage(`{"attributes":{"sort":["person"]}}`), Map: `error("not yet")`,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	bubble(t, options{routes: table}, func(t *testing.T, e *environment) {
		event := sqsEvent(t, sqsRecord{id: messageID + "0", sent: time.Now(), body: `{"name":"Brown"}`, kind: "person"})
		event = json.RawMessage(strings.Replace(string(event), `"kind":{`, `"sort":{`, 1))
		for range 2 { // the second time as the redriven dead letter
			if got := e.failures(t, event); len(got) != 0 || len(e.sqs.sent) != 1 {
				t.Fatalf("%q stay and %d dead letters, want one dead letter", got, len(e.sqs.sent))
			}
			if letter := e.sqs.sent[0].attributes(); letter["code"] != "mapping" || letter["route"] != "people@"+table.Hash()[:8] {
				t.Errorf("dead letter %v, want the route", letter)
			}
			event = sqsEvent(t, sqsRecord{id: "redriven", sent: time.Now(), body: e.sqs.sent[0].MessageBody})
			e.sqs.sent = nil
		}
	})
}
