// Package queue sends messages to an Amazon SQS queue and sets the visibility timeout of
// received messages.
package queue

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/awserror"
)

// longest is the longest delay of a message that SQS accepts, and the longest visibility
// timeout that this package sets.
const longest = 15 * time.Minute

// Queue is an SQS queue. It is safe for concurrent use.
type Queue struct {
	client func() *sqs.Client // made at the first call, because only a failure needs a queue
	url    string
}

// New returns the queue with the given URL.
func New(c aws.Config, url string) *Queue {
	return &Queue{client: sync.OnceValue(func() *sqs.Client { return sqs.NewFromConfig(c) }), url: url}
}

// Attribute is a message attribute.
type Attribute struct {
	Name, Value string
	// Number says that the value is a decimal number.
	Number bool
}

// Message is a message to send.
type Message struct {
	Body       string
	Attributes []Attribute
	// Delay is the time until the message can be received, at most 15 minutes. It is
	// ignored for a FIFO queue, which has no delay of a message.
	Delay time.Duration
	// Group is the message group, and ID the deduplication id, of a message for a FIFO
	// queue.
	Group, ID string
}

// Send sends a message. A second call with the same message sends a second message, except
// in a FIFO queue. The error names the queue and wraps the error of [awserror.Of], which
// holds no text of the response.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (q *Queue) Send(ctx context.Context, m Message) error {
	in := &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &m.Body}
	if strings.HasSuffix(q.url, ".fifo") {
		in.MessageGroupId, in.MessageDeduplicationId = &m.Group, &m.ID
	} else {
		in.DelaySeconds = seconds(m.Delay)
	}
	if len(m.Attributes) > 0 {
		in.MessageAttributes = map[string]types.MessageAttributeValue{}
	}
	for _, a := range m.Attributes {
		kind := "String"
		if a.Number {
			kind = "Number"
		}
		in.MessageAttributes[a.Name] = types.MessageAttributeValue{DataType: &kind, StringValue: &a.Value}
	}
	if _, err := q.client().SendMessage(ctx, in); err != nil {
		return awserror.Wrap("send to queue "+q.name(), err)
	}
	return nil
}

// Hold sets the visibility timeout of a received message, at most 15 minutes. The error
// names the queue and wraps the error of [awserror.Of], which holds no text of the
// response.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (q *Queue) Hold(ctx context.Context, receiptHandle string, d time.Duration) error {
	_, err := q.client().ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &q.url, ReceiptHandle: &receiptHandle, VisibilityTimeout: seconds(d),
	})
	if err != nil {
		return awserror.Wrap("hold a message of queue "+q.name(), err)
	}
	return nil
}

// Of returns the queue with the given ARN: q itself if it has that ARN, or else a queue
// with the same client.
func (q *Queue) Of(arn string) *Queue {
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || strings.HasSuffix(q.url, "/"+parts[4]+"/"+parts[5]) {
		return q
	}
	suffix := "amazonaws.com"
	if parts[1] == "aws-cn" {
		suffix += ".cn"
	}
	url := fmt.Sprintf("https://sqs.%s.%s/%s/%s", parts[3], suffix, parts[4], parts[5])
	return &Queue{client: q.client, url: url}
}

// IsZero reports whether the URL is empty: no queue is configured.
func (q *Queue) IsZero() bool { return q.url == "" }

func (q *Queue) name() string { return q.url[strings.LastIndexByte(q.url, '/')+1:] }

// seconds rounds up, so that no message becomes visible too early.
func seconds(d time.Duration) int32 {
	return int32((min(max(d, 0), longest) + time.Second - 1) / time.Second)
}
