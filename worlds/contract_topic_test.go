package worlds

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
)

const (
	snsAPI   = "https://docs.aws.amazon.com/sns/latest/api/"
	snsGuide = "https://docs.aws.amazon.com/sns/latest/dg/"
)

// topicContracts are the deliveries of a topic to queues, and the limits of Publish.
func topicContracts() []contract {
	fifo := map[string]string{"FifoTopic": "true", "ContentBasedDeduplication": "false"}
	attribute := map[string]types.MessageAttributeValue{"operation": {DataType: aws.String("String"), StringValue: aws.String("create")}}
	text := func(size int) *string { return aws.String(strings.Repeat("x", size)) }
	return []contract{
		{feature: "SNS: the envelope in a queue", page: snsGuide + "sns-message-and-json-formats.html", want: "Notification of the MessageId and the topic: m, subject s, operation=create, a time in milliseconds", run: func(s scene) string {
			topic, q := s.newTopic("", false, nil)
			id, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), Subject: aws.String("s"), MessageAttributes: attribute})
			if err != nil {
				return verdict(err)
			}
			return envelope(*s.takeOne(q, 30).Body, id, topic)
		}},
		{feature: "SNS: raw message delivery", page: snsGuide + "sns-large-payload-raw-message-delivery.html", want: "m, operation=create", run: func(s scene) string {
			topic, q := s.newTopic("", true, nil)
			s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), MessageAttributes: attribute})
			m := s.takeOne(q, 30)
			return fmt.Sprintf("%s, operation=%s", *m.Body, aws.ToString(m.MessageAttributes["operation"].StringValue))
		}},
		{feature: "SNS: a topic that does not exist", page: snsAPI + "API_Publish.html", want: "NotFound", run: func(s scene) string {
			topic, _ := s.newTopic("", false, nil)
			_, err := s.publish(sns.PublishInput{TopicArn: aws.String(topic + "x"), Message: aws.String("m")})
			return verdict(err)
		}},
		{feature: "SNS: the list of subscriptions", page: snsAPI + "API_ListSubscriptionsByTopic.html", want: "sqs of the queue", run: func(s scene) string {
			topic, q := s.newTopic("", false, nil)
			out, err := s.sns.ListSubscriptionsByTopic(s.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
			if err != nil || len(out.Subscriptions) != 1 {
				return verdict(err)
			}
			if aws.ToString(out.Subscriptions[0].Endpoint) != q.arn {
				return "another endpoint"
			}
			return aws.ToString(out.Subscriptions[0].Protocol) + " of the queue"
		}},
		{feature: "SNS: what no subscriber takes reaches the subscription's dead-letter queue", page: snsGuide + "sns-dead-letter-queues.html", want: "m", run: func(s scene) string {
			topic, q := s.newTopic("", true, nil)
			dead := s.newQueue("", nil)
			if err := s.subscribe(s.Context(), topic, q.arn+"x", true, map[string]string{"RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":%q}`, dead.arn)}); err != nil {
				return "the subscription is refused: " + verdict(err)
			}
			if _, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("m")}); err != nil {
				return "the message is refused: " + verdict(err)
			}
			return bodies(s.glance(dead))
		}},
		{feature: "SNS FIFO: number, group and deduplication id reach the queue", page: snsGuide + "fifo-message-delivery.html", want: "m, group g, deduplication d, with a number", run: func(s scene) string {
			topic, q := s.newTopic(".fifo", true, fifo)
			out, err := s.sns.Publish(s.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d")})
			if err != nil {
				return verdict(err)
			}
			m := s.takeOne(q, 30)
			number := "with a number"
			if aws.ToString(out.SequenceNumber) == "" {
				number = "without a number"
			}
			return fmt.Sprintf("%s, group %s, deduplication %s, %s", *m.Body, m.Attributes["MessageGroupId"], m.Attributes["MessageDeduplicationId"], number)
		}},
		{feature: "SNS FIFO: a repeated deduplication id is accepted and not delivered", page: snsGuide + "fifo-message-dedup.html", want: "accepted, accepted again, m", run: func(s scene) string {
			topic, q := s.newTopic(".fifo", true, fifo)
			in := sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d")}
			_, first := s.publish(in)
			_, second := s.publish(in)
			return fmt.Sprintf("%s, %s again, %s", verdict(first), verdict(second), bodies(s.take(q, 10, 30)))
		}},
		{feature: "SNS FIFO: a message without a group", page: snsAPI + "API_Publish.html", want: "InvalidParameter", run: func(s scene) string {
			topic, _ := s.newTopic(".fifo", true, fifo)
			_, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), MessageDeduplicationId: aws.String("d")})
			return verdict(err)
		}},
		{feature: "SNS limits: a message of 256 KiB, and of a byte more", page: snsAPI + "API_Publish.html", want: "accepted, InvalidParameter", run: func(s scene) string {
			topic, _ := s.newTopic("", false, nil)
			_, whole := s.publish(sns.PublishInput{TopicArn: &topic, Message: text(256 * kiB)})
			_, more := s.publish(sns.PublishInput{TopicArn: &topic, Message: text(256*kiB + 1)})
			return verdict(whole) + ", " + verdict(more)
		}},
		{feature: "SNS limits: MaximumMessageSize of 1 MiB", page: snsGuide + "large-message-payloads.html", want: "accepted", run: func(s scene) string {
			topic, _ := s.newTopic("", false, map[string]string{"MaximumMessageSize": "1048576"})
			_, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: text(257 * kiB)})
			return verdict(err)
		}},
		{feature: "SNS limits: an empty message", page: snsAPI + "API_Publish.html", want: "InvalidParameter", run: func(s scene) string {
			topic, _ := s.newTopic("", false, nil)
			_, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("")})
			return verdict(err)
		}},
		{feature: "SNS limits: a subject of 101 characters", page: snsAPI + "API_Publish.html", want: "InvalidParameter", run: func(s scene) string {
			topic, _ := s.newTopic("", false, nil)
			_, err := s.publish(sns.PublishInput{TopicArn: &topic, Message: aws.String("m"), Subject: text(101)})
			return verdict(err)
		}},
		{feature: "SNS batch: one entry fails", page: snsAPI + "API_PublishBatch.html", want: "1 published, b: InvalidParameter", run: func(s scene) string {
			return s.publishBatch("a", "m", "b", "")
		}},
		{feature: "SNS batch: an id twice", page: snsAPI + "API_PublishBatch.html", want: "BatchEntryIdsNotDistinct", run: func(s scene) string {
			return s.publishBatch("a", "m", "a", "m")
		}},
		{feature: "SNS batch: an id with a blank", page: snsAPI + "API_PublishBatch.html", want: "InvalidBatchEntryId", run: func(s scene) string {
			return s.publishBatch("a", "m", "b b", "m")
		}},
		{feature: "SNS batch: a sum above 256 KiB", page: snsAPI + "API_PublishBatch.html", want: "BatchRequestTooLong", run: func(s scene) string {
			return s.publishBatch("a", *text(150 * kiB), "b", *text(150 * kiB))
		}},
		{feature: "SNS batch: 11 entries", page: snsAPI + "API_PublishBatch.html", want: "TooManyEntriesInBatchRequest", run: func(s scene) string {
			topic, _ := s.newTopic("", false, nil)
			var entries []types.PublishBatchRequestEntry
			for i := range 11 {
				entries = append(entries, types.PublishBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), Message: aws.String("m")})
			}
			_, err := s.sns.PublishBatch(s.Context(), &sns.PublishBatchInput{TopicArn: &topic, PublishBatchRequestEntries: entries})
			return verdict(err)
		}},
	}
}

// publish publishes a message, and returns its id.
func (s scene) publish(in sns.PublishInput) (id string, err error) {
	out, err := s.sns.Publish(s.Context(), &in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.MessageId), nil
}

// publishBatch publishes two messages.
func (s scene) publishBatch(id1, message1, id2, message2 string) string {
	s.Helper()
	topic, _ := s.newTopic("", false, nil)
	out, err := s.sns.PublishBatch(s.Context(), &sns.PublishBatchInput{TopicArn: &topic, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
		{Id: &id1, Message: &message1}, {Id: &id2, Message: &message2},
	}})
	if err != nil {
		return verdict(err)
	}
	if len(out.Failed) == 0 {
		return fmt.Sprintf("%d published", len(out.Successful))
	}
	return fmt.Sprintf("%d published, %s: %s", len(out.Successful), aws.ToString(out.Failed[0].Id), aws.ToString(out.Failed[0].Code))
}

// envelope describes the content of an envelope.
func envelope(body, id, topic string) string {
	var e struct {
		Type, MessageID, TopicArn, Subject, Message, Timestamp string
		MessageAttributes                                      map[string]struct{ Type, Value string }
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return "no envelope"
	}
	of := "another MessageId or topic"
	if e.MessageID == id && e.TopicArn == topic {
		of = "the MessageId and the topic"
	}
	when := "another time"
	if regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(e.Timestamp) {
		when = "a time in milliseconds"
	}
	return fmt.Sprintf("%s of %s: %s, subject %s, operation=%s, %s", e.Type, of, e.Message, e.Subject, e.MessageAttributes["operation"].Value, when)
}
