package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/relay"
)

const (
	topicARN  = "arn:aws:sns:eu-west-1:111122223333:dynamics"
	messageID = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"
)

// setup starts an emulator, and makes a handler of it that logs JSON from
// level up.
func setup(t *testing.T, level slog.Level) (*dynamicstest.Server, *relay.Handler, *bytes.Buffer) {
	t.Helper()
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			text, err := json.Marshal(server.Connection())
			if err != nil {
				return dynamics.Credentials{}, err
			}
			return dynamics.ParseCredentials(text)
		},
	})
	var log bytes.Buffer
	return server, relay.New(client, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level}))), &log
}

// event is an SNS event with a record for each message.
func event(t *testing.T, messages ...string) json.RawMessage {
	t.Helper()
	var records []any
	for i, m := range messages {
		records = append(records, map[string]any{
			"EventSource": "aws:sns",
			"Sns": map[string]any{
				"Type": "Notification", "MessageId": fmt.Sprintf("%s%d", messageID, i), "TopicArn": topicARN,
				"Message": m, "Timestamp": "2026-11-21T09:30:00.123Z",
			},
		})
	}
	text, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// lines decodes the log, without what differs from run to run; that it is
// there and looks right is checked on the way.
func lines(t *testing.T, log *bytes.Buffer) []map[string]any {
	t.Helper()
	var all []map[string]any
	for text := range strings.Lines(log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("log line %q: %v", text, err)
		}
		if d, ok := line["duration"].(float64); !ok || d < 0 {
			t.Errorf("duration = %v, want milliseconds", line["duration"])
		}
		delete(line, "duration")
		delete(line, "time")
		all = append(all, line)
	}
	return all
}

func TestInvoke(t *testing.T) {
	const createContact = `{"operation":"create","entitySet":"contacts","data":{"lastname":"Private","emailaddress1":"private@example.com"}}`
	_, handler, log := setup(t, slog.LevelInfo)
	if err := handler.Invoke(t.Context(), event(t, createContact)); err != nil {
		t.Fatal(err)
	}
	if err := handler.Invoke(t.Context(), event(t, createContact)); err != nil {
		t.Fatalf("a second delivery: %v", err)
	}
	if strings.Contains(strings.ToLower(log.String()), "private") {
		t.Errorf("the log holds row data:\n%s", log)
	}
	got := lines(t, log)
	want := []map[string]any{}
	for i, outcome := range []string{"done", "exists"} {
		id, _ := got[i]["dataverseRequestId"].(string)
		want = append(want, map[string]any{
			"level": "INFO", "msg": "message done", "messageId": messageID + "0", "topicArn": topicARN,
			"operation": "create", "entitySet": "contacts", "row": got[0]["row"],
			"outcome": outcome, "status": float64([]int{204, 412}[i]), "dataverseRequestId": id,
		})
		if !dynamics.IsGUID(id) {
			t.Errorf("dataverseRequestId = %q, want a GUID", id)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if row, _ := got[0]["row"].(string); !dynamics.IsGUID(row) {
		t.Errorf("row = %q, want the derived id", row)
	}
}

// Every message of an event is tried, and the error names those that failed.
func TestInvokeTriesAll(t *testing.T) {
	server, handler, log := setup(t, slog.LevelInfo)
	err := handler.Invoke(t.Context(), event(t,
		`{"operation":"delete","entitySet":"contacts"}`,
		`{"operation":"delete","entitySet":"contacts","key":{"emailaddress1":"private@example.com"}}`,
		`{"operation":"update","entitySet":"contacts","key":{"emailaddress1":"private@example.com"},"data":{"jobtitle":"x"}}`,
		`{"operation":"delete","entitySet":"contacts","id":"`+dynamicstest.ContactID+`"}`,
	))
	failed, ok := errors.AsType[relay.Failures](err)
	if !ok || len(failed) != 2 || failed[0].MessageID != messageID+"0" || failed[1].MessageID != messageID+"2" {
		t.Fatalf("Invoke = %v, want the first and the third message to fail", err)
	}
	for _, want := range []string{"/id: missing", "404 0x80060891", "contacts(emailaddress1=…)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Invoke = %v, want %q in it", err, want)
		}
	}
	if strings.Contains(err.Error()+log.String(), "private") || strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("row data or a line break in %v\nor in %s", err, log)
	}
	var outcomes []string
	for _, line := range lines(t, log) {
		outcomes = append(outcomes, fmt.Sprint(line["level"], " ", line["outcome"]))
	}
	want := []string{"ERROR failed", "INFO absent", "ERROR failed", "INFO done"}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if n := len(server.Requests()); n != 4 {
		t.Errorf("%d requests, want a token and one for each message that could be decoded", n)
	}
}

