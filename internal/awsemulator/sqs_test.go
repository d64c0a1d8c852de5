package awsemulator_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awsemulator"
)

// attributesDigest is the digest of the attribute of TestSendAndReceive.
const attributesDigest = "ba056227cfd9533dba1f72ad9816d233"

func (c *cloud) receive(t *testing.T, url string, change func(*sqs.ReceiveMessageInput)) []types.Message {
	t.Helper()
	in := &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"}, MessageAttributeNames: []string{"All"}, WaitTimeSeconds: 20}
	if change != nil {
		change(in)
	}
	return must[*sqs.ReceiveMessageOutput](t)(sqs.NewFromConfig(c.Config).ReceiveMessage(t.Context(), in)).Messages
}

func bodies(list []types.Message) string {
	var all []string
	for _, m := range list {
		all = append(all, *m.Body)
	}
	return strings.Join(all, " ")
}

func TestSendAndReceive(t *testing.T) {
	c := start(t, awsemulator.Options{})
	url, client := c.AddQueue("q", nil), sqs.NewFromConfig(c.Config)
	is(t, "url", *must[*sqs.GetQueueUrlOutput](t)(client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("q")})).QueueUrl, url)
	sent := must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &url, MessageBody: aws.String("This is a test"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"test_attribute_name_1": {DataType: aws.String("String"), StringValue: aws.String("test_attribute_value_1")},
		},
	}))
	// md5sum computed these digests of the bytes that the documentation of SQS describes.
	is(t, "digest", *sent.MD5OfMessageBody, "ce114e4501d2f4e2dcea3e17b546f339")
	is(t, "digest of the attributes", *sent.MD5OfMessageAttributes, attributesDigest)

	m := c.receive(t, url, nil)[0]
	is(t, "digest of the attributes", *m.MD5OfMessageAttributes, attributesDigest)
	is(t, "attribute", *m.MessageAttributes["test_attribute_name_1"].StringValue, "test_attribute_value_1")
	is(t, "receives", m.Attributes["ApproximateReceiveCount"], "1")
	is(t, "sent", m.Attributes["SentTimestamp"], fmt.Sprint(c.now.UnixMilli()))
	is(t, "in flight", len(c.receive(t, url, nil)), 0)
	attributes := func(names ...types.QueueAttributeName) map[string]string {
		return must[*sqs.GetQueueAttributesOutput](t)(client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: names})).Attributes
	}
	is(t, "in flight", attributes("All")["ApproximateNumberOfMessagesNotVisible"], "1")
	is(t, "attributes", len(attributes("QueueArn", "ApproximateNumberOfMessages")), 2)
	is(t, "attributes", len(attributes()), 0)

	c.pass(30 * time.Second)
	none := c.receive(t, url, func(in *sqs.ReceiveMessageInput) { in.MessageSystemAttributeNames, in.MessageAttributeNames = nil, nil })[0]
	is(t, "attributes", len(none.Attributes)+len(none.MessageAttributes), 0)
	c.pass(30 * time.Second)
	again := c.receive(t, url, func(in *sqs.ReceiveMessageInput) {
		in.MessageSystemAttributeNames, in.MessageAttributeNames = []types.MessageSystemAttributeName{"ApproximateReceiveCount"}, []string{"test.*", "x"}
	})[0]
	is(t, "receives", again.Attributes["ApproximateReceiveCount"], "3")
	is(t, "attributes", len(again.Attributes)+len(again.MessageAttributes), 2)
	if *again.ReceiptHandle == *m.ReceiptHandle {
		t.Error("the same handle again")
	}
	for range 2 { // with the stale handle, and then after the message is gone
		must[*sqs.DeleteMessageOutput](t)(client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}))
		is(t, "messages", len(c.Messages(url)), 0)
	}
}

