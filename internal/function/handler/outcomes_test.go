package handler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/outcome"
)

const (
	badDelete = `{"operation":"delete","entitySet":"contacts","correlation":"order 1"}`
	derivedID = "cf96213d-abc4-8c09-9cc3-00dc6acfa893"
)

// TestOutcomeEvents: each end of a message has one event, without row data.
func TestOutcomeEvents(t *testing.T) {
	with := func(message string) string { return strings.Replace(message, `{"`, `{"correlation":"order 1","`, 1) }
	for _, tt := range []struct {
		name, message string
		before        string // a message that is delivered first
		attributes    map[string]string
		data          map[string]any
	}{
		{
			"done", with(createContact), "",
			map[string]string{"outcome": "done", "operation": "create", "entitySet": "contacts"},
			map[string]any{"operation": "create", "entitySet": "contacts", "outcome": "done", "row": derivedID, "attempts": 1.0},
		},
		{
			"a second delivery", with(createContact), createContact,
			map[string]string{"outcome": "exists", "operation": "create", "entitySet": "contacts"},
			map[string]any{"operation": "create", "entitySet": "contacts", "outcome": "exists", "row": derivedID, "attempts": 1.0},
		},
		{
			"no operation", badDelete, "",
			map[string]string{"outcome": "dead-letter", "class": "rejected"},
			map[string]any{"outcome": "dead-letter", "class": "rejected", "code": "decode", "reason": "decode: /id: missing: expected id or key for delete"},
		},
		{
			"a refusal", with(`{"operation":"update","entitySet":"contacts","id":"` + emulator.ContactID + `","data":{"private":"x"}}`), "",
			map[string]string{"outcome": "dead-letter", "class": "rejected", "operation": "update", "entitySet": "contacts"},
			map[string]any{
				"operation": "update", "entitySet": "contacts", "outcome": "dead-letter", "row": emulator.ContactID, "attempts": 1.0, "class": "rejected", "code": "0x80048d19",
			},
		},
		{
			"a batch", with(`{"operation":"batch","operations":[{"operation":"create","contentId":"c","entitySet":"contacts","data":{"lastname":"Private"}},` +
				`{"operation":"update","contentId":"u","entitySet":"leads","id":"` + emulator.LeadID + `","data":{"subject":"Private"}},` +
				`{"operation":"create","entitySet":"leads","data":{"subject":"Private"}}]}`), "",
			map[string]string{"outcome": "done", "operation": "batch"},
			map[string]any{
				"operation": "batch", "outcome": "done", "attempts": 1.0,
				"rows": map[string]any{
					"c": map[string]any{"entitySet": "contacts", "id": "49b686b2-6812-8cde-b0fa-00dc6acfa893"},
					"u": map[string]any{"entitySet": "leads", "id": emulator.LeadID},
				},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
				if tt.before != "" {
					_, _ = e.invoke(t, snsEvent(t, tt.before))
					e.sns.taken = nil
				}
				if _, err := e.invoke(t, snsEvent(t, tt.message)); err != nil {
					t.Fatal(err)
				}
				if len(e.sns.taken) != 1 {
					t.Fatalf("%d events, want one\n%s", len(e.sns.taken), &e.log)
				}
				got := e.sns.taken[0]
				if got.ID != messageID+"0/"+tt.attributes["outcome"] || got.Source != topicARN || got.CorrelationID != "order 1" {
					t.Errorf("event %+v", got)
				}
				for name, want := range map[string]any{"messageId": messageID + "0", "publishTime": publishTime} {
					if got.Data[name] != want {
						t.Errorf("%s = %v, want %v", name, got.Data[name], want)
					}
					delete(got.Data, name)
				}
				if _, given := tt.data["reason"]; !given {
					delete(got.Data, "reason")
				}
				delete(got.Data, "requestId")
				if diff := cmp.Diff(tt.data, got.Data); diff != "" {
					t.Errorf("data (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.attributes, got.attributes); diff != "" {
					t.Errorf("attributes (-want +got):\n%s", diff)
				}
				if text := fmt.Sprint(got); strings.Contains(strings.ToLower(text), "private") && tt.name != "a refusal" {
					t.Errorf("the event has row data: %s", text)
				}
				if lines := e.lines(t); lines[len(lines)-1]["correlation"] != "order 1" {
					t.Errorf("log line %v, want the correlation", lines[len(lines)-1])
				}
			})
		})
	}
}

// TestOutcomeModes: the mode decides which ends have an event. A message that is still tried
// has no event.
func TestOutcomeModes(t *testing.T) {
	for mode, want := range map[outcome.Mode][]string{
		"": nil, outcome.Off: nil, outcome.Failures: {"dead-letter"}, outcome.All: {"done", "dead-letter"},
	} {
		bubble(t, options{outcomes: mode}, func(t *testing.T, e *environment) {
			e.Fail(5, emulator.Fault{Method: http.MethodPatch, Status: http.StatusServiceUnavailable})
			update := `{"operation":"update","entitySet":"contacts","id":"` + emulator.ContactID + `","data":{"jobtitle":"x"}}`
			got := e.failures(t, sqsEvent(t,
				sqsRecord{id: "done", body: publishedAs(t, "1", deleteContact)},
				sqsRecord{id: "bad", body: publishedAs(t, "2", badDelete)},
				sqsRecord{id: "twice", body: publishedAs(t, "2", badDelete)},
				sqsRecord{id: "waits", body: publishedAs(t, "3", update)},
			))
			if diff := cmp.Diff([]string{"waits"}, got); diff != "" {
				t.Errorf("%q: failures (-want +got):\n%s", mode, diff)
			}
			var outcomes []string
			for _, event := range e.sns.taken {
				outcomes = append(outcomes, event.attributes["outcome"])
			}
			if diff := cmp.Diff(want, outcomes); diff != "" {
				t.Errorf("%q: events (-want +got):\n%s", mode, diff)
			}
		})
	}
}

// publishedAs is an envelope with another MessageId.
func publishedAs(t *testing.T, id, message string) string {
	t.Helper()
	return strings.Replace(envelope(t, message), messageID+"0", messageID+id, 1)
}

// TestEventsGoOutInBatches: a thousand events are a hundred calls, within the margin of an
// invocation.
func TestEventsGoOutInBatches(t *testing.T) {
	bubble(t, options{outcomes: outcome.All}, func(t *testing.T, e *environment) {
		e.sns.latency = 50 * time.Millisecond
		var records []sqsRecord
		for n := range 1000 {
			records = append(records, sqsRecord{id: fmt.Sprint(n), body: publishedAs(t, fmt.Sprintf("%04d", n), `{"operation":"creat"}`)})
		}
		if got := e.failures(t, sqsEvent(t, records...)); len(got) != 0 {
			t.Errorf("%d messages stay", len(got))
		}
		ids := map[string]bool{}
		for _, event := range e.sns.taken {
			ids[event.ID] = true
		}
		if len(ids) != 1000 || e.sns.calls != 100 {
			t.Errorf("%d events in %d calls, want 1000 in 100", len(ids), e.sns.calls)
		}
	})
}
