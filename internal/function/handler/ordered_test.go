package handler_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

const fifoARN = retryARN + ".fifo"

// orderedEvent is a message of a FIFO queue with the given age.
func orderedEvent(t *testing.T, message string, age time.Duration) []byte {
	t.Helper()
	return sqsEvent(t, sqsRecord{id: "m", body: envelope(t, message), arn: fifoARN, group: "a", sent: time.Now().Add(-age)})
}

// TestOrderedWriteMayCommitLate: Dataverse continues with a request whose connection broke,
// and may commit it after the next message of the group was carried out. So the function
// sends the message once, and the group waits until a late commit is no longer possible.
func TestOrderedWriteMayCommitLate(t *testing.T) {
	const row = `"entitySet":"contacts","id":"` + emulator.ContactID + `"`
	methods := map[string]string{"update": http.MethodPatch, "delete": http.MethodDelete, "create": http.MethodPatch, "batch": http.MethodPost, "associate": http.MethodPost}
	for name, message := range map[string]string{
		"update":    `{"operation":"update",` + row + `,"data":{"jobtitle":"x"}}`,
		"delete":    `{"operation":"delete",` + row + `}`,
		"create":    createContact,
		"batch":     `{"operation":"batch","operations":[` + createContact + `,` + createContact + `]}`,
		"associate": `{"operation":"associate","entitySet":"accounts","id":"` + emulator.AccountID + `","navigationProperty":"accountleads_association","related":{"entitySet":"leads","id":"` + emulator.LeadID + `"}}`,
	} {
		for fault, f := range map[string]emulator.Fault{
			"dropped": {Drop: true}, "504": {Status: 504}, "a gateway's 503": {Status: 503, Bare: true, Body: "no healthy upstream"}, "stalled": {Stall: true}, "500 with a wait": {Status: 500, Header: map[string][]string{"Retry-After": {"1"}}},
		} {
			bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
				f.Service, f.Method = emulator.Dataverse, methods[name]
				e.Fail(1, f)
				if got := e.failures(t, orderedEvent(t, message, 0)); len(got) != 1 {
					t.Errorf("%s, %s: failures = %v, want the message to stay", name, fault, got)
				}
				if got := e.sqs.holds["m"]; got < 120 || got > 125 {
					t.Errorf("%s, %s: held for %d s, want 120", name, fault, got)
				}
				if got := e.asked(methods[name]); got != 1 {
					t.Errorf("%s, %s: %d requests, want 1: the first request may overtake a second one", name, fault, got)
				}
				if got := e.failures(t, orderedEvent(t, message, 0)); len(got) != 0 {
					t.Errorf("%s, %s: failures of the second receive = %v, want none", name, fault, got)
				}
			})
		}
	}
}

// A refused message has not been written. It is sent again at once, as in any mode.
func TestOrderedRefusalIsSentAgain(t *testing.T) {
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		e.Fail(2, emulator.Fault{Status: 503})
		if got := e.failures(t, orderedEvent(t, deleteContact, 0)); len(got) != 0 {
			t.Errorf("failures = %v, want none", got)
		}
	})
}

// TestOrderedActionWaitsForItsCommit: a dead letter of an action that may have run releases
// its group. So the dead letter waits for the end of the two minutes of Dataverse.
func TestOrderedActionWaitsForItsCommit(t *testing.T) {
	const action = `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"shop"}}`
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Service: emulator.Dataverse, Drop: true, After: true})
		began := time.Now()
		if got := e.failures(t, orderedEvent(t, action, 0)); len(got) != 0 {
			t.Fatalf("failures = %v, want none", got)
		}
		if took := time.Since(began); took < 120*time.Second || took > 148*time.Second {
			t.Errorf("the dead letter was written after %v, want 120 s", took)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].attributes()["class"] != "unknown" {
			t.Errorf("sent %+v, want a dead letter of class unknown", e.sqs.sent)
		}
	})
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Service: emulator.Dataverse, Drop: true, After: true})
		began := time.Now()
		e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: envelope(t, action)}))
		if took := time.Since(began); took > time.Second {
			t.Errorf("without an order it took %v, want no wait", took)
		}
	})
}

