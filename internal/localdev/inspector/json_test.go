package inspector_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// TestJSON checks the names of the members that programs read.
func TestJSON(t *testing.T) {
	w := start(t)
	w.deliver(updateLead)
	w.deliver(badLead)
	http.Get(w.Connection().ServiceRootURL + "WhoAmI()")
	for _, tt := range []struct{ path, at, want string }{
		{"/messages", "", "kept messages query"},
		{"/messages", "messages", "entitySet messageId number operation outcome reason row status time tries"},
		{"/messages/1", "", "deliveries entitySet message messageId number operation outcome published requests row status time timeline topicArn tries"},
		{"/messages/2", "", "class code deliveries entitySet error fix letter message messageId number operation outcome published reason requests row status time timeline topicArn tries"},
		{"/messages/1", "timeline", "kind text time"},
		{"/messages/2", "requests", "duration entitySet method number requestBody requestHeader responseBody responseHeader row service status target time"},
		{"/requests", "", "kept query requests"},
		{"/requests", "requests", "duration entitySet method number requestHeader responseBody responseHeader service status target time"},
		{"/tables", "", "tables"},
		{"/tables", "tables", "entitySet rows"},
		{"/tables/leads", "", "count entitySet rows"},
		{"/letters", "", "count letters"},
		{"/letters", "letters", "letter meaning number row"},
		{"/faults", "", "faults"},
		{"/faults", "faults", "group left name what"},
		{"/publish", "", "message samples"},
	} {
		fields := read[map[string]json.RawMessage](w, tt.path)
		if tt.at != "" {
			var items []map[string]json.RawMessage
			if err := json.Unmarshal(fields[tt.at], &items); err != nil || len(items) == 0 {
				t.Errorf("%s: no %s (%v)", tt.path, tt.at, err)
				continue
			}
			fields = items[0]
		}
		if got := strings.Join(slices.Sorted(maps.Keys(fields)), " "); got != tt.want {
			t.Errorf("%s %s has %s\nwant %s", tt.path, tt.at, got, tt.want)
		}
	}
}

func TestMessageOfItsOwn(t *testing.T) {
	w := start(t)
	w.deliver(updateLead)
	m := read[inspector.Message](w, "/messages/1")
	if m.Outcome != "done" || m.Operation != "update" || m.EntitySet != "leads" || m.Row != emulator.LeadID || m.Tries != 1 || m.Deliveries != 1 || m.Status != 204 {
		t.Errorf("message = %+v", m)
	}
	var kinds []string
	for _, moment := range m.Timeline {
		kinds = append(kinds, moment.Kind)
	}
	if got := strings.Join(kinds, " "); got != "published arrived delivered request request request logged" {
		t.Errorf("timeline = %s, want the secret, the token and the write between", got)
	}
	x := m.Requests[2]
	if x.Method != "PATCH" || x.Status != 204 || x.EntitySet != "leads" || len(x.Changes) != 1 || x.Duration <= 0 {
		t.Fatalf("request = %+v", x)
	}
	subject := func(row json.RawMessage) string {
		var r struct{ Subject string }
		if err := json.Unmarshal(row, &r); err != nil {
			t.Fatal(err)
		}
		return r.Subject
	}
	if before, after := subject(x.Changes[0].Before), subject(x.Changes[0].After); before == after || after != "Calls back" {
		t.Errorf("the row was %q and is %q", before, after)
	}
	for _, r := range w.Requests() {
		if r.Header.Get("X-Inspector-Call") != "" {
			t.Errorf("the emulator got the header that names the message: %s", r.Target)
		}
	}
	if len(read[struct{ Requests []any }](w, "/requests").Requests) != 0 {
		t.Error("the message's requests count as requests of another client")
	}
}

