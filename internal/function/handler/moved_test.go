package handler_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// failedInvocation is Lambda's record of an event, as a message move task brings it into the
// function's queue. Lambda's names are in testdata/failed_invocation.json.
func failedInvocation(t *testing.T, event json.RawMessage) string {
	t.Helper()
	text, err := os.ReadFile("testdata/failed_invocation.json")
	if err != nil {
		t.Fatal(err)
	}
	var record map[string]json.RawMessage
	if err := json.Unmarshal(text, &record); err != nil {
		t.Fatal(err)
	}
	record["requestPayload"] = event
	return string(marshal(t, record))
}

// outcomes lists MessageId, outcome and class of each line of the log.
func (e *environment) outcomes(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, l := range e.lines(t) {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(l["messageId"], " ", l["outcome"], " ", l["class"]), messageID), " <nil>"))
	}
	slices.Sort(all)
	return all
}

// TestRecordInTheQueue: the messages of a record run with their own MessageIds. What fails goes
// on as a message of its own, so that the record and the other messages do not come back.
func TestRecordInTheQueue(t *testing.T) {
	throttle := emulator.Fault{Status: 429, Header: map[string][]string{"Retry-After": {"600"}}}
	const bad = `{"operation":"create"}`
	for _, tt := range []struct {
		name     string
		messages []string
		fault    *emulator.Fault
		refuse   bool
		want     []string // the log
		sent     []string // queue and MessageId
		stays    bool
	}{
		{name: "one message", messages: []string{createContact}, want: []string{"0 done"}},
		{name: "two, one of them bad", messages: []string{createContact, bad}, want: []string{"0 done", "1 dead-letter rejected"}, sent: []string{"dead 1"}},
		{name: "an outage", messages: []string{deleteContact}, fault: &throttle, want: []string{"0 retry unavailable"}, sent: []string{"retry 0"}},
		{name: "a row that is missing", messages: []string{updateAbsent}, want: []string{"0 retry waiting"}, sent: []string{"retry 0"}},
		{name: "an outage, and SQS refuses", messages: []string{deleteContact, bad}, fault: &throttle, refuse: true, want: []string{"0 failed unavailable", "1 failed rejected"}, stays: true},
	} {
		bubble(t, options{patience: patience}, func(t *testing.T, e *environment) {
			if tt.fault != nil {
				e.Fail(1, *tt.fault)
			}
			e.sqs.refuse = tt.refuse
			got := e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: failedInvocation(t, snsEvent(t, tt.messages...))}))
			if want := map[bool][]string{true: {"m"}, false: {}}[tt.stays]; !slices.Equal(got, want) {
				t.Errorf("%s: failures = %v, want %v", tt.name, got, want)
			}
			if diff := cmp.Diff(tt.want, e.outcomes(t)); diff != "" {
				t.Errorf("%s: log (-want +got):\n%s", tt.name, diff)
			}
			var sent []string
			for _, m := range e.sqs.sent {
				var envelope struct {
					MessageID string `json:"MessageId"`
					TopicARN  string `json:"TopicArn"`
				}
				if err := json.Unmarshal([]byte(m.MessageBody), &envelope); err != nil || envelope.TopicARN != topicARN {
					t.Errorf("%s: sent %s (%v), want the envelope of the topic", tt.name, m.MessageBody, err)
				}
				sent = append(sent, m.QueueURL[strings.LastIndexByte(m.QueueURL, '/')+1:]+" "+strings.TrimPrefix(envelope.MessageID, messageID))
			}
			if diff := cmp.Diff(tt.sent, sent); diff != "" {
				t.Errorf("%s: sent (-want +got):\n%s", tt.name, diff)
			}
		})
	}
}

// TestRecordAndItsMessage: the record of an invocation that ended without its response may hold
// a message that had its effect. Its row is the row of the first delivery.
func TestRecordAndItsMessage(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		event := snsEvent(t, createContact)
		if _, err := e.invoke(t, event); err != nil {
			t.Fatal(err)
		}
		e.failures(t, sqsEvent(t, sqsRecord{id: "m", body: failedInvocation(t, event)}))
		lines := e.lines(t)
		if len(lines) != 2 || lines[0]["row"] != lines[1]["row"] || lines[1]["outcome"] != "exists" {
			t.Errorf("log = %v, want the second delivery to find the row of the first", lines)
		}
	})
}

// TestRecordOfAnEarlierVersion: the function put its own envelope around a record that it could
// not read, and rejected it. That dead letter is redriven.
func TestRecordOfAnEarlierVersion(t *testing.T) {
	around := func(arn string, text string) string {
		return string(marshal(t, map[string]string{
			"Type": "Notification", "MessageId": "s", "TopicArn": arn, "Timestamp": publishTime, "Message": text,
		}))
	}
	bubble(t, options{}, func(t *testing.T, e *environment) {
		record := failedInvocation(t, snsEvent(t, createContact))
		e.failures(t, sqsEvent(t, sqsRecord{id: "a", body: around(retryARN, record)}))
		// A publisher cannot name the MessageId of another message in this way.
		e.failures(t, sqsEvent(t, sqsRecord{id: "b", body: around(topicARN, record)}))
		if want, got := []string{"0 done", "s dead-letter rejected"}, e.outcomes(t); !slices.Equal(got, want) {
			t.Errorf("log = %v, want %v", got, want)
		}
	})
}