func TestQueueRefusals(t *testing.T) {
	c := start(t, awsemulator.Options{})
	url, client := c.AddQueue("q", nil), sqs.NewFromConfig(c.Config)
	fifo := c.AddQueue("q.fifo", nil)
	_, err := client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("x")})
	refused[*types.QueueDoesNotExist](t, err, "AWS.SimpleQueueService.NonExistentQueue")
	_, err = client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(url + "x"), MessageBody: aws.String("m")})
	refused[*types.QueueDoesNotExist](t, err, "AWS.SimpleQueueService.NonExistentQueue")
	_, err = client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: aws.String("x")})
	refused[*types.ReceiptHandleIsInvalid](t, err, "ReceiptHandleIsInvalid")
	_, err = client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("\x00")})
	refused[*types.InvalidMessageContents](t, err, "InvalidMessageContents")
	_, err = client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{}})
	refused[*types.EmptyBatchRequest](t, err, "AWS.SimpleQueueService.EmptyBatchRequest")
	_, err = client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{"X"}})
	refused[*types.InvalidAttributeName](t, err, "InvalidAttributeName")
	_, err = client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 11})
	refused[*smithy.GenericAPIError](t, err, "InvalidParameterValue")
	_, err = client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &fifo, MessageBody: aws.String("m")})
	refused[*smithy.GenericAPIError](t, err, "MissingParameter")
	must[*sqs.PurgeQueueOutput](t)(client.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &url}))
	_, err = client.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &url})
	refused[*types.PurgeQueueInProgress](t, err, "AWS.SimpleQueueService.PurgeQueueInProgress")
}

func TestQueueBatches(t *testing.T) {
	c := start(t, awsemulator.Options{})
	url, client := c.AddQueue("q", nil), sqs.NewFromConfig(c.Config)
	c.FailEntries(1, awsemulator.EntryFault{Operation: "SendMessageBatch", Code: "InternalError"})
	out := must[*sqs.SendMessageBatchOutput](t)(client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("0"), MessageBody: aws.String("a")},
		{Id: aws.String("1"), MessageBody: aws.String("b")},
		{Id: aws.String("2"), MessageBody: aws.String("c"), DelaySeconds: 5},
		{Id: aws.String("3"), MessageBody: aws.String("\x01")},
	}}))
	if len(out.Successful) != 2 || len(out.Failed) != 2 || out.Failed[0].SenderFault || !out.Failed[1].SenderFault || *out.Failed[1].Code != "InvalidMessageContents" {
		t.Errorf("successful %v, failed %v", out.Successful, out.Failed)
	}
	is(t, "visible", bodies(c.receive(t, url, nil)), "b")
	c.pass(5 * time.Second)
	delayed := c.receive(t, url, nil)
	is(t, "visible", bodies(delayed), "c")
	changed := must[*sqs.ChangeMessageVisibilityBatchOutput](t)(client.ChangeMessageVisibilityBatch(t.Context(), &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
		{Id: aws.String("0"), ReceiptHandle: delayed[0].ReceiptHandle, VisibilityTimeout: 0},
		{Id: aws.String("1"), ReceiptHandle: delayed[0].ReceiptHandle, VisibilityTimeout: 9}, // visible by now
	}}))
	if len(changed.Successful) != 1 || len(changed.Failed) != 1 || *changed.Failed[0].Code != "AWS.SimpleQueueService.MessageNotInflight" {
		t.Errorf("successful %v, failed %v", changed.Successful, changed.Failed)
	}
	again := c.receive(t, url, nil)
	is(t, "visible", bodies(again), "c")
	must[*sqs.ChangeMessageVisibilityOutput](t)(client.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: again[0].ReceiptHandle, VisibilityTimeout: 3600}))
	c.pass(time.Hour - time.Second)
	is(t, "visible", bodies(c.receive(t, url, nil)), "b")
	deleted := must[*sqs.DeleteMessageBatchOutput](t)(client.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: []types.DeleteMessageBatchRequestEntry{
		{Id: aws.String("0"), ReceiptHandle: again[0].ReceiptHandle}, {Id: aws.String("1"), ReceiptHandle: aws.String("x")},
	}}))
	if len(deleted.Successful) != 1 || len(deleted.Failed) != 1 || *deleted.Failed[0].Code != "ReceiptHandleIsInvalid" {
		t.Errorf("successful %v, failed %v", deleted.Successful, deleted.Failed)
	}
	is(t, "messages", len(c.Messages(url)), 1)
	c.pass(96 * time.Hour)
	is(t, "messages kept for four days", len(c.Messages(url)), 0)
}

