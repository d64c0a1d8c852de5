package worlds

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	sqsAPI   = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
	sqsGuide = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
)

// hiddenFor is the seconds for which a case hides a message. A busy machine looks before they are over,
// and the wait for a message is longer.
const hiddenFor = 8

// queueContracts are the delivery, the visibility timeout and the redrive of a standard
// queue.
func queueContracts() []contract {
	return []contract{
		{feature: "SQS: a message arrives with its attributes", page: sqsAPI + "API_ReceiveMessage.html", want: "m, class=rejected, received 1", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageAttributes: map[string]types.MessageAttributeValue{
				"class": {DataType: aws.String("String"), StringValue: aws.String("rejected")},
			}})
			m := s.takeOne(q, 30)
			return fmt.Sprintf("%s, class=%s, received %s", *m.Body, aws.ToString(m.MessageAttributes["class"].StringValue), m.Attributes["ApproximateReceiveCount"])
		}},
		{feature: "SQS: a received message is hidden for the visibility timeout", page: sqsGuide + "sqs-visibility-timeout.html", want: "nothing, then m, received 2", run: func(s scene) string {
			q := s.newQueue("", map[string]string{"VisibilityTimeout": fmt.Sprint(hiddenFor)})
			s.put(q, "m")
			s.receive(sqs.ReceiveMessageInput{QueueUrl: &q.url, WaitTimeSeconds: 10})
			hidden := bodies(s.glance(q))
			again := s.take(q, 1, 30)
			return fmt.Sprintf("%s, then %s, received %s", hidden, bodies(again), received(again))
		}},
		{feature: "SQS: ChangeMessageVisibility with 0 shows the message at once", page: sqsGuide + "sqs-visibility-timeout.html", want: "accepted, then m", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			changed := verdict(s.change(q, s.takeOne(q, 600), 0))
			return changed + ", then " + bodies(s.take(q, 1, 30))
		}},
		{feature: "SQS: ChangeMessageVisibility counts from the call", page: sqsAPI + "API_ChangeMessageVisibility.html", want: "nothing, then m", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			s.change(q, s.takeOne(q, 600), hiddenFor)
			hidden := bodies(s.glance(q))
			return hidden + ", then " + bodies(s.take(q, 1, 30))
		}},
		{feature: "SQS: ChangeMessageVisibility of a message that is not in flight", page: sqsAPI + "API_ChangeMessageVisibility.html", want: "MessageNotInflight", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			m := s.takeOne(q, 600)
			s.change(q, m, 0)
			return verdict(s.change(q, m, 5))
		}},
		{feature: "SQS: ChangeMessageVisibilityBatch fails for one entry", page: sqsAPI + "API_ChangeMessageVisibilityBatch.html", want: "1 changed, b: ReceiptHandleIsInvalid", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			m := s.takeOne(q, 600)
			out, err := s.sqs.ChangeMessageVisibilityBatch(s.Context(), &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
				{Id: aws.String("a"), ReceiptHandle: m.ReceiptHandle}, {Id: aws.String("b"), ReceiptHandle: aws.String("x")},
			}})
			if err != nil {
				return verdict(err)
			}
			return fmt.Sprintf("%d changed, %s", len(out.Successful), failed(out.Failed))
		}},
		{feature: "SQS: DelaySeconds hides a new message", page: sqsGuide + "sqs-message-timers.html", want: "nothing, then m", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), DelaySeconds: hiddenFor})
			hidden := bodies(s.glance(q))
			return hidden + ", then " + bodies(s.take(q, 1, 30))
		}},
		{feature: "SQS: a long poll ends when a message arrives", page: sqsGuide + "sqs-short-and-long-polling.html", want: "m, before the end of the wait", run: func(s scene) string {
			q := s.newQueue("", nil)
			began := time.Now()
			sent := make(chan error, 1)
			go func() {
				<-time.After(time.Second)
				_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m")})
				sent <- err
			}()
			got := bodies(s.receive(sqs.ReceiveMessageInput{QueueUrl: &q.url, WaitTimeSeconds: 20}))
			<-sent
			if time.Since(began) < 15*time.Second {
				return got + ", before the end of the wait"
			}
			return got + ", at the end of the wait"
		}},
		{feature: "SQS: a deleted message does not come back", page: sqsAPI + "API_DeleteMessage.html", want: "accepted, accepted again, then nothing", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "m")
			m := s.takeOne(q, 2)
			first, second := verdict(s.delete(q, m)), verdict(s.delete(q, m))
			return fmt.Sprintf("%s, %s again, then %s", first, second, bodies(s.receive(sqs.ReceiveMessageInput{QueueUrl: &q.url, WaitTimeSeconds: 3})))
		}},
		{feature: "SQS: numbers of visible, hidden and delayed messages", page: sqsAPI + "API_GetQueueAttributes.html", want: "1 visible, 1 hidden, 1 delayed", run: func(s scene) string {
			q := s.newQueue("", nil)
			s.put(q, "a")
			s.takeOne(q, 600)
			s.put(q, "b")
			s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("c"), DelaySeconds: 600})
			a := s.attributes(q)
			return fmt.Sprintf("%s visible, %s hidden, %s delayed", a["ApproximateNumberOfMessages"], a["ApproximateNumberOfMessagesNotVisible"], a["ApproximateNumberOfMessagesDelayed"])
		}},
		{feature: "SQS: the redrive policy moves a message after maxReceiveCount", page: sqsGuide + "sqs-dead-letter-queues.html", want: "nothing, then m with its id, received 2, from the queue", run: func(s scene) string {
			dead := s.newQueue("", nil)
			q := s.newQueue("", map[string]string{"RedrivePolicy": redrive(dead)})
			id := s.put(q, "m")
			s.change(q, s.takeOne(q, 600), 0)
			return s.moved(q, dead, id)
		}},
		{feature: "SQS: a queue that does not exist", page: sqsAPI + "API_SendMessage.html", want: "NonExistentQueue", run: func(s scene) string {
			q := s.newQueue("", nil)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: aws.String(q.url + "x"), MessageBody: aws.String("m")})
			return verdict(err)
		}},
		{feature: "SQS: a wrong receipt handle", page: sqsAPI + "API_DeleteMessage.html", want: "ReceiptHandleIsInvalid", run: func(s scene) string {
			return verdict(s.delete(s.newQueue("", nil), types.Message{ReceiptHandle: aws.String("x")}))
		}},
	}
}

