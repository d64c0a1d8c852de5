package handler_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"sns-dynamics/internal/emulator"
)

const syncRun = `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"x","RowCount":1}}`

// A message that is in an event twice runs once. Its second record ends like the first, and
// waits like the first. There is one dead letter.
func TestMessageTwiceInAnEvent(t *testing.T) {
	const fifo = retryARN + ".fifo"
	other := `{"operation":"delete","entitySet":"contacts","id":"00000000-0000-4000-8000-00000000dead"}`
	for _, tt := range []struct {
		name, message string
		fault         emulator.Fault
		deadQueueDown bool
		sent          int // the requests for the message
		letters       int
		held          bool
		outcome       string
		metric        string
	}{
		{"done", syncRun, emulator.Fault{}, false, 1, 0, false, "done", "Applied"},
		{"unavailable", syncRun, emulator.Fault{Status: 503, Header: http.Header{"Retry-After": {"600"}}}, false, 1, 0, true, "retry", "Unavailable"},
		{"may have run", syncRun, emulator.Fault{Status: 504}, false, 1, 1, false, "dead-letter", "Unknown"},
		{"not understood", `{"operation":"merge"}`, emulator.Fault{}, false, 0, 1, false, "dead-letter", "Rejected"},
		{"no dead letter", syncRun, emulator.Fault{Status: 504}, true, 1, 0, true, "failed", "Unknown"},
	} {
		for _, arn := range []string{retryARN, fifo} {
			t.Run(tt.name+arn[len(retryARN):], func(t *testing.T) {
				bubble(t, options{ordered: arn == fifo}, func(t *testing.T, e *environment) {
					if tt.fault.Status != 0 {
						tt.fault.Method = http.MethodPost
						tt.fault.Service = emulator.Dataverse
						e.Fail(100, tt.fault)
					}
					e.sqs.refuse = tt.deadQueueDown
					records := []sqsRecord{
						{id: "1", body: envelope(t, tt.message), arn: arn},
						{id: "2", body: envelope(t, other), arn: arn},
						{id: "3", body: envelope(t, tt.message), arn: arn},
					}
					if arn == fifo {
						records[0].group, records[1].group, records[2].group = "g", "h", "g"
					}
					// An ordered action that may have run waits before its dead letter. No
					// time is left for the other message.
					waits := arn == fifo && tt.outcome == "dead-letter"
					stays := e.failures(t, sqsEvent(t, records...))
					posts := 0
					for _, r := range e.Requests() {
						if r.Method == http.MethodPost && r.Service == emulator.Dataverse {
							posts++
						}
					}
					if posts != tt.sent {
						t.Errorf("%d requests, want %d", posts, tt.sent)
					}
					if len(e.sqs.sent) != tt.letters {
						t.Errorf("%d dead letters, want %d", len(e.sqs.sent), tt.letters)
					}
					if got := slices.Contains(stays, "1") && slices.Contains(stays, "3"); got != tt.held || !got && len(stays) > 0 && !waits {
						t.Errorf("%v stay in the queue, want both: %t", stays, tt.held)
					}
					if arn == fifo && tt.held {
						return // the group continues
					}
					if tt.outcome == "retry" && (e.sqs.holds["1"] != 600 || e.sqs.holds["3"] != 600) {
						t.Errorf("held %v, want both for 600", e.sqs.holds)
					}
					lines := e.lines(t)
					if len(lines) != 3 || lines[0]["duplicate"] != nil || lines[2]["duplicate"] != true {
						t.Fatalf("log %v, want three lines, the last of a duplicate", lines)
					}
					for _, n := range []int{0, 2} {
						if lines[n]["outcome"] != tt.outcome || lines[n]["class"] != lines[0]["class"] || lines[n]["level"] != lines[0]["level"] {
							t.Errorf("line %v, want outcome %s", lines[n], tt.outcome)
						}
					}
					if got := e.counted(t, tt.metric); got != 1 {
						t.Errorf("metric %s is %v, want 1", tt.metric, got)
					}
				})
			})
		}
	}
}

// counted is the sum of a metric, without deletes.
func (e *environment) counted(t *testing.T, name string) (sum float64) {
	t.Helper()
	for d := json.NewDecoder(&e.metrics); d.More(); {
		var line map[string]any
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if n, ok := line[name].(float64); ok && line["Operation"] != "delete" {
			sum += n
		}
	}
	return sum
}

// A duplicate in another group also waits if its message was not attempted because the
// group of the message had stopped.
func TestDuplicateOfAMessageThatWaits(t *testing.T) {
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		e.Fail(100, emulator.Fault{Service: emulator.Dataverse, Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"600"}}})
		got := e.failures(t, sqsEvent(t,
			sqsRecord{id: "a1", body: envelope(t, deleteContact), arn: fifoARN, group: "a"},
			sqsRecord{id: "a2", body: envelope(t, syncRun), arn: fifoARN, group: "a"},
			sqsRecord{id: "b1", body: envelope(t, syncRun), arn: fifoARN, group: "b"},
		))
		if !slices.Equal(got, []string{"a1", "a2", "b1"}) {
			t.Errorf("%v stay in the queue, want all", got)
		}
		lines := e.lines(t)
		if last := lines[len(lines)-1]; len(lines) != 2 || last["outcome"] != "retry" || last["duplicate"] != true {
			t.Errorf("log %v, want two lines, the last of a duplicate that is retried", lines)
		}
	})
}

// So does a message that is in an event of SNS twice.
func TestMessageTwiceInAnEventOfSNS(t *testing.T) {
	for status, sent := range map[int]int{0: 0, 504: 1} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			if status != 0 {
				e.Fail(100, emulator.Fault{Service: emulator.Dataverse, Method: http.MethodPost, Status: status})
			}
			var event struct{ Records []json.RawMessage }
			if err := json.Unmarshal(snsEvent(t, syncRun), &event); err != nil {
				t.Fatal(err)
			}
			event.Records = append(event.Records, event.Records[0])
			if _, err := e.invoke(t, marshal(t, event)); err != nil {
				t.Fatal(err)
			}
			posts := 0
			for _, r := range e.Requests() {
				if r.Method == http.MethodPost && r.Service == emulator.Dataverse {
					posts++
				}
			}
			if posts != 1 || len(e.sqs.sent) != sent {
				t.Errorf("%d: %d requests and %d dead letters, want 1 and %d", status, posts, len(e.sqs.sent), sent)
			}
		})
	}
}

// Two texts under one MessageId are two messages, for example a dead letter that was
// edited.
func TestSameIDAndAnotherText(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		var records []sqsRecord
		for n := range 3 {
			text := fmt.Sprintf(`{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"x","RowCount":%d}}`, n)
			records = append(records, sqsRecord{id: fmt.Sprint(n), body: envelope(t, text)})
		}
		e.failures(t, sqsEvent(t, records...))
		posts := 0
		for _, r := range e.Requests() {
			if r.Method == http.MethodPost && r.Service == emulator.Dataverse {
				posts++
			}
		}
		if posts != 3 {
			t.Errorf("%d requests, want 3", posts)
		}
	})
}