func TestInvokeRefusesOtherEvents(t *testing.T) {
	_, handler, log := setup(t, slog.LevelInfo)
	for _, tt := range []struct{ event, want string }{
		{`{}`, "/Records"},
		{`[]`, "expected an SNS event"},
		{`{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}`, "/Records/0/EventSource"},
		{`{"Records":[{"EventSource":"aws:sns","Sns":{"TopicArn":"t","Timestamp":"2026-11-21T09:30:00Z"}}]}`, "/Records/0/Sns/MessageId"},
		{`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m","Timestamp":"2026-11-21T09:30:00Z"}}]}`, "/Records/0/Sns/TopicArn"},
		{`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m","TopicArn":"t"}}]}`, "/Records/0/Sns/Timestamp"},
	} {
		log.Reset()
		if err := handler.Invoke(t.Context(), json.RawMessage(tt.event)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Invoke(%s) = %v, want an error with %q", tt.event, err, tt.want)
		}
		if !strings.Contains(log.String(), `"outcome":"failed"`) || !strings.Contains(log.String(), tt.want) {
			t.Errorf("log = %s, want the failure", log)
		}
	}
}

// The whole event is personal data: it is logged at DEBUG and only there.
func TestEventIsLoggedAtDebugOnly(t *testing.T) {
	const mark = "c0ffee@example.com"
	for _, tt := range []struct {
		level slog.Level
		want  bool
	}{{slog.LevelDebug, true}, {slog.LevelInfo, false}} {
		_, handler, log := setup(t, tt.level)
		err := handler.Invoke(t.Context(), event(t, `{"operation":"delete","entitySet":"contacts","key":{"emailaddress1":"`+mark+`"}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(log.String(), mark); got != tt.want {
			t.Errorf("at %v the event is logged: %v, want %v", tt.level, got, tt.want)
		}
	}
}

func TestFailureCarriesDataverse(t *testing.T) {
	server, handler, log := setup(t, slog.LevelInfo)
	server.Fail(1, dynamicstest.Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{"Retry-After": {"12"}, "X-Ms-Service-Request-Id": {"r-1"}},
		Body:   `{"error":{"code":"0x80072322","message":"Number of requests exceeded the limit of 6000 over time window of 300 seconds."}}`,
	})
	err := handler.Invoke(t.Context(), event(t, `{"operation":"delete","entitySet":"contacts","id":"`+dynamicstest.ContactID+`"}`))
	if e, ok := errors.AsType[*dynamics.Error](err); !ok || e.RetryAfter != 12*time.Second {
		t.Errorf("Invoke = %v, want an error that keeps Retry-After", err)
	}
	got := lines(t, log)[0]
	if got["status"] != 429.0 || got["code"] != "0x80072322" || got["dataverseRequestId"] != "r-1" {
		t.Errorf("log line = %v, want status, code and request id of Dataverse", got)
	}
}

// An invocation keeps two seconds to say why it failed.
func TestInvokeEndsBeforeTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		client := dynamics.New(dynamics.Config{
			Credentials: func(context.Context) (dynamics.Credentials, error) {
				<-release
				return dynamics.Credentials{}, errors.New("too late")
			},
		})
		handler := relay.New(client, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		err := handler.Invoke(ctx, event(t, `{"operation":"action","action":"A"}`))
		if took := time.Since(start); took != 8*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Invoke = %v after %v, want the deadline's error after 8s", err, took)
		}
	})
}
