package inspector_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/localdev/inspector"
	"sns-dynamics/internal/localdev/inspector/draft"
)

// TestPublishChecksFirst: the page's form names the problems and where they are, keeps the text,
// and publishes nothing. A person can publish the text all the same.
func TestPublishChecksFirst(t *testing.T) {
	w := start(t)
	const text = "{\n  \"operation\": \"create\",\n  \"entitySet\": \"tasks\",\n}"
	r := w.form("/publish", "message", text)
	if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "line 3, column 23") || !strings.Contains(r.body, "&#34;entitySet&#34;: &#34;tasks&#34;,\n}</textarea>") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := w.form("/publish", "message", createTask, "check", "1"); r.status != http.StatusOK || strings.Contains(r.body, "class=\"problems\"") {
		t.Errorf("the check of a form: %d", r.status)
	}
	if n := len(read[struct{ Messages []any }](w, "/messages").Messages); n != 0 {
		t.Errorf("%d messages were published", n)
	}
	if r := w.form("/publish", "message", text, "unchecked", "1"); r.status != http.StatusSeeOther {
		t.Errorf("publish with problems: %d", r.status)
	}
	for text, want := range map[string]string{
		createTask: "1 0", "[" + createTask + "," + createTask + "]": "2 0", `{"operation":"create"}`: "1 2",
		`{"requestPayload":{},"requestContext":{}}`: "0 0", `{"envelopes":["x"]}`: "0 0",
	} {
		var d draft.Draft
		if err := json.Unmarshal([]byte(w.post("/check", text).body), &d); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join([]string{string(rune('0' + d.Messages)), string(rune('0' + len(d.Problems)))}, " "); got != want {
			t.Errorf("%s: %s messages and problems, want %s: %+v", text, got, want, d)
		}
	}
}

// TestPublishKeepsText: a message of a form has the line ends of the text area. A text that the
// topic does not take stays in the text area, and nothing offers to publish it.
func TestPublishKeepsText(t *testing.T) {
	w := start(t)
	if r := w.form("/publish", "message", strings.ReplaceAll(createTask, ",", ",\r\n")); r.status != http.StatusSeeOther {
		t.Fatalf("publish: %d %s", r.status, r.body)
	}
	if m := read[inspector.Message](w, "/messages/1"); m.Message != strings.ReplaceAll(createTask, ",", ",\n") {
		t.Errorf("the message is %q", m.Message)
	}
	long := strings.Replace(createTask, "}", `,"x":"`+strings.Repeat("x", 256<<10)+`"}`, 1)
	for _, unchecked := range []string{"", "1"} {
		r := w.form("/publish", "message", long, "unchecked", unchecked)
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, strings.Repeat("x", 256<<10)) || !strings.Contains(r.body, "262,144") || strings.Contains(r.body, `id="anyway"`) {
			t.Errorf("a long message, unchecked %q: %d %.3000s", unchecked, r.status, r.body)
		}
	}
}

// TestPublishSeveral takes an array and a message a line, as dynctl publish does.
func TestPublishSeveral(t *testing.T) {
	w := start(t)
	envelope := `{"Type":"Notification","MessageId":"envelope-1","TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Timestamp":"2026-11-21T09:30:00.123Z","Message":"{}"}`
	for _, tt := range []struct {
		body   string
		status int
		want   int
	}{
		{"[" + createTask + ",\n" + envelope + "]", 202, 2},
		{createTask + "\n\n" + updateLead + "\n", 202, 2},
		{createTask + "\nno JSON", 202, 1},
		{"[[" + createTask + "]]", 202, 1}, // an array in an array is no operation
		{"[]", 400, 0},
		{"[" + strings.Repeat("1,", 500) + "1]", 400, 0},
		{`["a", 1]`, 202, 2},
	} {
		r := w.post("/messages", tt.body)
		var got struct{ Numbers []int }
		if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.status != tt.status || len(got.Numbers) != tt.want {
			t.Errorf("%.40s: %d %s", tt.body, r.status, r.body)
		}
	}
	if m := read[inspector.Message](w, "/messages/2"); m.MessageID != "envelope-1" {
		t.Errorf("MessageId = %s, want the envelope's", m.MessageID)
	}
}

// TestSamplesHaveHeadings: the samples of a group have its name as a heading.
func TestSamplesHaveHeadings(t *testing.T) {
	i := inspector.New(inspector.Config{Samples: []inspector.Sample{{Name: "a"}, {Name: "b", Group: "Routes"}}})
	w := start(t)
	defer i.Close()
	i.Connect(w.Emulator, w.Connection(), nil)
	if page := servePage(t, i, "/publish"); !strings.Contains(page, "<h2>Samples</h2>") || !strings.Contains(page, "<h2>Routes</h2>") {
		t.Error("no headings")
	}
}

// TestCheckWithRoutes: a message that a route maps or ignores is no operation, and has no problem.
// Another message has the problem of the routes.
func TestCheckWithRoutes(t *testing.T) {
	w := start(t)
	i := inspector.New(inspector.Config{Resolve: func(e message.Envelope) inspector.Resolved {
		switch {
		case strings.Contains(e.Message, "OrderPlaced"):
			return inspector.Resolved{Message: createTask}
		case strings.Contains(e.Message, "Ignored"):
			return inspector.Resolved{IsIgnored: true}
		}
		return inspector.Resolved{Problem: "no route matches the message"}
	}})
	defer i.Close()
	i.Connect(w.Emulator, w.Connection(), nil)
	token := serve(i, "GET", "/token")
	for text, want := range map[string]string{`{"type":"OrderPlaced"}`: "", `{"type":"Ignored"}`: "", createTask: "no route matches the message"} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+inspector.Prefix+"/check", strings.NewReader(text))
		r.Header.Set("X-Inspector-Token", token)
		answer := httptest.NewRecorder()
		i.Page().ServeHTTP(answer, r)
		var d draft.Draft
		if err := json.Unmarshal(answer.Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range d.Problems {
			got += p.Problem
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
