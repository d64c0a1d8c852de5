//go:build e2e

package e2e

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
)

func deadline(d time.Duration) string {
	return strconv.FormatInt(time.Now().Add(d).UnixMilli(), 10)
}

// TestPublish follows a message from `aws sns publish` to its row. The topic is moto's, the
// function is the deployed binary, the credentials are in moto's Secrets Manager, and
// Dataverse is the emulator. moto does not invoke functions, so the test takes the message
// from a subscribed queue.
func TestPublish(t *testing.T) {
	dataverse, aws := startEmulator(t), startCloud(t)
	secretARN := aws.secret(t, dataverse)
	topicARN := decode[struct{ TopicArn string }](t, aws.aws(t, "sns", "create-topic", "--name", "operations")).TopicArn
	queueURL := decode[struct{ QueueUrl string }](t, aws.aws(t, "sqs", "create-queue", "--queue-name", "subscribed")).QueueUrl
	aws.aws(t, "sns", "subscribe", "--topic-arn", topicARN, "--protocol", "sqs",
		"--notification-endpoint", strings.Replace(topicARN, ":sns:", ":sqs:", 1)[:strings.LastIndex(topicARN, ":")+1]+"subscribed")
	function := startFunction(t, append(aws.env(), "DYNAMICS_SECRET_ARN="+secretARN)...)

	const message = `{"operation": "create", "entitySet": "contacts", "data": {"lastname": "Ünal", "emailaddress1": "unal@example.com"}}`
	aws.aws(t, "sns", "publish", "--topic-arn", topicARN, "--message", message)
	event := receive(t, aws, queueURL)
	for _, want := range []string{`"outcome":"done"`, `"outcome":"exists"`} { // the second delivery finds the row
		if a := function.invoke(t, event); a.failed || a.body != "null" {
			t.Fatalf("the function returned %v %s\n%s", a.failed, a.body, function.log)
		}
		function.logged(t, want)
	}
	dataverse.wantRows(t, 1, "contacts?$select=lastname&$filter=emailaddress1 eq 'unal@example.com' and lastname eq '%C3%9Cnal'")

	aws.aws(t, "sns", "publish", "--topic-arn", topicARN, "--message", `{"operation": "creat"}`)
	if a := function.invoke(t, receive(t, aws, queueURL)); !a.failed || !strings.Contains(a.body, "/operation: expected one of") {
		t.Errorf("the function returned %v %s, want an error that names /operation", a.failed, a.body)
	}
	function.logged(t, `"outcome":"failed"`)
	if log := function.log.String(); strings.Contains(log, "nal@example.com") {
		t.Error("the function's log holds row data")
	}
	t.Logf("the function's log:\n%s", function.log)
}

// receive takes one message from a queue that is subscribed to a topic. It makes the event
// that SNS would pass to Lambda.
func receive(t *testing.T, aws cloud, queueURL string) string {
	t.Helper()
	m := take(t, aws, queueURL)
	aws.aws(t, "sqs", "delete-message", "--queue-url", queueURL, "--receipt-handle", m.ReceiptHandle)
	return event(t, map[string]any{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": json.RawMessage(m.Body)})
}

// anHourAgo is the Timestamp of a message that waited in a queue before its first attempt.
func anHourAgo() string { return time.Now().Add(-time.Hour).UTC().Format("2006-01-02T15:04:05.000Z") }

// event is an event of one record.
func event(t *testing.T, record map[string]any) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"Records": []any{record}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// queueMessage is a message in the form of the aws CLI.
type queueMessage struct {
	MessageID           string `json:"MessageId"`
	Body, ReceiptHandle string
	Attributes          map[string]string
	MessageAttributes   map[string]struct{ StringValue string }
}

// take receives the only message of a queue, which may still arrive.
func take(t *testing.T, aws cloud, queueURL string) queueMessage {
	t.Helper()
	got := decode[struct{ Messages []queueMessage }](t, aws.aws(t, "sqs", "receive-message", "--queue-url", queueURL,
		"--wait-time-seconds", "20", "--attribute-names", "All", "--message-attribute-names", "All"))
	if len(got.Messages) != 1 {
		t.Fatalf("%d messages in the queue, want 1", len(got.Messages))
	}
	return got.Messages[0]
}
