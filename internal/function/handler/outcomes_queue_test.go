package handler_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/outcome"
)

// TestUnpublishedOutcomes: an event that the topic does not take goes to the queue, and the
// message is not run again. The response to Lambda waits for at most three seconds.
func TestUnpublishedOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		set   func(*snsModel)
		taken int // events that the topic has, although the call failed
		kept  int
	}{
		"the topic is gone":            {func(s *snsModel) { s.refuse = true }, 0, 2},
		"the topic is slow":            {func(s *snsModel) { s.latency = time.Minute }, 0, 2},
		"the response is lost":         {func(s *snsModel) { s.lose = true }, 2, 2},
		"the topic takes one of two":   {func(s *snsModel) { s.refuseEvent = messageID + "1/done" }, 1, 1},
		"the topic takes both of them": {func(*snsModel) {}, 2, 0},
		"a response takes a second":    {func(s *snsModel) { s.latency = time.Second }, 2, 0},
	} {
		for _, arn := range []string{retryARN, fifoARN} {
			bubble(t, options{outcomes: outcome.All, ordered: arn == fifoARN}, func(t *testing.T, e *environment) {
				tt.set(e.sns)
				began := time.Now()
				if got := e.failures(t, sqsEvent(t,
					sqsRecord{id: "a", arn: arn, group: "a", body: publishedAs(t, "1", createLead)},
					sqsRecord{id: "b", arn: arn, group: "b", body: publishedAs(t, "2", createLead)},
				)); len(got) != 0 {
					t.Errorf("%s: %v stay, want no message to run again", name, got)
				}
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("%s: the invocation took %v", name, took)
				}
				e.sns.mu.Lock()
				published := map[string]bool{}
				for _, event := range e.sns.taken { // an event may be there twice
					published[event.ID] = true
				}
				e.sns.mu.Unlock()
				if len(published) != tt.taken || len(e.sqs.sent) != tt.kept {
					t.Fatalf("%s: %d events published and %d in the queue, want %d and %d", name, len(published), len(e.sqs.sent), tt.taken, tt.kept)
				}
				for _, sent := range e.sqs.sent {
					if sent.QueueURL != retryURL {
						t.Errorf("%s: sent to %s", name, sent.QueueURL)
					}
					if diff := cmp.Diff(map[string]string{"kind": "outcome"}, sent.attributes()); diff != "" {
						t.Errorf("%s: attributes (-want +got):\n%s", name, diff)
					}
				}
				e.sns.refuse, e.sns.lose, e.sns.latency, e.sns.refuseEvent, e.sns.taken = false, false, 0, "", nil
				for _, sent := range e.sqs.sent { // SQS delivers the events to the function
					if got := e.failures(t, sqsEvent(t, sqsRecord{id: "o", kind: "outcome", body: sent.MessageBody, sent: time.Now()})); len(got) != 0 {
						t.Errorf("%s: %v stay", name, got)
					}
				}
				runs := strings.Count(e.log.String(), `"msg":"message done"`)
				if len(e.sns.taken) != tt.kept || runs != 2 {
					t.Errorf("%s: %d events published and %d messages run, want %d and 2", name, len(e.sns.taken), runs, tt.kept)
				}
			})
		}
	}
}

const createLead = `{"operation":"create","entitySet":"leads","data":{"subject":"x"}}`

// waitingOutcome is an event that waits in the queue.
func waitingOutcome() string {
	return outcome.New(topicARN, "order 1", time.Now(), outcome.Data{MessageID: messageID, Operation: "create", EntitySet: "contacts", Outcome: "done"}).String()
}

