package handler_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/operation"
)

const createContact = `{"operation":"create","entitySet":"contacts","data":{"lastname":"Private","emailaddress1":"private@example.com"}}`

var deleteContact = `{"operation":"delete","entitySet":"contacts","id":"` + emulator.ContactID + `"}`

func TestInvoke(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		for range 2 {
			if answer, err := e.invoke(t, snsEvent(t, createContact)); answer != nil || err != nil {
				t.Fatalf("Invoke = %v, %v, want nothing", answer, err)
			}
		}
		if strings.Contains(strings.ToLower(e.log.String()), "private") {
			t.Errorf("the log holds row data:\n%s", &e.log)
		}
		got := e.lines(t)
		want := []map[string]any{}
		for i, outcome := range []string{"done", "exists"} {
			id, _ := got[i]["dataverseRequestId"].(string)
			want = append(want, map[string]any{
				"level": "INFO", "msg": "message done", "messageId": messageID + "0", "topicArn": topicARN,
				"operation": "create", "entitySet": "contacts", "row": "cf96213d-abc4-8c09-9cc3-00dc6acfa893",
				"outcome": outcome, "status": float64([]int{204, 412}[i]), "dataverseRequestId": id,
				"duration": 0.0, "time": got[i]["time"],
			})
			if !operation.IsGUID(id) {
				t.Errorf("dataverseRequestId = %q, want a GUID", id)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

// Every message of an event is tried, and each failed message is stored with its reason.
func TestRejectedMessagesAreKept(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		answer, err := e.invoke(t, snsEvent(t,
			`{"operation":"delete","entitySet":"contacts"}`,
			`{"operation":"delete","entitySet":"contacts","key":{"emailaddress1":"private@example.com"}}`,
			`{"operation":"update","entitySet":"contacts","key":{"emailaddress1":"private@example.com"},"data":{"jobtitle":"x"}}`,
			deleteContact,
		))
		if answer != nil || err != nil {
			t.Fatalf("Invoke = %v, %v, want nothing: the failed message was kept", answer, err)
		}
		var outcomes []string
		for _, line := range e.lines(t) {
			outcomes = append(outcomes, fmt.Sprint(line["level"], " ", line["outcome"]))
		}
		if diff := cmp.Diff([]string{"ERROR dead-letter", "INFO absent", "ERROR dead-letter", "INFO done"}, outcomes); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
		if n := len(e.sqs.sent); n != 2 {
			t.Fatalf("%d messages sent, want two dead letters", n)
		}
		if diff := cmp.Diff(map[string]string{
			"class": "rejected", "code": "decode", "reason": "decode: /id: missing: expected id or key for delete; to do: correct the field named; check messages before they are published", "time": "2000-01-01T00:00:00Z",
		}, e.sqs.sent[0].attributes()); diff != "" {
			t.Errorf("attributes of the first (-want +got):\n%s", diff)
		}
		second := e.sqs.sent[1]
		requestID := second.MessageAttributes["requestId"].StringValue
		if diff := cmp.Diff(map[string]string{
			"class": "rejected", "code": "0x80060891", "status": "404", "operation": "update", "entitySet": "contacts",
			"reason":   "update: PATCH contacts(emailaddress1=…): 404 0x80060891 A record with the specified key values does not exist in contact entity; to do: correct the key; if the row has come since, redrive",
			"attempts": "1", "requestId": requestID, "time": "2000-01-01T00:00:00Z",
		}, second.attributes()); diff != "" || second.QueueURL != deadURL || !operation.IsGUID(requestID) {
			t.Errorf("attributes of the second in %s (-want +got):\n%s", second.QueueURL, diff)
		}
		wantEnvelope(t, second.MessageBody, messageID+"2")
		if text := e.log.String() + fmt.Sprint(e.sqs.sent[0].attributes(), second.attributes()); strings.Contains(text, "private") {
			t.Errorf("row data in the log or the attributes: %s", text)
		}
	})
}

// wantEnvelope checks that a queue's message has the form in which SNS would write it.
func wantEnvelope(t *testing.T, body, id string) {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Fatalf("body %s: %v", body, err)
	}
	if e["Type"] != "Notification" || e["MessageId"] != id || e["TopicArn"] != topicARN ||
		e["Timestamp"] != publishTime || e["Message"] == "" || e["MessageAttributes"] == nil {
		t.Errorf("body = %s, want the envelope of %s", body, id)
	}
}

func TestUnavailableIsHandedOver(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"300"}},
			Body: `{"error":{"code":"0x80072322","message":"Number of requests exceeded the limit of 6000 over time window of 300 seconds."}}`})
		start := time.Now()
		if answer, err := e.invoke(t, snsEvent(t, createContact)); answer != nil || err != nil {
			t.Fatalf("Invoke = %v, %v, want nothing: the message was handed over", answer, err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it waited %v for what does not fit its time", took)
		}
		if len(e.sqs.sent) != 1 || e.sqs.sent[0].QueueURL != retryURL || e.sqs.sent[0].DelaySeconds != 300 {
			t.Fatalf("sent %+v, want one message for the retry queue after 300 s", e.sqs.sent)
		}
		wantEnvelope(t, e.sqs.sent[0].MessageBody, messageID+"0")
		line := e.lines(t)[0]
		if line["level"] != "WARN" || line["outcome"] != "retry" || line["class"] != "unavailable" || line["code"] != "0x80072322" {
			t.Errorf("log line = %v", line)
		}
		// The hold also lasts during the next invocation, which hands its message over
		// without a request.
		e.ForgetRequests()
		if _, err := e.invoke(t, snsEvent(t, deleteContact)); err != nil {
			t.Fatal(err)
		}
		if n := len(e.Requests()); n != 0 || len(e.sqs.sent) != 2 {
			t.Errorf("%d requests and %d messages sent, want none and two", n, len(e.sqs.sent))
		}
		time.Sleep(5 * time.Minute)
		if n := e.failures(t, sqsEvent(t, sqsRecord{id: "1", body: e.sqs.sent[0].MessageBody})); len(n) != 0 {
			t.Errorf("after the hold %v stay in the queue", n)
		}
		if line := e.lines(t)[2]; line["outcome"] != "done" || line["row"] != "cf96213d-abc4-8c09-9cc3-00dc6acfa893" {
			t.Errorf("log line = %v, want the row that the first delivery would have made", line)
		}
	})
}

