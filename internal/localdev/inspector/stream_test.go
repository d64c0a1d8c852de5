package inspector_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/localdev/inspector"
)

// TestStream reads the stream like a browser's EventSource.
func TestStream(t *testing.T) {
	w := start(t)
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.origin+inspector.Prefix+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("Content-Type = %s", kind)
	}
	lines := bufio.NewScanner(answer.Body)
	until := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == want {
				return
			}
		}
		t.Fatalf("the stream ended before %q (%v)", want, lines.Err())
	}
	until("event: hello")
	w.deliver(createTask)
	until(`data: {"kind":"message","number":1}`)
	until(`data: {"kind":"rows"}`)
	http.Get(w.Connection().ServiceRootURL + "WhoAmI()")
	until(`data: {"kind":"request","number":4}`)
	w.post("/faults", `{"name":"503","count":1}`)
	until(`data: {"kind":"faults"}`)
	leave()

	// At its end the inspector releases all listeners.
	r, err = http.NewRequestWithContext(t.Context(), http.MethodGet, w.origin+inspector.Prefix+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err = http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines = bufio.NewScanner(answer.Body)
	until("event: hello")
	w.Inspector.Close()
	for lines.Scan() {
	}
	if lines.Err() != nil {
		t.Error(lines.Err())
	}
	if r := w.get("/events"); r.status != http.StatusServiceUnavailable {
		t.Errorf("a stream of a closed inspector: %d", r.status)
	}
}

// TestRetention keeps the last 500 messages and the last 500 requests.
func TestRetention(t *testing.T) {
	w := start(t)
	const made = 505
	for range made {
		w.deliver("no operation")
		answer, err := http.Get(w.Connection().ServiceRootURL + "WhoAmI()")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	messages := read[struct{ Messages []inspector.Summary }](w, "/messages").Messages
	if len(messages) != 500 || messages[0].Number != made || messages[499].Number != 6 {
		t.Errorf("%d messages, the newest %d, the oldest %d", len(messages), messages[0].Number, messages[len(messages)-1].Number)
	}
	requests := read[struct{ Requests []inspector.Exchange }](w, "/requests").Requests
	if len(requests) != 500 || requests[0].Number != made || requests[499].Number != 6 {
		t.Errorf("%d requests, the newest %d, the oldest %d", len(requests), requests[0].Number, requests[len(requests)-1].Number)
	}
	if r := w.get("/messages/5"); r.status != http.StatusNotFound {
		t.Errorf("a message that is no longer kept: %d", r.status)
	}
}