// TestOutcomesInAQueue: an event that waits in the queue is published, or waits longer. After
// its last receive one line of the log holds it. It is never run, whatever it says.
func TestOutcomesInAQueue(t *testing.T) {
	for name, tt := range map[string]struct {
		options  options
		body     string
		kind     string
		received int
		refuse   bool

		stays     bool
		published int
		lost      int // lines of the log
		dead      int // dead letters
		writes    int
	}{
		"published":                 {options: options{outcomes: outcome.All}, body: "event", kind: "outcome", published: 1},
		"a success, for failures":   {options: options{outcomes: outcome.Failures}, body: "event", kind: "outcome", published: 1},
		"no topic now":              {body: "event", kind: "outcome", lost: 1},
		"the topic is gone":         {options: options{outcomes: outcome.All}, body: "event", kind: "outcome", refuse: true, stays: true},
		"for the last time":         {options: options{outcomes: outcome.All, maxReceives: 120}, body: "event", kind: "outcome", received: 120, refuse: true, lost: 1},
		"for the last time but one": {options: options{outcomes: outcome.All, maxReceives: 120}, body: "event", kind: "outcome", received: 119, refuse: true, stays: true},
		"an operation":              {options: options{outcomes: outcome.All}, body: createContact, kind: "outcome", dead: 1},
		"an enveloped operation":    {options: options{outcomes: outcome.All}, body: "envelope", kind: "outcome", dead: 1},
		"a record of Lambda":        {options: options{outcomes: outcome.All}, body: `{"requestPayload":` + string(snsEvent(t, createContact)) + `}`, kind: "outcome", dead: 1},
		"another kind":              {options: options{outcomes: outcome.All}, body: "envelope", kind: "other", published: 1, writes: 1},
		"an event without the kind": {options: options{outcomes: outcome.Off}, body: "event", dead: 1},
	} {
		bubble(t, tt.options, func(t *testing.T, e *environment) {
			e.sns.refuse = tt.refuse
			body := tt.body
			switch body {
			case "event":
				body = waitingOutcome()
			case "envelope":
				body = envelope(t, createContact)
			}
			got := e.failures(t, sqsEvent(t, sqsRecord{id: "o", kind: tt.kind, body: body, received: tt.received, sent: time.Now()}))
			if stays := len(got) == 1; stays != tt.stays {
				t.Errorf("%s: %v stay", name, got)
			}
			if _, held := e.sqs.holds["o"]; held != tt.stays {
				t.Errorf("%s: held: %t", name, held)
			}
			lost := 0
			for _, line := range e.lines(t) {
				if line["msg"] == "outcome event lost" {
					lost++
					if event, _ := line["event"].(map[string]any); line["level"] != "ERROR" || event["correlationid"] != "order 1" {
						t.Errorf("%s: line %v, want the event", name, line)
					}
				}
			}
			if len(e.sns.taken) != tt.published || lost != tt.lost || len(e.sqs.sent) != tt.dead || e.asked("PATCH") != tt.writes {
				t.Errorf("%s: %d published, %d lost, %d dead letters, %d writes; want %d, %d, %d, %d",
					name, len(e.sns.taken), lost, len(e.sqs.sent), e.asked("PATCH"), tt.published, tt.lost, tt.dead, tt.writes)
			}
		})
	}
}

// TestNoPlaceForAnOutcome: if topic and queue fail, one line of the log holds the event, and
// the message is not run again.
func TestNoPlaceForAnOutcome(t *testing.T) {
	for name, o := range map[string]options{"the queue fails": {outcomes: outcome.All}, "there is no queue": {outcomes: outcome.All, noQueues: true}} {
		bubble(t, o, func(t *testing.T, e *environment) {
			e.sns.refuse, e.sqs.refuse = true, true
			if _, err := e.invoke(t, snsEvent(t, createContact)); err != nil {
				t.Errorf("%s: %v, want no second run", name, err)
			}
			lines := e.lines(t)
			var found bool
			for _, line := range lines {
				event, _ := line["event"].(map[string]any)
				found = found || line["level"] == "ERROR" && line["msg"] == "outcome event lost" && event["id"] == messageID+"0/done"
			}
			if !found {
				t.Errorf("%s: log %v, want a line with the event", name, lines)
			}
		})
	}
}