// TestOrderedMessageIsGivenUp: a group waits for its first message, and SQS silently
// deletes a message after 14 days. So a message becomes a dead letter before that, with the
// class and the code of its failure.
func TestOrderedMessageIsGivenUp(t *testing.T) {
	day := 24 * time.Hour
	for _, tt := range []struct {
		name    string
		age     time.Duration
		ordered bool
		want    []string // the failures
	}{
		{"of ten days", 10*day - time.Minute, true, []string{"m"}},
		{"older", 10*day + time.Minute, true, nil},
		{"older, in a standard queue", 10*day + time.Minute, false, []string{"m"}},
	} {
		bubble(t, options{ordered: tt.ordered}, func(t *testing.T, e *environment) {
			e.Fail(5, emulator.Fault{Status: 500, Body: `{"error":{"code":"0x80040216","message":"An unexpected error occurred."}}`})
			event := orderedEvent(t, deleteContact, tt.age)
			if !tt.ordered {
				event = sqsEvent(t, sqsRecord{id: "m", body: envelope(t, deleteContact), sent: time.Now().Add(-tt.age)})
			}
			if diff := cmp.Diff(append([]string{}, tt.want...), e.failures(t, event)); diff != "" {
				t.Errorf("%s: failures (-want +got):\n%s", tt.name, diff)
			}
			if tt.want != nil {
				return
			}
			if len(e.sqs.sent) != 1 {
				t.Fatalf("%s: sent %+v, want a dead letter", tt.name, e.sqs.sent)
			}
			a := e.sqs.sent[0].attributes()
			if a["class"] != "unavailable" || a["code"] != "0x80040216" || !strings.HasPrefix(a["reason"], "given up after 10 days: delete: ") {
				t.Errorf("%s: attributes %v", tt.name, a)
			}
			line := e.lines(t)[0]
			if line["outcome"] != "dead-letter" || line["class"] != "unavailable" || line["level"] != "ERROR" || !strings.HasPrefix(line["error"].(string), "given up after 10 days: ") {
				t.Errorf("%s: log line %v", tt.name, line)
			}
		})
	}
}

// A rejected or successful message has its usual end, whatever its age. A message that no
// queue takes stays.
func TestOldOrderedMessages(t *testing.T) {
	bubble(t, options{ordered: true}, func(t *testing.T, e *environment) {
		if got := e.failures(t, orderedEvent(t, deleteContact, 13*24*time.Hour)); len(got) != 0 || len(e.sqs.sent) != 0 {
			t.Errorf("failures = %v, sent %+v, want none", got, e.sqs.sent)
		}
		e.failures(t, orderedEvent(t, "not JSON", 13*24*time.Hour))
		if a := e.sqs.sent[0].attributes(); strings.Contains(a["reason"], "given up") {
			t.Errorf("attributes of a rejected message %v", a)
		}
		e.sqs.refuse = true
		e.Fail(5, emulator.Fault{Status: 503})
		if got := e.failures(t, orderedEvent(t, deleteContact, 13*24*time.Hour)); len(got) != 1 || e.sqs.holds["m"] == 0 {
			t.Errorf("failures = %v, holds %v, want the message to stay", got, e.sqs.holds)
		}
	})
}

// milliseconds returns a time in the form of SQS; the zero time is the time of the
// envelopes.
func milliseconds(at time.Time) string {
	if at.IsZero() {
		at = published()
	}
	return strconv.FormatInt(at.UnixMilli(), 10)
}

// asked returns the number of requests of a method to Dataverse.
func (e *environment) asked(method string) int {
	n := 0
	for _, r := range e.Requests() {
		if r.Service == emulator.Dataverse && r.Method == method {
			n++
		}
	}
	return n
}

// TestDeadLettersOfBothRoads wants the dead letter of a message in the dead-letter queue of its
// own queue: a FIFO queue keeps its group.
func TestDeadLettersOfBothRoads(t *testing.T) {
	const bad = `{"operation":"create"}`
	bubble(t, options{hasBoth: true}, func(t *testing.T, e *environment) {
		e.failures(t, orderedEvent(t, bad, 0))
		e.failures(t, sqsEvent(t, sqsRecord{id: "s", body: envelope(t, bad)}))
		type place struct{ queue, group string }
		var got []place
		for _, m := range e.sqs.sent {
			got = append(got, place{m.QueueURL, m.MessageGroupID})
		}
		if want := []place{{deadURL + ".fifo", "a"}, {deadURL, ""}}; !slices.Equal(got, want) {
			t.Errorf("dead letters went to %v, want %v", got, want)
		}
	})
}
