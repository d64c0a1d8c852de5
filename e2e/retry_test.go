//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// TestRetry follows a message through an outage: function, retry queue, function, row.
// Another message goes to the dead-letter queue. The queues are moto's, and the function is
// the deployed binary.
func TestRetry(t *testing.T) {
	dataverse, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dataverse.Close() })
	aws := startCloud(t)
	secretARN := aws.secret(t, dataverse.Connection())
	newQueue := func(name string) string {
		return decode[struct{ QueueUrl string }](t, aws.aws(t, "sqs", "create-queue", "--queue-name", name)).QueueUrl
	}
	retryURL, deadURL := newQueue("retry"), newQueue("dead")
	function := startFunction(t, append(aws.env(), "DYNAMICS_SECRET_ARN="+secretARN,
		"RETRY_QUEUE_URL="+retryURL, "DEAD_LETTER_QUEUE_URL="+deadURL, "METRICS_NAMESPACE=SnsDynamics/e2e", "PATIENCE=0")...)
	// Less than the Retry-After of the service, so that the wait is in the queue. The message is
	// still hidden when the aws CLI, which starts slowly, asks the queue.
	function.time = 10 * time.Second
	throttle := emulator.Fault{Method: http.MethodPatch, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"12"}}}
	published := anHourAgo()
	sns := func(id, message string) string {
		return event(t, map[string]any{"EventSource": "aws:sns", "Sns": map[string]any{
			"Type": "Notification", "MessageId": id, "TopicArn": "arn:aws:sns:eu-west-1:123456789012:operations",
			"Message": message, "Timestamp": published,
		}})
	}

	dataverse.Fail(1, throttle)
	create := `{"operation": "create", "entitySet": "contacts", "data": {"lastname": "` + rowCanary + `", "emailaddress1": "brown.` + rowCanary + `@example.com"}}`
	if a := function.invoke(t, sns("m-1", create)); a.failed || a.body != "null" {
		t.Fatalf("the function returned %v %s", a.failed, a.body)
	}
	function.logged(t, `"outcome":"retry"`)
	function.logged(t, `"Operation":"create","Unavailable":1,"HandedOver":1,`)
	m := take(t, aws, retryURL)
	queued := event(t, map[string]any{
		"eventSource": "aws:sqs", "messageId": m.MessageID, "receiptHandle": m.ReceiptHandle, "body": m.Body,
		"attributes": m.Attributes, "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:retry",
	})
	// The message is still throttled in its next attempt: it stays in the queue, hidden.
	dataverse.Fail(1, throttle)
	if a := function.invoke(t, queued); a.failed || a.body != `{"batchItemFailures":[{"itemIdentifier":"`+m.MessageID+`"}]}` {
		t.Fatalf("the function returned %v %s, want the message to stay", a.failed, a.body)
	}
	hidden := aws.aws(t, "sqs", "get-queue-attributes", "--queue-url", retryURL, "--attribute-names", "All")
	if !strings.Contains(hidden, `"ApproximateNumberOfMessagesNotVisible": "1"`) {
		t.Errorf("the queue shows the message: %s", hidden)
	}
	m = take(t, aws, retryURL)
	if a := function.invoke(t, queued); a.failed || a.body != `{"batchItemFailures":[]}` {
		t.Fatalf("the function returned %v %s, want nothing to stay", a.failed, a.body)
	}
	rows, err := dataverse.Rows("contacts")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(rows[len(rows)-1]), "brown."+rowCanary+"@example.com"); n != 1 || len(rows) != 2 {
		t.Errorf("rows = %s, want one of Brown beside the seeded one", rows)
	}

	if a := function.invoke(t, sns("m-2", `{"operation": "update", "entitySet": "contacts", "id": "00000000-0000-4000-8000-00000000dead", "data": {"jobtitle": "`+rowCanary+`"}}`)); a.failed {
		t.Fatalf("the function returned %s, want the message to be kept as a dead letter", a.body)
	}
	letter := take(t, aws, deadURL)
	for name, want := range map[string]string{
		"class": "rejected", "code": "0x80040217", "status": "404", "operation": "update", "entitySet": "contacts", "attempts": "1",
	} {
		if got := letter.MessageAttributes[name].StringValue; got != want {
			t.Errorf("attribute %s = %q, want %q", name, got, want)
		}
	}
	unseen(t, "the attributes of the dead letter", fmt.Sprint(letter.MessageAttributes))
	for _, name := range []string{"reason", "requestId", "time"} {
		if letter.MessageAttributes[name].StringValue == "" {
			t.Errorf("attribute %s is missing", name)
		}
	}
	if !strings.Contains(letter.Body, `"MessageId":"m-2"`) || !strings.Contains(letter.Body, `"Timestamp":"`+published+`"`) {
		t.Errorf("body = %s, want the envelope", letter.Body)
	}
}
