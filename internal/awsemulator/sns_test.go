package awsemulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"sns-dynamics/internal/awsemulator"
)

func batchOf(ids ...string) []types.PublishBatchRequestEntry {
	var list []types.PublishBatchRequestEntry
	for _, id := range ids {
		list = append(list, types.PublishBatchRequestEntry{Id: aws.String(id), Message: aws.String("m " + id)})
	}
	return list
}

func TestPublishBatch(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
	publish := func(entries []types.PublishBatchRequestEntry) (*sns.PublishBatchOutput, error) {
		return client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: &topic, PublishBatchRequestEntries: entries})
	}
	_, err := publish([]types.PublishBatchRequestEntry{})
	refused[*types.EmptyBatchRequestException](t, err, "EmptyBatchRequest")
	_, err = publish(batchOf(strings.Fields("1 2 3 4 5 6 7 8 9 10 11")...))
	refused[*types.TooManyEntriesInBatchRequestException](t, err, "TooManyEntriesInBatchRequest")
	_, err = publish(batchOf("1", "1"))
	refused[*types.BatchEntryIdsNotDistinctException](t, err, "BatchEntryIdsNotDistinct")
	_, err = publish(batchOf("a b"))
	refused[*types.InvalidBatchEntryIdException](t, err, "InvalidBatchEntryId")
	big := batchOf("1", "2")
	big[0].Message, big[1].Message = aws.String(strings.Repeat("x", 131072)), aws.String(strings.Repeat("y", 131072))
	must[*sns.PublishBatchOutput](t)(publish(big))
	big[1].MessageAttributes = map[string]types.MessageAttributeValue{"a": {DataType: aws.String("String"), StringValue: aws.String("b")}}
	_, err = publish(big)
	refused[*types.BatchRequestTooLongException](t, err, "BatchRequestTooLong")

	c.FailEntries(1, awsemulator.EntryFault{Operation: "PublishBatch", Code: "Throttled", SenderFault: true})
	c.FailEntries(1, awsemulator.EntryFault{})
	entries := batchOf("1", "2", "3", "4")
	entries[3].Message = aws.String("")
	out := must[*sns.PublishBatchOutput](t)(publish(entries))
	if len(out.Successful) != 1 || *out.Successful[0].Id != "3" || len(out.Failed) != 3 {
		t.Fatalf("successful %v, failed %v", out.Successful, out.Failed)
	}
	for i, want := range []string{"1 Throttled true", "2 InternalError false", "4 InvalidParameter true"} {
		f := out.Failed[i]
		is(t, "failed", fmt.Sprintf("%s %s %v", *f.Id, *f.Code, f.SenderFault), want)
	}
	published := c.Published(topic)
	is(t, "messages", len(published), 3)
	is(t, "message", published[2].Message, "m 3")
	is(t, "id", published[2].MessageID, *out.Successful[0].MessageId)
}

func TestTopicRefusals(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic, fifo := c.AddTopic("t", map[string]string{"MaximumMessageSize": "1024"}), c.AddTopic("t.fifo", nil)
	client := sns.NewFromConfig(c.Config)
	_, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(awsemulator.TopicARN("other")), Message: aws.String("m")})
	refused[*types.NotFoundException](t, err, "NotFound")
	for name, in := range map[string]*sns.PublishInput{
		"arn":              {TopicArn: aws.String("t"), Message: aws.String("m")},
		"empty":            {TopicArn: &topic, Message: aws.String("")},
		"size":             {TopicArn: &topic, Message: aws.String(strings.Repeat("x", 1025))},
		"no group":         {TopicArn: &fifo, Message: aws.String("m"), MessageDeduplicationId: aws.String("d")},
		"no deduplication": {TopicArn: &fifo, Message: aws.String("m"), MessageGroupId: aws.String("g")},
		"deduplication":    {TopicArn: &topic, Message: aws.String("m"), MessageDeduplicationId: aws.String("d")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Publish(t.Context(), in)
			refused[*types.InvalidParameterException](t, err, "InvalidParameter")
		})
	}
	_, err = client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(topic + ":x")})
	refused[*types.NotFoundException](t, err, "NotFound")
}

