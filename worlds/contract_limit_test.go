package worlds

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const kiB = 1 << 10

// limitContracts are the limits of SQS, and the failures of a part of a batch.
func limitContracts() []contract {
	text := func(size int) *string { return aws.String(strings.Repeat("x", size)) }
	return []contract{
		{feature: "SQS limits: a message of 1 MiB, and of a byte more", page: sqsGuide + "quotas-messages.html", want: "accepted, InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, whole := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: text(1024 * kiB)})
			_, more := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: text(1024*kiB + 1)})
			return verdict(whole) + ", " + verdict(more)
		}},
		{feature: "SQS limits: MaximumMessageSize of the queue", page: sqsAPI + "API_SetQueueAttributes.html", want: "accepted, InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", map[string]string{"MaximumMessageSize": "1024"})
			_, whole := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: text(1024)})
			_, more := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: text(1025)})
			return verdict(whole) + ", " + verdict(more)
		}},
		{feature: "SQS limits: 10 attributes, and 11", page: sqsGuide + "sqs-message-metadata.html", want: "accepted, InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			send := func(count int) string {
				attributes := map[string]types.MessageAttributeValue{}
				for i := range count {
					attributes[fmt.Sprint("a", i)] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String("v")}
				}
				_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageAttributes: attributes})
				return verdict(err)
			}
			return send(10) + ", " + send(11)
		}},
		{feature: "SQS limits: an empty attribute", page: sqsGuide + "sqs-message-metadata.html", want: "InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageAttributes: map[string]types.MessageAttributeValue{
				"a": {DataType: aws.String("String"), StringValue: aws.String("")},
			}})
			return verdict(err)
		}},
		{feature: "SQS limits: a control character", page: sqsAPI + "API_SendMessage.html", want: "InvalidMessageContents", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("\x01")})
			return verdict(err)
		}},
		{feature: "SQS limits: DelaySeconds of 900, and of 901", page: sqsAPI + "API_SendMessage.html", want: "accepted, InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, whole := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), DelaySeconds: 900})
			_, more := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), DelaySeconds: 901})
			return verdict(whole) + ", " + verdict(more)
		}},
		{feature: "SQS limits: a visibility timeout that ends 12 hours after the receive, or later", page: sqsGuide + "sqs-visibility-timeout.html", want: "accepted, InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			m := s.takeOne(q, 600)
			<-time.After(1100 * time.Millisecond)
			more := verdict(s.change(q, m, 43_200))
			return verdict(s.change(q, m, 43_000)) + ", " + more
		}},
		{feature: "SQS limits: 11 messages in a request to receive", page: sqsAPI + "API_ReceiveMessage.html", want: "InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, err := s.sqs.ReceiveMessage(s.Context(), &sqs.ReceiveMessageInput{QueueUrl: &q.url, MaxNumberOfMessages: 11})
			return verdict(err)
		}},
		{feature: "SQS limits: a wait of 21 seconds", page: sqsAPI + "API_ReceiveMessage.html", want: "InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m") // so that a server that accepts the wait responds at once
			_, err := s.sqs.ReceiveMessage(s.Context(), &sqs.ReceiveMessageInput{QueueUrl: &q.url, WaitTimeSeconds: 21})
			return verdict(err)
		}},
		{feature: "SQS batch: one entry fails", page: sqsAPI + "API_SendMessageBatch.html", want: "1 sent, b: InvalidParameterValue", run: func(s scene) string {
			return s.sendBatch("a", "m", "b", "m", 901)
		}},
		{feature: "SQS batch: an id twice", page: sqsAPI + "API_SendMessageBatch.html", want: "BatchEntryIdsNotDistinct", run: func(s scene) string {
			return s.sendBatch("a", "m", "a", "m", 0)
		}},
		{feature: "SQS batch: an id with a blank", page: sqsAPI + "API_SendMessageBatch.html", want: "InvalidBatchEntryId", run: func(s scene) string {
			return s.sendBatch("a", "m", "b b", "m", 0)
		}},
		{feature: "SQS batch: a sum above 1 MiB", page: sqsGuide + "quotas-messages.html", want: "BatchRequestTooLong", run: func(s scene) string {
			return s.sendBatch("a", *text(600 * kiB), "b", *text(600 * kiB), 0)
		}},
		{feature: "SQS batch: 11 entries", page: sqsAPI + "API_SendMessageBatch.html", want: "TooManyEntriesInBatchRequest", run: func(s scene) string {
			q := s.newQueue("", nil)
			var entries []types.SendMessageBatchRequestEntry
			for i := range 11 {
				entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), MessageBody: aws.String("m")})
			}
			_, err := s.sqs.SendMessageBatch(s.Context(), &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: entries})
			return verdict(err)
		}},
		{feature: "SQS batch: no entry", page: sqsAPI + "API_SendMessageBatch.html", want: "EmptyBatchRequest", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, err := s.sqs.SendMessageBatch(s.Context(), &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: []types.SendMessageBatchRequestEntry{}})
			return verdict(err)
		}},
	}
}

// sendBatch sends two messages, the second with a delay.
func (s scene) sendBatch(id1, body1, id2, body2 string, delay int32) string {
	s.Helper()
	q := s.newQueue("", nil)
	out, err := s.sqs.SendMessageBatch(s.Context(), &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: &id1, MessageBody: &body1}, {Id: &id2, MessageBody: &body2, DelaySeconds: delay},
	}})
	if err != nil {
		return verdict(err)
	}
	if len(out.Failed) == 0 {
		return fmt.Sprintf("%d sent", len(out.Successful))
	}
	return fmt.Sprintf("%d sent, %s", len(out.Successful), failed(out.Failed))
}