// TestPublish posts each valid form: a message, an envelope, an event.
func TestPublish(t *testing.T) {
	w := start(t)
	envelope := `{"Type":"Notification","MessageId":"envelope-1","TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Timestamp":"2026-11-21T09:30:00.123Z","Message":"{}"}`
	for _, tt := range []struct {
		body   string
		status int
		want   string
	}{
		{createTask, 202, "1"},
		{"no JSON", 202, "2"},
		{envelope, 202, "3"},
		{`{"Records":[{"EventSource":"aws:sns","Sns":` + envelope + `},{"EventSource":"aws:sns","Sns":` + strings.Replace(envelope, "envelope-1", "envelope-2", 1) + `}]}`, 202, "4 5"},
		{`{"Records":[{"eventSource":"aws:s3"}]}`, 400, "expected aws:sns or aws:sqs"},
		{" ", 400, "got nothing"},
		{strings.Repeat("x", 3<<20), 413, "at most"},
	} {
		r := w.post("/messages", tt.body)
		var got struct {
			Numbers []int
			Error   string
		}
		if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.status != tt.status {
			t.Fatalf("%.40s: %d %s (%v)", tt.body, r.status, r.body, err)
		}
		if numbers := strings.Trim(fmt.Sprint(got.Numbers), "[]"); tt.status == 202 && numbers != tt.want || tt.status != 202 && !strings.Contains(got.Error, tt.want) {
			t.Errorf("%.40s: %s, want %s", tt.body, r.body, tt.want)
		}
	}
	if m := read[inspector.Message](w, "/messages/5"); m.MessageID != "envelope-2" {
		t.Errorf("MessageId = %s, want the envelope's", m.MessageID)
	}
	w.deliver(createTask)
	r := w.post("/messages/6/replay", "")
	if r.status != 202 || !strings.Contains(r.body, "7") {
		t.Fatalf("replay: %d %s", r.status, r.body)
	}
	if a, b := read[inspector.Message](w, "/messages/6"), read[inspector.Message](w, "/messages/7"); a.MessageID != b.MessageID || !a.Published.Equal(b.Published) {
		t.Errorf("the replay is of %s, want %s", b.MessageID, a.MessageID)
	}
	for _, path := range []string{"/messages/99/replay", "/messages/x/replay", "/messages/99/deliver"} {
		if r := w.post(path, ""); r.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, r.status)
		}
	}
	if r := w.post("/messages/6/deliver", ""); r.status != http.StatusConflict {
		t.Errorf("deliver what does not wait: %d, want 409", r.status)
	}
}

func TestNotThere(t *testing.T) {
	w := start(t)
	for _, path := range []string{"/messages/1", "/messages/x", "/messages/1/curl", "/messages/1/test", "/requests/1", "/requests/1/curl", "/tables/nothing", "/publish?from=1", "/nowhere", "/assets/nothing.css", "/assets/..%2fpage.go"} {
		if r := w.get(path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, r.status)
		}
	}
	if r := w.get(""); r.status != http.StatusSeeOther || r.header.Get("Location") != "/_inspect/messages" {
		t.Errorf("home: %d %s", r.status, r.header.Get("Location"))
	}
}

func TestFaultSwitches(t *testing.T) {
	w := start(t)
	if r := w.post("/faults", `{"name":"503","count":2}`); r.status != 200 || !strings.Contains(r.body, `"left": 2`) {
		t.Errorf("set: %d %s", r.status, r.body)
	}
	w.deliver(updateLead)
	if m := read[inspector.Message](w, "/messages/1"); m.Tries != 3 || m.Outcome != "done" || !m.Requests[len(m.Requests)-2].Faulted {
		t.Errorf("message = %+v, want three attempts", m)
	}
	for _, body := range []string{`{"name":"nothing","count":1}`, `{"name":"503","count":-2}`, `{"name":"503","count":"x"}`, `x`} {
		if r := w.post("/faults", body); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", body, r.status)
		}
	}
	w.post("/faults", `{"name":"503","count":5}`)
	if r := w.do(http.MethodDelete, "/faults", "", "X-Inspector-Token", w.token); r.status != 200 || strings.Contains(r.body, `"left": 5`) {
		t.Errorf("clear: %d %s", r.status, r.body)
	}
}
