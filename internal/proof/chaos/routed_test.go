package chaos

import (
	"encoding/json"
	"math/rand/v2"
	"time"

	"sns-dynamics/internal/function/route"
)

// A deployment of changed routes, and its rollback. For deployWindow after each, containers of
// both versions run. A message that was carried out under one version ends exists under the
// other.
const (
	deployAt     = 7 * time.Hour
	rollbackAt   = deployAt + 2*time.Hour
	deployWindow = 10 * time.Minute
)

// deployment returns the version of the routes for an invocation at this time: 1 or 2.
func (w *simulation) deployment(d *rand.Rand) int {
	switch since := time.Since(w.start); {
	case since < deployAt, since >= rollbackAt+deployWindow:
		return 1
	case since >= deployAt+deployWindow && since < rollbackAt:
		return 2
	}
	return 1 + d.IntN(2)
}

// The programs of the routes. The second version runs an action beside the create, and makes the
// rows of an order in another order and with one row more.
const (
	person1     = `{operation: "create", entitySet: "contacts", data: {lastname: .mark}} + correlated`
	person2     = `{operation: "batch", operations: [run, {operation: "create", entitySet: "contacts", data: {lastname: .mark}}]} + correlated`
	makeAccount = `{operation: "create", contentId: "account", entitySet: "accounts", data: {name: .mark}}`
	makeContact = `{operation: "create", entitySet: "contacts", data: {lastname: .mark, "parentcustomerid_account@odata.bind": "$account"}}`
	makeThing   = `{operation: "create", entitySet: "sample_things", data: {sample_name: .mark}}`
	order1      = `{operation: "batch", operations: [` + makeAccount + `, ` + makeContact + `]} + correlated`
	order2      = `{operation: "batch", operations: [` + makeThing + `, ` + makeAccount + `, ` + makeContact + `]} + correlated`

	common = `def correlated: if .correlation then {correlation} else {} end;
def run: {operation: "action", action: "new_RecordSyncRun", parameters: {Source: .mark, RowCount: .number}};
`
)

// routes returns the routes of a version. The last one takes the messages that are operations
// already.
func routes(version int) *route.Table {
	person, order := person1, order1
	if version == 2 {
		person, order = person2, order2
	}
	entry := func(name, program string) route.Entry {
		return route.Entry{Name: name, When: json.RawMessage(`{"message":{"event":["` + name + `"]}}`), Map: program}
	}
	heartbeat := entry("heartbeat", "")
	heartbeat.Ignore = true
	table, err := route.New(route.File{Version: 1, Routes: []route.Entry{
		entry("person", common+person), entry("order", common+order), heartbeat,
		entry("nothing", "if .number > 1e9 then . else empty end"),
		entry("broken", `if .mark then error("the mapping refuses it") else . end`),
		entry("wrong", `{operation: "create", entitySet: "contacts", lastname: .mark}`),
		{Name: "operations", When: json.RawMessage(`{"message":{"operation":[{"exists":true}]}}`)},
	}})
	if err != nil {
		panic(err) // the routes are constants
	}
	return table
}

// routed returns the kinds of messages of another system, which a route makes operations of.
func routed() []messageKind {
	return []messageKind{
		{"routed, create", 60, (*plan).registered},
		{"routed, batch", 60, (*plan).ordered},
		{"routed, ignored", 10, unsent("", "heartbeat")},
		{"routed, ignored by the mapping", 10, unsent("", "nothing")},
		{"routed, refused by the mapping", 8, unsent(route.CodeMapping, "broken")},
		{"routed, no operation", 8, unsent(route.CodeMapping, "wrong")},
		{"routed, no route", 8, unsent(route.CodeNoRoute, "unknown")},
	}
}

// event returns the fields of a message of another system.
func (m *message) event(name string) map[string]any {
	m.isRouted = true
	return map[string]any{"event": name, "mark": m.mark(), "number": m.n}
}

func (p *plan) registered(m *message) map[string]any {
	m.makes, m.verify = true, (*verifier).registered
	return m.event("person")
}

func (p *plan) ordered(m *message) map[string]any {
	m.makes, m.verify = true, (*verifier).ordered
	return m.event("order")
}

// unsent returns the maker of a message that makes no request. The function ignores a message
// without a code, and refuses a message with a code.
func unsent(code, name string) func(*plan, *message) map[string]any {
	return func(_ *plan, m *message) map[string]any {
		m.isFenced, m.code, m.refused = true, code, code != ""
		m.verify = (*verifier).ignored
		text, _ := json.Marshal(m.event(name)) // a map of texts and numbers
		m.text = string(text)                  // without a correlation, which only the mapping hands over
		return nil
	}
}

// registered requires the effect of the version under which the message was carried out.
func (j *verifier) registered(m *message) bool {
	contact, parts := j.only("contacts", m)
	if parts > 0 {
		j.overlay("contacts", contact, j.base["contacts"], map[string]any{"lastname": m.mark(), "fullname": m.mark()})
	}
	task, runs := j.only("tasks", m)
	if runs > 0 {
		j.overlay("tasks", task, j.base["tasks"], map[string]any{"subject": "Sync run of " + m.mark(), "actualdurationminutes": m.n})
	}
	return j.whole(m, parts+runs, max(1, m.deployment))
}

func (j *verifier) ordered(m *message) bool {
	account, a := j.only("accounts", m)
	contact, c := j.only("contacts", m)
	thing, s := j.only("sample_things", m)
	if a > 0 {
		j.overlay("accounts", account, j.base["accounts"], map[string]any{"name": m.mark()})
	}
	if c > 0 {
		j.overlay("contacts", contact, j.base["contacts"], map[string]any{"lastname": m.mark(), "fullname": m.mark(), "_parentcustomerid_value": account})
	}
	if s > 0 {
		j.overlay("sample_things", thing, j.base["sample_things"], map[string]any{"sample_name": m.mark()})
	}
	return j.whole(m, a+c+s, 1+max(1, m.deployment))
}

// ignored requires that the message left no mark.
func (j *verifier) ignored(m *message) bool {
	if places := j.marked[m.mark()]; len(places) > 0 {
		j.wrong(m, doubled, "is to be ignored, and left its mark in %v", places)
	}
	return true
}
