package handler_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/function/metrics"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/function/xray"
)

const (
	topicARN  = "arn:aws:sns:eu-west-1:111122223333:dynamics"
	messageID = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"
	retryURL  = "https://sqs.eu-west-1.amazonaws.com/111122223333/retry"
	deadURL   = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead"
	retryARN  = "arn:aws:sqs:eu-west-1:111122223333:retry"

	outcomeARN = "arn:aws:sns:eu-west-1:111122223333:outcomes"

	// publishTime is the publish time of the messages, in the form of SNS. It is shortly
	// before the clock of a bubble begins.
	publishTime = "1999-12-31T23:59:59.123Z"
	snsTime     = "2006-01-02T15:04:05.000Z"
)

// published returns publishTime.
func published() time.Time {
	at, err := time.Parse(snsTime, publishTime)
	if err != nil {
		panic(err)
	}
	return at
}

// environment is a handler in process with the services around it, on the clock of a
// testing/synctest bubble.
type environment struct {
	*emulator.Emulator
	*handler.Handler
	sqs *sqsModel
	sns *snsModel
	log bytes.Buffer
	// others are the environments of routes, by name.
	others map[string]*emulator.Emulator
	config handler.Config
	// metrics are the lines of the metrics.
	metrics bytes.Buffer
}

// options change the parts of an environment.
type options struct {
	level    slog.Level
	noQueues bool
	ordered  bool
	// hasBoth says that both a standard and a FIFO queue have a dead-letter queue.
	hasBoth  bool
	patience time.Duration
	fence    fence.Fence
	emulator emulator.Options
	jitter   func(bound time.Duration) time.Duration
	tracer   *xray.Tracer
	// outcomes says which outcome events the handler publishes.
	outcomes    outcome.Mode
	maxReceives int
	routes      *route.Table
	// environments are the names of further environments.
	environments []string
	// transport wraps the transport to the emulator.
	transport func(http.RoundTripper) http.RoundTripper
}

// bubble runs a test with an environment of its own.
func bubble(t *testing.T, o options, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dataverse, err := emulator.New(o.emulator)
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse, sqs: &sqsModel{holds: map[string]int{}}, sns: newSNSModel(t)}
		transport := dataverse.Transport()
		if o.transport != nil {
			transport = o.transport(transport)
		}
		client := dynamics.New(dynamics.Config{Transport: transport, Credentials: connection})
		c := aws.Config{Region: "eu-west-1", HTTPClient: e.sqs, Credentials: aws.AnonymousCredentials{}}
		topics := aws.Config{Region: "eu-west-1", HTTPClient: e.sns, Credentials: aws.AnonymousCredentials{}}
		retry, dead := retryURL, deadURL
		switch {
		case o.noQueues:
			retry, dead = "", ""
		case o.ordered:
			dead += ".fifo"
		}
		var orderedDead *queue.Queue
		if o.hasBoth {
			orderedDead = queue.New(c, deadURL+".fifo")
		}
		e.others = map[string]*emulator.Emulator{}
		environments := map[string]*dynamics.Client{}
		for _, name := range o.environments {
			other, err := emulator.New(o.emulator)
			if err != nil {
				t.Fatal(err)
			}
			e.others[name] = other
			environments[name] = dynamics.New(dynamics.Config{Transport: other.Transport(), Credentials: connection})
		}
		e.config = handler.Config{
			Routes: o.routes, Environments: environments,
			OrderedDeadLetterQueue: orderedDead,
			Client:                 client, Log: slog.New(slog.NewJSONHandler(&e.log, &slog.HandlerOptions{Level: o.level})),
			RetryQueue: queue.New(c, retry), DeadLetterQueue: queue.New(c, dead),
			Fence: o.fence, Patience: o.patience, Jitter: o.jitter, Tracer: o.tracer,
			MaxReceives: o.maxReceives, Outcomes: outcome.NewPublisher(topics, o.outcomes, outcomeARN),
			Metrics: metrics.New(metrics.Config{Writer: &e.metrics, Namespace: "N", Routes: o.routes.Names()}),
		}
		e.Handler = handler.New(e.config)
		test(t, e)
	})
}

// deploy replaces the handler by a handler with other routes.
func (e *environment) deploy(routes *route.Table) {
	e.config.Routes = routes
	e.Handler = handler.New(e.config)
}

// connection is the connection to the emulator.
func connection(context.Context) (auth.Credentials, error) {
	text, err := json.Marshal(emulator.ConnectionAt("https://org.crm.dynamics.example"))
	if err != nil {
		return auth.Credentials{}, err
	}
	return auth.ParseCredentials(text)
}

// invoke runs an event like Lambda, with the timeout of the template.
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
		t.Fatalf("Invoke = %v, %v, want a response", answer, err)
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
				"Message": m, "Timestamp": publishTime, "Subject": nil,
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
	waitingSince, kind   string
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
		if r.kind != "" {
			custom["kind"] = map[string]any{"stringValue": r.kind, "dataType": "String"}
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
		"Timestamp": publishTime, "Signature": "kept as it is",
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