func TestDelivery(t *testing.T) {
	c := start(t, awsemulator.Options{PageSize: 1})
	topic, client := c.AddTopic("t", nil), sns.NewFromConfig(c.Config)
	whole, raw := c.AddQueue("whole", nil), c.AddQueue("raw", nil)
	arn := c.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("whole")})
	c.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("raw"), Raw: true})
	c.Subscribe(topic, awsemulator.Subscription{Protocol: "lambda", Endpoint: awsemulator.FunctionARN("f")})
	out := must[*sns.PublishOutput](t)(client.Publish(t.Context(), &sns.PublishInput{
		TopicArn: &topic, Message: aws.String(`{"a":"<&>"}`), Subject: aws.String("s"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"n": {DataType: aws.String("Number"), StringValue: aws.String("1")},
			"b": {DataType: aws.String("Binary"), BinaryValue: []byte("bytes")},
		},
	}))
	body := c.Messages(whole)[0].Body
	var envelope struct {
		Type, MessageId, TopicArn, Subject, Message, Timestamp, SignatureVersion, Signature, SigningCertURL, UnsubscribeURL string
		MessageAttributes                                                                                                   map[string]struct{ Type, Value string }
	}
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatal(err)
	}
	is(t, "id", envelope.MessageId, *out.MessageId)
	is(t, "message", envelope.Message, `{"a":"<&>"}`)
	is(t, "time", envelope.Timestamp, "2026-03-04T05:06:07.000Z")
	is(t, "number", envelope.MessageAttributes["n"].Value, "1")
	is(t, "bytes", envelope.MessageAttributes["b"].Value, "Ynl0ZXM=")
	if !strings.HasPrefix(body, "{\n  \"Type\" : \"Notification\",\n") || envelope.Signature == "" || !strings.HasSuffix(envelope.UnsubscribeURL, arn) || strings.Contains(body, `\u003c`) {
		t.Errorf("envelope %s", body)
	}
	m := c.Messages(raw)[0]
	is(t, "raw", m.Body, `{"a":"<&>"}`)
	is(t, "raw bytes", string(m.Attributes["b"].BinaryValue), "bytes")

	var protocols []string
	p := sns.NewListSubscriptionsByTopicPaginator(client, &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
	for p.HasMorePages() {
		for _, s := range must[*sns.ListSubscriptionsByTopicOutput](t)(p.NextPage(t.Context())).Subscriptions {
			a := must[*sns.GetSubscriptionAttributesOutput](t)(client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: s.SubscriptionArn})).Attributes
			protocols = append(protocols, a["Protocol"]+a["RawMessageDelivery"])
		}
	}
	is(t, "subscriptions", len(protocols), 3)
	is(t, "raw ones", strings.Count(strings.Join(protocols, " "), "sqstrue"), 1)
	attributes := must[*sns.GetTopicAttributesOutput](t)(client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: &topic})).Attributes
	is(t, "confirmed", attributes["SubscriptionsConfirmed"], "3")
}

func TestFIFOTopic(t *testing.T) {
	c := start(t, awsemulator.Options{})
	topic, client := c.AddTopic("t.fifo", map[string]string{"ContentBasedDeduplication": "true"}), sns.NewFromConfig(c.Config)
	q := c.AddQueue("q.fifo", nil)
	c.Subscribe(topic, awsemulator.Subscription{Protocol: "sqs", Endpoint: awsemulator.QueueARN("q.fifo")})
	publish := func(text string) *sns.PublishOutput {
		return must[*sns.PublishOutput](t)(client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: &text, MessageGroupId: aws.String("g")}))
	}
	first, second, again := publish("a"), publish("b"), publish("a")
	is(t, "id", *again.MessageId, *first.MessageId)
	if *first.SequenceNumber >= *second.SequenceNumber {
		t.Errorf("sequence %s, %s", *first.SequenceNumber, *second.SequenceNumber)
	}
	is(t, "messages", len(c.Messages(q)), 2)
	is(t, "group", c.Messages(q)[0].Group, "g")
	c.pass(5 * time.Minute)
	publish("a")
	is(t, "messages", len(c.Published(topic)), 3)
	is(t, "delivered", len(c.Messages(q)), 3)
}