func TestMisconfiguredIsHandedOverWithAFix(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Status: http.StatusForbidden, Body: `{"error":{"code":"0x80072560","message":"The user is not a member of the organization."}}`})
		if _, err := e.invoke(t, snsEvent(t, createContact)); err != nil {
			t.Fatal(err)
		}
		line := e.lines(t)[0]
		if line["level"] != "ERROR" || line["class"] != "misconfigured" || line["outcome"] != "retry" || !strings.Contains(fmt.Sprint(line["fix"]), "user of this environment") {
			t.Errorf("log line = %v, want an ERROR with what to do", line)
		}
		if delay := e.sqs.sent[0].DelaySeconds; delay < 5 || delay > 30 {
			t.Errorf("delay = %d s, want 5 to 30", delay)
		}
	})
}

func TestActionOfUnknownOutcomeIsKept(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Drop: true, After: true})
		action := `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"private"}}`
		if _, err := e.invoke(t, snsEvent(t, action)); err != nil {
			t.Fatal(err)
		}
		if len(e.sqs.sent) != 1 {
			t.Fatalf("%d messages sent, want a dead letter", len(e.sqs.sent))
		}
		if a := e.sqs.sent[0].attributes(); a["class"] != "unknown" || a["reason"] != "outcome unknown" || a["operation"] != "action" {
			t.Errorf("attributes = %v, want class unknown, reason outcome unknown", a)
		}
	})
}

// Without queues, or with queues that fail, the invocation fails with the
// reasons, and Lambda keeps the event.
func TestWithoutQueuesTheInvocationFails(t *testing.T) {
	for name, o := range map[string]options{"unset": {noQueues: true}, "failing": {}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, o, func(t *testing.T, e *environment) {
				e.sqs.refuse = true
				e.Fail(1, emulator.Fault{Method: http.MethodDelete, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"900"}}})
				_, err := e.invoke(t, snsEvent(t, `{"operation":"delete"}`, createContact, deleteContact))
				failed, ok := errors.AsType[handler.Failures](err)
				if !ok || len(failed) != 2 || failed[0].MessageID != messageID+"0" || failed[1].MessageID != messageID+"2" {
					t.Fatalf("Invoke = %v, want the first and the third message to fail", err)
				}
				if e, ok := errors.AsType[*dynamics.Error](err); !ok || e.RetryAfter != 15*time.Minute {
					t.Errorf("Invoke = %v, want an error that keeps Retry-After", err)
				}
				if hasReason := strings.Contains(e.log.String(), "handOverError"); hasReason != (name == "failing") {
					t.Errorf("log tells why the hand-over failed: %v\n%s", hasReason, &e.log)
				}
				if strings.ContainsAny(err.Error(), "\r\n") {
					t.Errorf("error of more than one line: %q", err)
				}
			})
		})
	}
}

func TestInvokeRefusesOtherEvents(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		for _, tt := range []struct{ event, want string }{
			{`{}`, "/Records"},
			{`[]`, "expected the records of an event of SNS or SQS"},
			{`{"Records":[{"eventSource":"aws:s3"}]}`, "/Records/0/EventSource"},
			{`{"Records":[{"EventSource":"aws:sns","Sns":{"TopicArn":"t","Timestamp":"` + publishTime + `"}}]}`, "/Records/0/Sns/MessageId"},
			{`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m","Timestamp":"` + publishTime + `"}}]}`, "/Records/0/Sns/TopicArn"},
			{`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m","TopicArn":"t"}}]}`, "/Records/0/Sns/Timestamp"},
			{`{"Records":[{"eventSource":"aws:sqs","messageId":"m","body":"{}"}]}`, "/Records/0/attributes/SentTimestamp"},
		} {
			e.log.Reset()
			if _, err := e.invoke(t, json.RawMessage(tt.event)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Invoke(%s) = %v, want an error with %q", tt.event, err, tt.want)
			}
			if log := e.log.String(); !strings.Contains(log, `"outcome":"failed"`) || !strings.Contains(log, tt.want) {
				t.Errorf("log = %s, want the failure", log)
			}
		}
	})
}

// The whole event is personal data. The function logs it at DEBUG only.
func TestEventIsLoggedAtDebugOnly(t *testing.T) {
	const mark = "c0ffee@example.com"
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		bubble(t, options{level: level}, func(t *testing.T, e *environment) {
			message := `{"operation":"delete","entitySet":"contacts","key":{"emailaddress1":"` + mark + `"}}`
			if _, err := e.invoke(t, snsEvent(t, message)); err != nil {
				t.Fatal(err)
			}
			if got, want := strings.Contains(e.log.String(), mark), level == slog.LevelDebug; got != want {
				t.Errorf("at %v the event is logged: %v, want %v", level, got, want)
			}
		})
	}
}
