//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// TestOutcome: a publisher publishes with a correlation, and reads the outcome of its message
// from a queue of its own. Topics and queues are moto's, and the function is the deployed
// binary.
func TestOutcome(t *testing.T) {
	dataverse, aws := startEmulator(t), startCloud(t)
	topic := func(name string) string {
		return decode[struct{ TopicArn string }](t, aws.aws(t, "sns", "create-topic", "--name", name)).TopicArn
	}
	queue := func(name, topicARN, attributes string) string {
		url := decode[struct{ QueueUrl string }](t, aws.aws(t, "sqs", "create-queue", "--queue-name", name)).QueueUrl
		arn := strings.Replace(topicARN, ":sns:", ":sqs:", 1)
		aws.aws(t, "sns", "subscribe", "--topic-arn", topicARN, "--protocol", "sqs", "--notification-endpoint", arn[:strings.LastIndex(arn, ":")+1]+name, "--attributes", attributes)
		return url
	}
	operations, outcomes := topic("operations"), topic("outcomes")
	subscribed := queue("subscribed", operations, "{}")
	all := queue("all", outcomes, `{"RawMessageDelivery":"true"}`)
	failures := queue("failures", outcomes, `{"RawMessageDelivery":"true","FilterPolicy":"{\"outcome\":[\"dead-letter\"]}"}`)
	dead := decode[struct{ QueueUrl string }](t, aws.aws(t, "sqs", "create-queue", "--queue-name", "dead")).QueueUrl
	function := startFunction(t, append(aws.env(), "DYNAMICS_SECRET_ARN="+aws.secret(t, dataverse), "DEAD_LETTER_QUEUE_URL="+dead,
		"OUTCOMES=all", "OUTCOME_TOPIC_ARN="+outcomes)...)

	for _, tt := range []struct{ message, outcome string }{
		{`{"operation": "create", "entitySet": "contacts", "data": {"lastname": "Lind"}, "correlation": "order 4711"}`, "done"},
		{`{"operation": "creat", "correlation": "order 4711"}`, "dead-letter"},
	} {
		id := decode[struct{ MessageId string }](t, aws.aws(t, "sns", "publish", "--topic-arn", operations, "--message", tt.message)).MessageId
		if a := function.invoke(t, receive(t, aws, subscribed)); a.failed {
			t.Fatalf("the function returned %s\n%s", a.body, function.log)
		}
		queues := []string{all}
		if tt.outcome == "dead-letter" {
			queues = append(queues, failures)
		}
		for _, url := range queues {
			m := take(t, aws, url)
			event := decode[struct {
				ID, Source, CorrelationID string
				Data                      struct{ Outcome string }
			}](t, m.Body)
			if event.ID != id+"/"+tt.outcome || event.Source != operations || event.CorrelationID != "order 4711" || event.Data.Outcome != tt.outcome {
				t.Errorf("the event is %s", m.Body)
			}
			aws.aws(t, "sqs", "delete-message", "--queue-url", url, "--receipt-handle", m.ReceiptHandle)
		}
	}
}
