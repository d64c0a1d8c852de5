package inspector_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/localdev/inspector"
	"sns-dynamics/internal/localdev/inspector/batchparts"
)

// TestSummaryTellsWhatHappened: the list has the reason, the key, the size of a batch, and the
// first run of a replay.
func TestSummaryTellsWhatHappened(t *testing.T) {
	w := start(t)
	w.deliver(badLead)
	w.deliver(`{"operation":"upsert","entitySet":"new_orders","key":{"new_ordernumber":"SO-77"},"data":{"new_name":"x"}}`)
	w.deliver(`{"operation":"batch","operations":[` + createTask + `,` + updateLead + `,` + createTask + `]}`)
	w.post("/messages/3/replay", "")
	w.post("/messages/3/replay", "")
	until(t, "the replays", func() bool { return w.outcome("/messages/5") == "exists" })
	all := read[struct{ Messages []inspector.Summary }](w, "/messages").Messages
	if m := all[4]; m.Reason != "Invalid property 'Subject' was found in entity 'Microsoft.Dynamics.CRM.lead'" {
		t.Errorf("reason = %q", m.Reason)
	}
	if m := all[3]; m.Key != "new_ordernumber=SO-77" || m.Row != "new_ordernumber=…" {
		t.Errorf("key = %q, row = %q", m.Key, m.Row)
	}
	if m := all[2]; m.Operations != 3 || strings.Join(m.EntitySets, " ") != "tasks leads" || m.FirstRun != 0 {
		t.Errorf("batch = %+v", m)
	}
	if all[0].FirstRun != 3 || all[1].FirstRun != 3 {
		t.Errorf("first runs %d and %d, want 3", all[0].FirstRun, all[1].FirstRun)
	}
	page := w.page("/messages/4")
	for _, want := range []string{"new_ordernumber=SO-77", "tasks, leads", "3 operations", `id="first-run" href="/_inspect/messages/3"`, "replay of 3", `id="chip-outcome-exists"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if page := w.page("/messages/3"); !strings.Contains(page, `<dt>Later runs</dt>`) {
		t.Error("the first run does not name the later runs")
	}
	// A permalink by the MessageId leads to the last run.
	if m := read[inspector.Message](w, "/messages/"+all[2].MessageID); m.Number != 5 {
		t.Errorf("the permalink leads to %d, want 5", m.Number)
	}
	w.post("/messages", `{"Type":"Notification","MessageId":"a/../b?c","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","Timestamp":"2026-11-21T09:30:00.123Z","Message":"{}"}`)
	if page := w.page("/messages/6"); !strings.Contains(page, `href="/_inspect/messages/a%2F..%2Fb%3Fc"`) {
		t.Error("the permalink of a hostile MessageId")
	}
	if m := read[inspector.Message](w, "/messages/a%2F..%2Fb%3Fc"); m.Number != 6 {
		t.Errorf("the permalink of a hostile MessageId leads to %d", m.Number)
	}
	if r := w.get("/messages/11111111-0000-4000-8000-000000000000"); r.status != http.StatusNotFound {
		t.Errorf("a permalink of no message: %d", r.status)
	}
}

// TestRouteIsShown: the list and the detail show the field route of the function's log.
func TestRouteIsShown(t *testing.T) {
	i := inspector.New(inspector.Config{})
	defer i.Close()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	i.Connect(e, emulator.ConnectionAt("http://127.0.0.1:1"), routed(i))
	publish(t, i, createTask)
	until(t, "an outcome", func() bool { return one(t, i, "/messages/1").Outcome == "done" })
	if m := one(t, i, "/messages/1"); m.Route != "order-placed@1a2b3c4d" {
		t.Errorf("route = %q", m.Route)
	}
	if page := servePage(t, i, "/messages/1"); strings.Count(page, "order-placed@1a2b3c4d") < 3 || !strings.Contains(page, "<dt>Route</dt>") {
		t.Error("the list, the filters and the detail do not have the route")
	}
}

// TestEventWithoutOperation: the page does not say that an event which a route ignores is wrong.
func TestEventWithoutOperation(t *testing.T) {
	i := inspector.New(inspector.Config{Resolve: func(message.Envelope) inspector.Resolved { return inspector.Resolved{IsIgnored: true} }})
	defer i.Close()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	i.Connect(e, emulator.ConnectionAt("http://127.0.0.1:1"), routed(i))
	publish(t, i, `{"type":"Heartbeat"}`)
	until(t, "an outcome", func() bool { return one(t, i, "/messages/1").Outcome == "done" })
	page := servePage(t, i, "/messages/1")
	for _, want := range []string{`<span class="op">no operation</span>`, "<span>No operation</span>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// TestTriesWhileRunning: the list counts the attempts of a delivery that runs.
func TestTriesWhileRunning(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, e *emulator.Emulator) {
		if err := e.SetFault("503-retry-after", 2); err != nil {
			t.Fatal(err)
		}
		publish(t, i, updateLead)
		for _, want := range []int{1, 2, 3} {
			synctest.Wait()
			if m := one(t, i, "/messages/1"); m.Tries != want || (m.Outcome == "running") != (want < 3) {
				t.Errorf("%s with %d tries, want %d", m.Outcome, m.Tries, want)
			}
			time.Sleep(5 * time.Second)
		}
	})
}

// TestPartsOfBatch: the operations of a $batch have statuses of their own.
func TestPartsOfBatch(t *testing.T) {
	w := start(t)
	w.deliver(`{"operation":"batch","operations":[` + createTask + `,` + badLead + `]}`)
	m := read[inspector.Message](w, "/messages/1")
	at := slices.IndexFunc(m.Requests, func(x inspector.Exchange) bool { return len(x.Parts) > 0 })
	if at < 0 {
		t.Fatal("no request has parts")
	}
	x := m.Requests[at]
	var got []string
	for _, p := range x.Parts {
		got = append(got, fmt.Sprint(p.Method, " ", p.Status, p.Undone))
	}
	if x.Status != 200 || len(got) != 2 || got[0] != "PATCH 0 true" || got[1] != "PATCH 400 false" {
		t.Errorf("status %d, parts %q", x.Status, got)
	}
	if page := w.page("/messages/1"); !strings.Contains(page, `class="status warn">200, 1 failed</span>`) || !strings.Contains(page, `>not done</span>`) {
		t.Error("the $batch looks as if it succeeded")
	}
	if all := read[struct{ Messages []inspector.Summary }](w, "/messages?q=status:400").Messages; len(all) != 1 {
		t.Error("a search for the status of an operation does not find the message")
	}
}

// TestFailedPart: the operation that failed stands before the list of a long $batch.
func TestFailedPart(t *testing.T) {
	w := start(t)
	w.deliver(`{"operation":"batch","operations":[` + strings.Repeat(createTask+",", 7) + badLead + `]}`)
	_, failed, found := strings.Cut(w.page("/messages/1"), `aria-label="Failed operations of request`)
	failed, all, isFolded := strings.Cut(failed, "<details")
	if !found || !isFolded || strings.Count(failed, "<li>") != 1 || !strings.Contains(failed, ">400<") || !strings.Contains(all, "8 operations") {
		t.Errorf("the operation that failed is hidden: %t %t %.2000s", found, isFolded, failed)
	}
}

// TestPartsOfLargeBatch: the operations of a $batch whose bodies are longer than the kept part of
// them have their statuses.
func TestPartsOfLargeBatch(t *testing.T) {
	w := start(t)
	note := `{"operation":"create","entitySet":"annotations","data":{"notetext":"` + strings.Repeat("x", 60_000) + `"}}`
	w.deliver(`{"operation":"batch","operations":[` + strings.Repeat(note+",", 3) + note + `]}`)
	m := read[inspector.Message](w, "/messages/1")
	at := slices.IndexFunc(m.Requests, func(x inspector.Exchange) bool { return len(x.Parts) > 0 })
	if at < 0 {
		t.Fatal("no request has parts")
	}
	x := m.Requests[at]
	if len(x.Parts) != 4 || slices.ContainsFunc(x.Parts, func(p batchparts.Part) bool {
		return p.Status != http.StatusCreated && p.Status != http.StatusNoContent
	}) || !x.CutShort {
		t.Errorf("parts %+v, cut short %t", x.Parts, x.CutShort)
	}
	if page := w.page("/messages/1"); !strings.Contains(page, "… and 58,000 more characters") || strings.Contains(page, strings.Repeat("x", 70_000)) {
		t.Error("the value of a column is not cut")
	}
}

// TestClear forgets the messages that have ended.
func TestClear(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	http.Get(w.Connection().ServiceRootURL + "WhoAmI()")
	if err := w.SetFault("stall", 1); err != nil {
		t.Fatal(err)
	}
	w.post("/messages", createTask)
	for _, path := range []string{"/messages", "/requests"} {
		if r := w.do(http.MethodDelete, path, "", "X-Inspector-Token", w.token); r.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	if all := read[struct{ Messages []inspector.Summary }](w, "/messages").Messages; len(all) != 1 || all[0].Number != 2 {
		t.Errorf("messages = %+v, want the one that runs", all)
	}
	if r := w.get("/requests"); !strings.Contains(r.body, `"requests": []`) {
		t.Errorf("requests = %s", r.body)
	}
	if r := w.form("/requests/clear"); r.status != http.StatusSeeOther || r.header.Get("Location") != "/_inspect/requests" {
		t.Errorf("a form: %d %s", r.status, r.header.Get("Location"))
	}
}

// TestTables: the first table with rows is open, tables without rows are listed, and a search
// looks at the rows.
func TestTables(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	all := read[struct{ Tables []emulator.Count }](w, "/tables").Tables
	empty := ""
	for _, c := range all {
		if c.Rows == 0 {
			empty = c.EntitySet
		}
	}
	page := w.page("/tables")
	if !strings.Contains(page, `id="t-`+empty+`"`) || empty == "" {
		t.Errorf("the table %q without rows is not listed", empty)
	}
	if !strings.Contains(page, `aria-current="true"`) || !strings.Contains(page, `<table class="grid">`) {
		t.Error("no table is open")
	}
	for query, want := range map[string]string{"buyer": "1 of 1 row", "nowhere": "0 of 1 row"} {
		if page := w.page("/tables/tasks?q=" + query); !strings.Contains(page, want) {
			t.Errorf("%s: the page does not say %s", query, want)
		}
	}
	if page := w.page("/tables/" + empty); !strings.Contains(page, "No rows.") {
		t.Error("a table without rows")
	}
}

// TestFaultsByGroup: the page groups the faults, and a search finds one by its effect.
func TestFaultsByGroup(t *testing.T) {
	w := start(t)
	page := w.page("/faults")
	if n := strings.Count(page, `class="fault-group"`); n < 6 || strings.Count(page, `role="switch"`) != len(w.Faults()) || !strings.Contains(page, "No fault is on") {
		t.Errorf("%d groups", n)
	}
	w.form("/faults", "name", "token-revoked", "count", "-1")
	if page = w.page("/faults"); !strings.Contains(page, `id="clear"`) || strings.Index(page, `id="clear"`) > strings.Index(page, `class="fault-group"`) {
		t.Error("the button that switches all faults off is not on top")
	}
	for word, want := range map[string]string{"429": "429-requests", "timeout": "stall", "slow": "stall-after", "$batch": "part-"} { // most are of the hint in the search
		if page := w.page("/faults?q=" + url.QueryEscape(word)); !strings.Contains(page, `id="name-`+want) {
			t.Errorf("the search for %s does not find %s", word, want)
		}
	}
	page = w.page("/faults?q=revoked+TOKEN")
	if n := strings.Count(page, `role="switch"`); n != 1 || !strings.Contains(page, "every request") || !strings.Contains(page, `aria-checked="true"`) || !strings.Contains(page, "1 fault is on") {
		t.Errorf("%d faults fit a search", n)
	}
	if page := w.page("/faults?q=nowhere"); !strings.Contains(page, "No fault fits this search") {
		t.Error("a search that finds nothing")
	}
}