// moved returns the messages that a queue and then its dead-letter queue give out.
func (s scene) moved(q, dead queueOf, id string) string {
	s.Helper()
	left := bodies(s.glance(q))
	letters := s.take(dead, 1, 30)
	said := fmt.Sprintf("%s, then %s", left, bodies(letters))
	if len(letters) == 0 {
		return said
	}
	with, from := "another id", "from nowhere"
	if aws.ToString(letters[0].MessageId) == id {
		with = "its id"
	}
	if letters[0].Attributes["DeadLetterQueueSourceArn"] == q.arn {
		from = "from the queue"
	}
	return fmt.Sprintf("%s with %s, received %s, %s", said, with, received(letters), from)
}

func (s scene) attributes(q queueOf) map[string]string {
	s.Helper()
	out, err := s.sqs.GetQueueAttributes(s.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll}})
	if err != nil {
		s.Fatal(err)
	}
	return out.Attributes
}

// redrive is a redrive policy of one receive.
func redrive(dead queueOf) string {
	return fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":1}`, dead.arn)
}

// received is the receive count of the first message.
func received(messages []types.Message) string {
	if len(messages) == 0 {
		return "0"
	}
	return messages[0].Attributes["ApproximateReceiveCount"]
}

// failed lists the entries of a batch that failed.
func failed(entries []types.BatchResultErrorEntry) string {
	said := ""
	for _, e := range entries {
		said += aws.ToString(e.Id) + ": " + aws.ToString(e.Code)
	}
	return said
}
