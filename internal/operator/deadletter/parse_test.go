package deadletter_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/operator/deadletter"
)

const envelope = `{"Type":"Notification","MessageId":"m1","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"operation\":\"create\",\"entitySet\":\"leads\",\"data\":{\"subject\":\"a<b\"}}","Timestamp":"2026-11-21T09:30:00.123Z","SignatureVersion":"1","Signature":"c2ln","MessageAttributes":{"operation":{"Type":"String","Value":"create"}}}`

// movedRecord is Lambda's record of a failed event of SNS.
const movedRecord = `{"timestamp":"2026-11-20T10:00:00.000Z","requestContext":{"requestId":"q","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"Records":[{"EventSource":"aws:sns","Sns":{"Type":"Notification","MessageId":"m4","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"operation\":\"create\",\"entitySet\":\"leads\",\"data\":{\"subject\":\"x\"}}","Timestamp":"2026-11-21T09:30:00.123Z"}}]},"responsePayload":{"errorMessage":"Task timed out"}}`

const action = `{"Type":"Notification","MessageId":"m2","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"operation\":\"action\",\"action\":\"WinOpportunity\"}","Timestamp":"2026-11-21T09:30:00.123Z"}`

// event is the message of another system, which a route makes an operation of.
const event = `{"Type":"Notification","MessageId":"m5","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"type\":\"OrderPlaced\"}","Timestamp":"2026-11-21T09:30:00.123Z"}`

const routed = `{"type":"OrderPlaced"}`

const once = `{"operation":"action","action":"WinOpportunity","once":true}`

// lastAttempt is the reason of a letter of a redrive policy.
const lastAttempt = "the last attempt of the queue failed; the function's log has the reason (dynctl trace)"

// message is a message in the form of ReceiveMessage.
func message(body string, system, attributes map[string]string) types.Message {
	m := types.Message{MessageId: aws.String("sqs1"), ReceiptHandle: aws.String("handle"), Body: &body, Attributes: system}
	if len(attributes) > 0 {
		m.MessageAttributes = map[string]types.MessageAttributeValue{}
	}
	for name, value := range attributes {
		m.MessageAttributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
	}
	return m
}

