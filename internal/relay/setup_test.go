package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/metrics"
	"sns-dynamics/internal/queue"
	"sns-dynamics/internal/relay"
)

const (
	topicARN  = "arn:aws:sns:eu-west-1:111122223333:dynamics"
	messageID = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"
	retryURL  = "https://sqs.eu-west-1.amazonaws.com/111122223333/retry"
	deadURL   = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead"
	retryARN  = "arn:aws:sqs:eu-west-1:111122223333:retry"
)

// environment is a handler in process, with everything around it, on the clock
// of a testing/synctest bubble.
type environment struct {
	*dynamicstest.Emulator
	*relay.Handler
	sqs *sqsModel
	log bytes.Buffer
	// metrics are the lines of the metrics.
	metrics bytes.Buffer
}

// options change what an environment is made of.
type options struct {
	level    slog.Level
	noQueues bool
	ordered  bool
	patience time.Duration
	emulator dynamicstest.Options
}

// bubble runs a test with an environment of its own.
func bubble(t *testing.T, o options, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emulator, err := dynamicstest.New(o.emulator)
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: emulator, sqs: &sqsModel{holds: map[string]int{}}}
		client := dynamics.New(dynamics.Config{
			Transport:   emulator.Transport(),
			Credentials: connection,
		})
		c := aws.Config{Region: "eu-west-1", HTTPClient: e.sqs, Credentials: aws.AnonymousCredentials{}}
		retry, dead := retryURL, deadURL
		switch {
		case o.noQueues:
			retry, dead = "", ""
		case o.ordered:
			retry, dead = retry+".fifo", dead+".fifo"
		}
		e.Handler = relay.New(relay.Config{
			Client: client, Log: slog.New(slog.NewJSONHandler(&e.log, &slog.HandlerOptions{Level: o.level})),
			Retry: queue.New(c, retry), DeadLetters: queue.New(c, dead),
			Patience: o.patience,
			Metrics:  metrics.New(metrics.Config{Writer: &e.metrics, Namespace: "N"}),
		})
		test(t, e)
	})
}

// connection is what leads to the emulator.
func connection(context.Context) (dynamics.Credentials, error) {
	text, err := json.Marshal(dynamicstest.ConnectionAt("https://org.crm.dynamics.example"))
	if err != nil {
		return dynamics.Credentials{}, err
	}
	return dynamics.ParseCredentials(text)
}

// invoke runs an event as Lambda would, with the time that the template gives.
func (e *environment) invoke(t *testing.T, event json.RawMessage) (*events.SQSEventResponse, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
	defer cancel()
	return e.Invoke(ctx, event)
}

// failures invokes with an event of SQS and returns the ids of the messages
// that stay in the queue.
func (e *environment) failures(t *testing.T, event json.RawMessage) []string {
	t.Helper()
	answer, err := e.invoke(t, event)
	if err != nil || answer == nil {
		t.Fatalf("Invoke = %v, %v, want an answer", answer, err)
	}
	ids := []string{}
	for _, f := range answer.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return ids
}

// snsEvent is an SNS event with a record for each message.
func snsEvent(t *testing.T, messages ...string) json.RawMessage {
	t.Helper()
	var records []any
	for i, m := range messages {
		records = append(records, map[string]any{
			"EventSource": "aws:sns",
			"Sns": map[string]any{
				"Type": "Notification", "MessageId": fmt.Sprintf("%s%d", messageID, i), "TopicArn": topicARN,
				"Message": m, "Timestamp": "2026-11-21T09:30:00.123Z", "Subject": nil,
				"MessageAttributes": map[string]any{"operation": map[string]string{"Type": "String", "Value": "x"}},
			},
		})
	}
	return marshal(t, map[string]any{"Records": records})
}

// sqsRecord is one message of an SQS event; the receipt handle is its id.
type sqsRecord struct {
	id, body, arn, group string
	received             int
	sent                 time.Time
	waitingSince         string
}

func sqsEvent(t *testing.T, all ...sqsRecord) json.RawMessage {
	t.Helper()
	var records []any
	for _, r := range all {
		attributes := map[string]string{"ApproximateReceiveCount": fmt.Sprint(max(1, r.received)), "SentTimestamp": milliseconds(r.sent)}
		if r.group != "" {
			attributes["MessageGroupId"] = r.group
		}
		custom := map[string]any{}
		if r.waitingSince != "" {
			custom["waitingSince"] = map[string]any{"stringValue": r.waitingSince, "dataType": "Number", "stringListValues": []string{}}
		}
		arn := r.arn
		if arn == "" {
			arn = retryARN
		}
		records = append(records, map[string]any{
			"eventSource": "aws:sqs", "messageId": r.id, "receiptHandle": r.id, "body": r.body,
			"eventSourceARN": arn, "attributes": attributes, "messageAttributes": custom,
		})
	}
	return marshal(t, map[string]any{"Records": records})
}

// envelope is a message as SNS writes it into a queue.
func envelope(t *testing.T, message string) string {
	t.Helper()
	return string(marshal(t, map[string]any{
		"Type": "Notification", "MessageId": messageID + "0", "TopicArn": topicARN, "Message": message,
		"Timestamp": "2026-11-21T09:30:00.123Z", "Signature": "kept as it is",
	}))
}

func marshal(t *testing.T, v any) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// lines decodes the log.
func (e *environment) lines(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for text := range strings.Lines(e.log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("log line %q: %v", text, err)
		}
		all = append(all, line)
	}
	return all
}
