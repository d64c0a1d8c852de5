package worlds

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// fifoContracts are the groups and the deduplication of a FIFO queue.
func fifoContracts() []contract {
	fifo := map[string]string{"FifoQueue": "true"}
	return []contract{
		{feature: "FIFO: a group waits for its message in flight, other groups do not", page: sqsGuide + "FIFO-queues-understanding-logic.html", want: "a1, then b1, then nothing", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			s.putFIFO(q, "a", "a1")
			s.putFIFO(q, "a", "a2")
			s.putFIFO(q, "b", "b1")
			first := bodies(s.take(q, 1, 600))
			second := bodies(s.take(q, 1, 600))
			return fmt.Sprintf("%s, then %s, then %s", first, second, bodies(s.glance(q)))
		}},
		{feature: "FIFO: the next message of a group follows the delete", page: sqsGuide + "FIFO-queues-understanding-logic.html", want: "a1, then a2", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			s.putFIFO(q, "a", "a1")
			s.putFIFO(q, "a", "a2")
			m := s.takeOne(q, 600)
			s.delete(q, m)
			return *m.Body + ", then " + bodies(s.take(q, 1, 600))
		}},
		{feature: "FIFO: one request receives several messages of a group, in order", page: sqsGuide + "FIFO-queues-understanding-logic.html", want: "a1 a2 a3", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			for _, body := range []string{"a1", "a2", "a3"} {
				s.putFIFO(q, "a", body)
			}
			return bodies(s.take(q, 10, 600))
		}},
		{feature: "FIFO: a message whose timeout ends comes before the next of its group", page: sqsGuide + "FIFO-queues-understanding-logic.html", want: "nothing, then a1", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			s.putFIFO(q, "a", "a1")
			s.putFIFO(q, "a", "a2")
			s.takeOne(q, 3)
			hidden := bodies(s.glance(q))
			return hidden + ", then " + bodies(s.take(q, 1, 600))
		}},
		{feature: "FIFO: a repeated deduplication id is accepted and not stored", page: sqsGuide + "using-messagededuplicationid-property.html", want: "m", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			s.putFIFO(q, "a", "m")
			s.putFIFO(q, "a", "m")
			return bodies(s.take(q, 10, 600))
		}},
		{feature: "FIFO: ContentBasedDeduplication uses the body", page: sqsGuide + "FIFO-queues-exactly-once-processing.html", want: "m n", run: func(s scene) string {
			q := s.newQueue(".fifo", map[string]string{"FifoQueue": "true", "ContentBasedDeduplication": "true"})
			for _, body := range []string{"m", "m", "n"} {
				s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &body, MessageGroupId: aws.String("g")})
			}
			return bodies(s.take(q, 10, 600))
		}},
		{feature: "FIFO: the attributes of a message name its group and its number", page: sqsAPI + "API_ReceiveMessage.html", want: "group a, deduplication m, with a number", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			s.putFIFO(q, "a", "m")
			a := s.takeOne(q, 600).Attributes
			number := "with a number"
			if a["SequenceNumber"] == "" {
				number = "without a number"
			}
			return fmt.Sprintf("group %s, deduplication %s, %s", a["MessageGroupId"], a["MessageDeduplicationId"], number)
		}},
		{feature: "FIFO: a message without a group", page: sqsAPI + "API_SendMessage.html", want: "MissingParameter", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageDeduplicationId: aws.String("d")})
			return verdict(err)
		}},
		{feature: "FIFO: a message without a deduplication id", page: sqsAPI + "API_SendMessage.html", want: "InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageGroupId: aws.String("g")})
			return verdict(err)
		}},
		{feature: "FIFO: DelaySeconds of a message", page: sqsAPI + "API_SendMessage.html", want: "InvalidParameterValue", run: func(s scene) string {
			q := s.newQueue(".fifo", fifo)
			_, err := s.send(sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("m"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d"), DelaySeconds: 5})
			return verdict(err)
		}},
		{feature: "FIFO: the redrive policy moves a message with its group, and frees the group", page: sqsGuide + "sqs-dead-letter-queues.html", want: "a2, then a1 of group a", run: func(s scene) string {
			dead := s.newQueue(".fifo", fifo)
			q := s.newQueue(".fifo", map[string]string{"FifoQueue": "true", "RedrivePolicy": redrive(dead)})
			s.putFIFO(q, "a", "a1")
			s.putFIFO(q, "a", "a2")
			s.change(q, s.takeOne(q, 600), 0)
			next, letters := bodies(s.take(q, 1, 600)), s.take(dead, 1, 600)
			return fmt.Sprintf("%s, then %s of group %s", next, bodies(letters), groupOf(letters))
		}},
	}
}

func groupOf(messages []types.Message) string {
	if len(messages) == 0 {
		return "none"
	}
	return messages[0].Attributes["MessageGroupId"]
}