func TestParse(t *testing.T) {
	sent := map[string]string{"SentTimestamp": "1795250000000", "ApproximateReceiveCount": "2"}
	redriven := map[string]string{"SentTimestamp": "1795250000000", "DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-1:111122223333:work"}
	ordered := map[string]string{"SentTimestamp": "1795250000000", "DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-1:111122223333:work.fifo", "MessageGroupId": "g"}
	raw := `{"operation":"create","entitySet":"leads","data":{"subject":"raw"}}`
	tests := []struct {
		name  string
		given types.Message
		want  deadletter.Letter // the part that is compared
	}{
		{
			"the function's",
			message(envelope, sent, map[string]string{
				"class": "rejected", "code": "0x80060888", "status": "400", "reason": "no such column", "operation": "create",
				"entitySet": "leads", "attempts": "3", "requestId": "r", "time": "2026-11-21T10:00:00Z",
			}),
			deadletter.Letter{
				Source: deadletter.Function, MessageID: "m1", Class: "rejected", Code: "0x80060888", Status: 400, Reason: "no such column",
				Operation: "create", EntitySet: "leads", Attempts: 3, RequestID: "r", Received: 2,
				Time: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), Envelopes: []string{envelope},
			},
		},
		{
			"the function's, of what is no operation",
			message(`{"Type":"Notification","MessageId":"m3","TopicArn":"t","Message":"hello","Timestamp":"2026-11-21T09:30:00Z"}`, nil, map[string]string{"class": "rejected", "reason": "decode: not JSON"}),
			deadletter.Letter{Source: deadletter.Function, MessageID: "m3", Class: "rejected", Reason: "decode: not JSON", Envelopes: []string{`{"Type":"Notification","MessageId":"m3","TopicArn":"t","Message":"hello","Timestamp":"2026-11-21T09:30:00Z"}`}},
		},
		{
			"the subscription's",
			message(envelope, nil, map[string]string{"RequestID": "r", "ERROR_CODE": "403", "ErrorMessage": "not authorized"}),
			deadletter.Letter{Source: deadletter.Subscription, MessageID: "m1", Code: "403", Reason: "not authorized", RequestID: "r", Operation: "create", EntitySet: "leads", Envelopes: []string{envelope}},
		},
		{
			"the queue's",
			message(action, redriven, nil),
			deadletter.Letter{Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "m2", Operation: "action", Action: "WinOpportunity", RepeatRisk: "an action that runs twice has its effect twice", Time: time.UnixMilli(1795250000000).UTC(), Envelopes: []string{action}},
		},
		{
			"the queue's, with the attributes of an earlier letter",
			message(action, redriven, map[string]string{
				"class": "rejected", "code": "0x80040220", "reason": "403 0x80040220 missing prvCreateContact", "time": "2026-11-20T10:00:00Z",
				"ErrorCode": "403", "ErrorMessage": "not authorized",
			}),
			deadletter.Letter{Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "m2", Operation: "action", Action: "WinOpportunity", RepeatRisk: "an action that runs twice has its effect twice", Time: time.UnixMilli(1795250000000).UTC(), Envelopes: []string{action}},
		},
		{
			"the queue's, Lambda's record that was moved back",
			message(movedRecord, redriven, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "m4", Operation: "create", EntitySet: "leads",
				Time:      time.UnixMilli(1795250000000).UTC(),
				Envelopes: []string{`{"Type":"Notification","MessageId":"m4","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"operation\":\"create\",\"entitySet\":\"leads\",\"data\":{\"subject\":\"x\"}}","Timestamp":"2026-11-21T09:30:00.123Z"}`},
			},
		},
		{
			"the queue's, raw",
			message(raw, redriven, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Operation: "create", EntitySet: "leads", Time: time.UnixMilli(1795250000000).UTC(),
				Envelopes: []string{delivery.Raw(raw, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work", time.UnixMilli(1795250000000), nil).String()},
			},
		},
		{
			"the queue's, raw, with attributes",
			message(raw, redriven, map[string]string{"region": "emea"}),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Operation: "create", EntitySet: "leads", Time: time.UnixMilli(1795250000000).UTC(),
				Envelopes: []string{delivery.Raw(raw, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work", time.UnixMilli(1795250000000), delivery.Attributes{"region": {Type: "String", Value: "emea"}}).String()},
			},
		},
		{
			"the function's, of a message with a route",
			message(event, nil, map[string]string{"class": "rejected", "code": "mapping", "reason": "mapping: the program called error", "route": "order@1a2b3c4d"}),
			deadletter.Letter{Source: deadletter.Function, MessageID: "m5", Class: "rejected", Code: "mapping", Reason: "mapping: the program called error", Route: "order@1a2b3c4d", Envelopes: []string{event}},
		},
		{
			"the function's, of an action that a mapping made",
			message(event, nil, map[string]string{"class": "unknown", "reason": "outcome unknown", "operation": "action", "route": "order@1a2b3c4d"}),
			deadletter.Letter{
				Source: deadletter.Function, MessageID: "m5", Class: "unknown", Reason: "outcome unknown", Operation: "action", Route: "order@1a2b3c4d",
				RepeatRisk: "an action that runs twice has its effect twice", Envelopes: []string{event},
			},
		},
		{
			"a FIFO queue's, raw, whose time is lost",
			message(raw, ordered, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Operation: "create", EntitySet: "leads", Time: time.UnixMilli(1795250000000).UTC(), Group: "g",
				RepeatRisk: "a create that was sent to a FIFO queue without SNS and without a row id: its row may exist with another id",
				Envelopes:  []string{delivery.Raw(raw, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work.fifo", time.UnixMilli(1795250000000), nil).String()},
			},
		},
		{
			"a FIFO queue's, raw, of a message that a route makes an operation of",
			message(routed, ordered, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Time: time.UnixMilli(1795250000000).UTC(), Group: "g",
				RepeatRisk: "a message that was sent to a FIFO queue without SNS: its route may have made a row with another id",
				Envelopes:  []string{delivery.Raw(routed, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work.fifo", time.UnixMilli(1795250000000), nil).String()},
			},
		},
		{
			"a FIFO queue's, an action with once, raw, whose time is lost",
			message(once, ordered, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Operation: "action", Action: "WinOpportunity", Time: time.UnixMilli(1795250000000).UTC(), Group: "g",
				RepeatRisk: "an action with once that was sent to a FIFO queue without SNS: it may have run, and the ledger does not know it by its new time",
				Envelopes:  []string{delivery.Raw(once, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work.fifo", time.UnixMilli(1795250000000), nil).String()},
			},
		},
		{
			"the queue's, an action with once, raw, whose time is kept",
			message(once, redriven, nil),
			deadletter.Letter{
				Source: deadletter.Queue, Class: "unavailable", Reason: lastAttempt, MessageID: "sqs1", Operation: "action", Action: "WinOpportunity", Time: time.UnixMilli(1795250000000).UTC(),
				Envelopes: []string{delivery.Raw(once, "sqs1", "arn:aws:sqs:eu-west-1:111122223333:work", time.UnixMilli(1795250000000), nil).String()},
			},
		},
		{
			"an outcome event",
			message(envelope, redriven, map[string]string{"kind": "outcome"}),
			deadletter.Letter{Source: deadletter.Unknown, Reason: "an outcome event that was not published; it is no message to redrive", Time: time.UnixMilli(1795250000000).UTC()},
		},
		{"nobody's", message(raw, sent, nil), deadletter.Letter{Source: deadletter.Unknown, Received: 2, Time: time.UnixMilli(1795250000000).UTC()}},
		{"nothing", types.Message{}, deadletter.Letter{Source: deadletter.Unknown}},
		{"a record of something else", message(`{"requestPayload":{"hello":"world"}}`, nil, nil), deadletter.Letter{Source: deadletter.Unknown}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := deadletter.Parse("dead", tt.given)
			var line bytes.Buffer
			if err := deadletter.WriteLine(&line, got); err != nil {
				t.Fatal(err)
			}
			again, ok := deadletter.ReadLine(line.Bytes())
			if got.SQSID != "" && !ok {
				t.Errorf("its export is not read: %s", &line)
			}
			again.ReceiptHandle = got.ReceiptHandle
			if diff := cmp.Diff(got, again); ok && diff != "" {
				t.Errorf("its export is another (-want +got):\n%s", diff)
			}
			if got.Body != aws.ToString(tt.given.Body) || len(got.Attributes) != len(tt.given.MessageAttributes) {
				t.Errorf("body or attributes differ from the input: %+v", got)
			}
			if got.CanRedrive() != (tt.want.Source != deadletter.Unknown) {
				t.Errorf("CanRedrive = %v", got.CanRedrive())
			}
			got.QueueName, got.SQSID, got.ReceiptHandle, got.Body, got.Attributes, got.System = "", "", "", "", nil, nil
			got.TopicARN, got.Published, got.Message = "", time.Time{}, ""
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestParseRecord reads Lambda's record of an event with several messages.
func TestParseRecord(t *testing.T) {
	body := `{"version":"1.0","timestamp":"2026-11-21T10:00:00.000Z","requestContext":{"requestId":"q","condition":"RetriesExhausted","approximateInvokeCount":3},
		"requestPayload":{"Records":[{"EventSource":"aws:sns","Sns":` + envelope + `},{"EventSource":"aws:sns","Sns":` + action + `}]},
		"responseContext":{"statusCode":200,"functionError":"Unhandled"},"responsePayload":{"errorType":"x","errorMessage":"out of memory"}}`
	l := deadletter.Parse("dead", message(body, nil, nil))
	if l.Source != deadletter.Lambda || l.Code != "RetriesExhausted" || l.Reason != "out of memory" || l.Attempts != 3 || l.RequestID != "q" ||
		l.MessageID != "m1" || l.Operation != "create" || l.RepeatRisk == "" || !l.Time.Equal(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", l)
	}
	if len(l.Envelopes) != 2 {
		t.Fatalf("%d envelopes, want 2", len(l.Envelopes))
	}
	for i, text := range []string{envelope, action} {
		want, _ := delivery.ParseEnvelope(text)
		got, ok := delivery.ParseEnvelope(l.Envelopes[i])
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("envelope %d (-want +got):\n%s", i, diff)
		}
	}
}

// TestOvertaken: the dead letter of a FIFO queue released its group. So a change without a
// sequence may undo a later change. A create changes no row.
func TestOvertaken(t *testing.T) {
	const id = `"id":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"`
	update := `{"operation":"update","entitySet":"contacts",` + id + `,"data":{"jobtitle":"old"}}`
	create := `{"operation":"create","entitySet":"contacts","data":{"lastname":"x"}}`
	for _, tt := range []struct {
		queue, message string
		want           bool
	}{
		{"dead.fifo", update, true},
		{"dead.fifo", `{"operation":"delete","entitySet":"contacts",` + id + `}`, true},
		{"dead.fifo", `{"operation":"batch","operations":[` + create + `,` + update + `]}`, true},
		{"dead.fifo", `{"operation":"batch","operations":[` + create + `,` + create + `]}`, false},
		{"dead.fifo", create, false},
		{"dead.fifo", `{"operation":"update","entitySet":"contacts",` + id + `,"data":{"jobtitle":"old"},"sequence":{"column":"version","value":1}}`, false},
		{"dead", update, false},
	} {
		e := delivery.Envelope{Type: "Notification", MessageID: "m", TopicARN: "arn:aws:sns:eu-west-1:111122223333:t.fifo", Message: tt.message, Timestamp: time.UnixMilli(1)}
		for _, by := range []map[string]string{
			{"MessageGroupId": "g", "DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-1:111122223333:work.fifo"},
			{"MessageGroupId": "g"}, // by the function, or by SNS
		} {
			l := deadletter.Parse(tt.queue, message(e.String(), by, nil))
			if got := l.Overtaken != ""; got != tt.want {
				t.Errorf("%s in %s: Overtaken = %q, want one: %v", tt.message, tt.queue, l.Overtaken, tt.want)
			}
		}
	}
}

// A second run of a batch repeats its actions, unless a create in it proves that it ran.
func TestHazardOfABatch(t *testing.T) {
	const remove, again = `{\"operation\":\"delete\",\"entitySet\":\"leads\",\"id\":\"1ead0000-0000-4000-8000-000000000001\"}`, "an action that runs twice has its effect twice"
	for second, want := range map[string]string{
		remove: "",
		`{\"operation\":\"action\",\"action\":\"A\"}`:                                                                                 again,
		`{\"operation\":\"action\",\"action\":\"A\",\"repeatable\":true}`:                                                             "",
		`{\"operation\":\"action\",\"action\":\"A\"},{\"operation\":\"create\",\"entitySet\":\"leads\",\"data\":{\"subject\":\"x\"}}`: "",
	} {
		text := `{"Type":"Notification","MessageId":"m3","TopicArn":"arn:aws:sns:eu-west-1:111122223333:topic","Message":"{\"operation\":\"batch\",\"operations\":[` + remove + "," + second + `]}","Timestamp":"2026-11-21T09:30:00.123Z"}`
		if l := deadletter.Parse("dead", message(text, nil, nil)); l.Operation != "batch" || l.RepeatRisk != want {
			t.Errorf("%s: %s, hazard %q, want %q", second, l.Operation, l.RepeatRisk, want)
		}
	}
	body := `{"operation":"batch","operations":[{"operation":"delete","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001"},{"operation":"create","entitySet":"leads","data":{"subject":"raw"}}]}`
	ordered := map[string]string{"SentTimestamp": "1795250000000", "DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-1:111122223333:work.fifo", "MessageGroupId": "g"}
	if l := deadletter.Parse("dead", message(body, ordered, nil)); l.RepeatRisk == "" {
		t.Error("no hazard for a batch whose ids rest on a time that is lost")
	}
}
