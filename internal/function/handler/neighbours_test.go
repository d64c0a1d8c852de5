package handler_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// neighbour is a valid message.
func neighbour(n int) string {
	return fmt.Sprintf(`{"operation":"create","entitySet":"contacts","id":"2fd1a6d3-7d55-8c3e-9a0b-%012x","data":{"lastname":"N%d"}}`, n, n)
}

// TestNeighboursAreAnswered: whatever one message contains, the other messages of the event
// are carried out, from a queue and from a topic.
func TestNeighboursAreAnswered(t *testing.T) {
	var messages []string
	for _, text := range costly(16 << 10) {
		messages = append(messages, text)
	}
	slices.Sort(messages)
	for n, text := range messages {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			var records []sqsRecord
			for i, m := range []string{neighbour(0), text, neighbour(1)} {
				records = append(records, sqsRecord{id: fmt.Sprint(i), body: envelope(t, m)})
			}
			if failures := e.failures(t, sqsEvent(t, records...)); len(failures) > 0 {
				t.Errorf("message %d, %.80s…: %v stay in the queue: %v", n, text, failures, e.lines(t))
			}
			checkDone(t, e, text, 0, 2)
		})
		bubble(t, options{}, func(t *testing.T, e *environment) {
			if _, err := e.invoke(t, snsEvent(t, neighbour(0), text, neighbour(1))); err != nil {
				t.Errorf("message %d: %v", n, err)
			}
			checkDone(t, e, text, 0, 2)
		})
	}
}

// checkDone checks that each message has its line, and which of them are done.
func checkDone(t *testing.T, e *environment, text string, done ...int) {
	t.Helper()
	lines := e.lines(t)
	for _, i := range done {
		if i >= len(lines) || lines[i]["outcome"] != "done" {
			t.Errorf("beside %.80s…: line %d of %d: %v", text, i, len(lines), lines)
		}
	}
}

// mines is a transport that panics at a request with a word, like a mistake of this
// program.
type mines struct{ next http.RoundTripper }

func (m mines) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		var err error
		if sent, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	if bytes.Contains(sent, []byte("poison")) {
		var none []int
		_ = none[len(sent)]
	}
	return m.next.RoundTrip(r)
}

// TestPanicIsOfOneMessage: a panic makes its own message a dead letter, and has no effect
// on the others.
func TestPanicIsOfOneMessage(t *testing.T) {
	poison := func(text string) string { return strings.ReplaceAll(text, "N1", "poison") }
	action := `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"poison","RowCount":1}}`
	for name, queued := range map[string]bool{"queue": true, "topic": false} {
		mined := func(next http.RoundTripper) http.RoundTripper { return mines{next} }
		bubble(t, options{transport: mined}, func(t *testing.T, e *environment) {
			texts := []string{neighbour(0), poison(neighbour(1)), neighbour(2), action, neighbour(3)}
			if queued {
				var records []sqsRecord
				for i, m := range texts {
					records = append(records, sqsRecord{id: fmt.Sprint(i), body: envelope(t, m)})
				}
				if failures := e.failures(t, sqsEvent(t, records...)); len(failures) > 0 {
					t.Errorf("%s: %v stay in the queue", name, failures)
				}
			} else if _, err := e.invoke(t, snsEvent(t, texts...)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			checkDone(t, e, name, 0, 2, 4)
			var classes []string
			for _, letter := range e.sqs.sent {
				classes = append(classes, letter.attributes()["class"])
			}
			if slices.Sort(classes); !slices.Equal(classes, []string{"rejected", "unknown"}) {
				t.Errorf("%s: the classes of the dead letters are %v", name, classes)
			}
			if line := e.lines(t)[1]; !strings.Contains(fmt.Sprint(line["error"]), "index out of range [") || !strings.Contains(fmt.Sprint(line["error"]), "neighbours_test.go:") {
				t.Errorf("%s: %v", name, line)
			}
		})
	}
}