// TestTotalVisibility: an extension ends 12 hours after the receive at the latest.
func TestTotalVisibility(t *testing.T) {
	c := start(t, awsemulator.Options{})
	url, client := c.AddQueue("q", nil), sqs.NewFromConfig(c.Config)
	c.Put(url, awsemulator.Message{Body: "m"})
	m := c.receive(t, url, func(in *sqs.ReceiveMessageInput) { in.VisibilityTimeout = 7200 })[0]
	extend := func(seconds int32) error {
		_, err := client.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds})
		return err
	}
	c.pass(time.Hour)
	refused[*smithy.GenericAPIError](t, extend(39_601), "InvalidParameterValue")
	if err := extend(39_600); err != nil {
		t.Error(err)
	}
	c.pass(11*time.Hour - time.Second)
	is(t, "hidden", bodies(c.receive(t, url, nil)), "")
	c.pass(time.Second)
	m = c.receive(t, url, nil)[0]
	if err := extend(43_200); err != nil { // a new receive, a new limit
		t.Error(err)
	}
	c.pass(12 * time.Hour)
	err := extend(1)
	if _, ok := errors.AsType[*types.MessageNotInflight](err); !ok { // the SDK reads no message of it
		t.Errorf("error %v, want MessageNotInflight", err)
	}
}

func TestRedrive(t *testing.T) {
	c := start(t, awsemulator.Options{})
	dead := c.AddQueue("dead", nil)
	url := c.AddQueue("q", map[string]string{"VisibilityTimeout": "10", "RedrivePolicy": `{"deadLetterTargetArn":"` + awsemulator.QueueARN("dead") + `","maxReceiveCount":2}`})
	id := c.Put(url, awsemulator.Message{Body: "m", Attributes: map[string]awsemulator.Attribute{"a": awsemulator.Text("b")}})
	for range 2 {
		is(t, "received", len(c.receive(t, url, nil)), 1)
		is(t, "in flight", c.Messages(url)[0].InFlight, true)
		c.pass(10 * time.Second)
	}
	is(t, "dead", len(c.Messages(dead)), 0)
	is(t, "received", len(c.receive(t, url, nil)), 0)
	m := c.receive(t, dead, nil)[0]
	is(t, "id", *m.MessageId, id)
	is(t, "receives", m.Attributes["ApproximateReceiveCount"], "3")
	is(t, "source", m.Attributes["DeadLetterQueueSourceArn"], awsemulator.QueueARN("q"))
	is(t, "attribute", *m.MessageAttributes["a"].StringValue, "b")
}

func TestFIFOQueue(t *testing.T) {
	c := start(t, awsemulator.Options{})
	url, client := c.AddQueue("q.fifo", nil), sqs.NewFromConfig(c.Config)
	send := func(body, group, dedup string) *sqs.SendMessageOutput {
		return must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, MessageGroupId: &group, MessageDeduplicationId: &dedup}))
	}
	first := send("a1", "a", "1")
	send("a2", "a", "2")
	send("b1", "b", "3")
	again := send("other", "a", "1")
	is(t, "id", *again.MessageId, *first.MessageId)
	is(t, "sequence", *again.SequenceNumber, *first.SequenceNumber)
	one := func(in *sqs.ReceiveMessageInput) { in.MaxNumberOfMessages = 1 }
	got := c.receive(t, url, one)
	is(t, "first", bodies(got), "a1")
	is(t, "sequence", got[0].Attributes["SequenceNumber"], *first.SequenceNumber)
	is(t, "group", got[0].Attributes["MessageGroupId"], "a")
	is(t, "then, as group a waits", bodies(c.receive(t, url, nil)), "b1")
	must[*sqs.DeleteMessageOutput](t)(client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: got[0].ReceiptHandle}))
	is(t, "then", bodies(c.receive(t, url, nil)), "a2")
	c.pass(30 * time.Second)
	all := c.receive(t, url, nil)
	is(t, "all", bodies(all), "a2 b1")
	c.pass(30 * time.Second)
	_, err := client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: all[0].ReceiptHandle})
	refused[*smithy.GenericAPIError](t, err, "InvalidParameterValue")
	c.pass(5 * time.Minute)
	send("a1", "a", "1")
	is(t, "messages", len(c.Messages(url)), 3)
}
