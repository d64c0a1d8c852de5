package inspector_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/localdev/inspector"
)

// until waits until a condition holds: the function runs in the background.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("not in time: %s", what)
		}
	}
}

// outcome returns the outcome of a message.
func (w *world) outcome(path string) string {
	w.Helper()
	if w.get(path).status != http.StatusOK {
		return ""
	}
	return read[inspector.Message](w, path).Outcome
}

// TestCloud follows messages through the AWS account: a dead letter, its redrive through
// the queue, an invocation, the log and the alarms.
func TestCloud(t *testing.T) {
	w := start(t)
	c := aws.Config{Region: awsemulator.Region, BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	queues := sqs.NewFromConfig(c)
	if err := w.SetFault("plug-in", 1); err != nil {
		t.Fatal(err)
	}
	published, err := sns.NewFromConfig(c).Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(deployment.TopicARN), Message: aws.String(updateLead)})
	if err != nil {
		t.Fatal(err)
	}
	until(t, "a dead letter", func() bool { return w.outcome("/messages/1") == "dead-letter" })
	var body *string
	until(t, "the dead letter in its queue", func() bool {
		out, err := queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(inspector.DeadLetterQueueURL), VisibilityTimeout: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Messages) == 1 {
			body = out.Messages[0].Body
		}
		return body != nil
	})
	until(t, "an alarm", func() bool { return w.alarms(t, c) == "ALARM OK" })
	if _, err := queues.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(inspector.RetryQueueURL), MessageBody: body}); err != nil {
		t.Fatal(err)
	}
	until(t, "the redriven message", func() bool { return w.outcome("/messages/2") == "done" })
	if m := read[inspector.Message](w, "/messages/2"); m.MessageID != aws.ToString(published.MessageId) {
		t.Errorf("MessageId %s, want the id of the first message, %s", m.MessageID, aws.ToString(published.MessageId))
	}
	lines, err := cloudwatchlogs.NewFromConfig(c).FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(deployment.LogGroupName), FilterPattern: aws.String(`{ $.messageId = "` + aws.ToString(published.MessageId) + `" }`),
	})
	if err != nil || len(lines.Events) != 2 || !strings.Contains(aws.ToString(lines.Events[1].Message), `"requestId":"`) {
		t.Errorf("log = %+v, %v", lines, err)
	}
	until(t, "an empty queue", func() bool {
		out, err := queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: aws.String(inspector.RetryQueueURL), AttributeNames: []types.QueueAttributeName{"All"}})
		return err == nil && out.Attributes["ApproximateNumberOfMessages"]+out.Attributes["ApproximateNumberOfMessagesNotVisible"] == "00"
	})
}

// TestInvoke runs an event by Lambda's operation Invoke.
func TestInvoke(t *testing.T) {
	w := start(t)
	c := aws.Config{Region: awsemulator.Region, BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	client := lambda.NewFromConfig(c)
	invoke := func(payload string) *lambda.InvokeOutput {
		t.Helper()
		out, err := client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String(deployment.FunctionName), Payload: []byte(payload)})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	record := `{"messageId":"a","receiptHandle":"h","body":` + strconv.Quote(updateLead) + `,"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1795250000000"}}`
	if out := invoke(`{"Records":[` + record + `]}`); out.FunctionError != nil || string(out.Payload) != `{"batchItemFailures":[]}` && !strings.Contains(string(out.Payload), "null") {
		t.Errorf("response = %s %s", aws.ToString(out.FunctionError), out.Payload)
	}
	if got := w.outcome("/messages/1"); got != "done" {
		t.Errorf("outcome = %s", got)
	}
	if err := w.SetFault("no-user", 1); err != nil {
		t.Fatal(err)
	}
	if out := invoke(`{"Records":[` + record + `]}`); !strings.Contains(string(out.Payload), `"itemIdentifier":"a"`) {
		t.Errorf("response = %s", out.Payload)
	}
	if got := w.outcome("/messages/2"); got != "failed" {
		t.Errorf("outcome of a message that its caller keeps = %s", got)
	}
	if out := invoke(`{}`); aws.ToString(out.FunctionError) != "Unhandled" || !strings.Contains(string(out.Payload), "errorMessage") {
		t.Errorf("response to no event = %s %s", aws.ToString(out.FunctionError), out.Payload)
	}
}

// TestCloudForBrowsers refuses pages at every service.
func TestCloudForBrowsers(t *testing.T) {
	w := start(t)
	for _, service := range []string{"sns", "sqs", "lambda", "logs", "monitoring", "cloudformation", "sts"} {
		for _, header := range []string{"Origin", "Sec-Fetch-Site"} {
			signed := []string{"Authorization", "AWS4-HMAC-SHA256 Credential=x/20261121/eu-west-1/" + service + "/aws4_request", header, "same-origin"}
			if r := w.root(signed); r != http.StatusBadRequest {
				t.Errorf("%s with %s: %d", service, header, r)
			}
			if r := w.root(append(signed, "Host", "rebound.example")); r != http.StatusMisdirectedRequest {
				t.Errorf("%s with %s of another host: %d", service, header, r)
			}
		}
	}
}

// root posts to the root, which is the path of the services, and returns the status.
func (w *world) root(header []string) int {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.origin+"/", strings.NewReader("{}"))
	if err != nil {
		w.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	r.Host = r.Header.Get("Host")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// alarms returns the states of the alarms, by their names.
func (w *world) alarms(t *testing.T, c aws.Config) string {
	t.Helper()
	out, err := cloudwatch.NewFromConfig(c).DescribeAlarms(context.Background(), &cloudwatch.DescribeAlarmsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, a := range out.MetricAlarms {
		states = append(states, string(a.StateValue))
	}
	return strings.Join(states, " ")
}

// TestStack: the outputs that dynctl reads name every resource of the stack.
func TestStack(t *testing.T) {
	w := start(t)
	c := aws.Config{Region: awsemulator.Region, BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	out, err := cloudformation.NewFromConfig(c).DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String(deployment.Stack)})
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, o := range out.Stacks[0].Outputs {
		values[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	if values["TopicArn"] != deployment.TopicARN || values["SecretArn"] != emulator.SecretARN || values["QueueUrl"] != inspector.RetryQueueURL {
		t.Errorf("outputs = %v", values)
	}
}

// account calls an operation of SQS.
func (w *world) account(t *testing.T, operation, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.origin+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{
		"X-Amz-Target": {"AmazonSQS." + operation}, "Content-Type": {"application/x-amz-json-1.0"},
		"Authorization": {"AWS4-HMAC-SHA256 Credential=x/20261121/eu-west-1/sqs/aws4_request"},
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", operation, answer.Status)
	}
}
