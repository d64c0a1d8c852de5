package deadletter

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Box is the dead-letter queues of a deployment: one, and in mode ordered a FIFO
// queue as well. One goroutine at a time may use it.
type Box struct{ queues []*dlq }

// New returns the box of the queues of those URLs; empty ones are left out.
func New(c aws.Config, urls ...string) *Box {
	b := &Box{}
	for _, url := range urls {
		if url != "" {
			b.queues = append(b.queues, &dlq{client: sqs.NewFromConfig(c), url: url, held: map[string]held{}})
		}
	}
	return b
}

// dlq is one dead-letter queue.
type dlq struct {
	client *sqs.Client
	url    string
	// held are the letters that were received and are still there, by SQS's id.
	held map[string]held
}

// held is what gives a letter back, and who waits for that.
type held struct{ receiptHandle, group string }

func (q *dlq) name() string { return q.url[strings.LastIndexByte(q.url, '/')+1:] }

// isFIFO reports whether a letter that is out of sight keeps back those behind it
// in its message group.
func (q *dlq) isFIFO() bool { return strings.HasSuffix(q.url, ".fifo") }

// batch is the most that SQS gives out at a time.
const batch = 10

// receive takes letters, at most so many, out of sight for so long. It waits a
// second for them, because SQS asks all its servers only when it may wait.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
func (q *dlq) receive(ctx context.Context, most int, hold time.Duration) ([]Letter, error) {
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: int32(most), WaitTimeSeconds: 1, VisibilityTimeout: int32(hold / time.Second),
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("receive from queue %s: %w", q.name(), err)
	}
	letters := make([]Letter, len(out.Messages))
	for i, m := range out.Messages {
		letters[i] = Parse(q.name(), m)
		q.held[letters[i].SQSID] = held{letters[i].ReceiptHandle, letters[i].Group}
	}
	return letters, nil
}

// delete removes a letter for good.
func (q *dlq) delete(ctx context.Context, l Letter) error {
	_, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &l.ReceiptHandle})
	if err != nil {
		return fmt.Errorf("delete from queue %s: %w", q.name(), err)
	}
	delete(q.held, l.SQSID)
	return nil
}

// giveBackTime bounds how long an end, an interruption too, takes to give letters
// back. What is not given back by then comes back by itself.
const giveBackTime = 20 * time.Second

// giveBack makes what was received visible again, also where ctx is done.
func (q *dlq) giveBack(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	return q.release(ctx, slices.Collect(maps.Keys(q.held)))
}

// release makes letters visible again.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
func (q *dlq) release(ctx context.Context, ids []string) error {
	for some := range slices.Chunk(ids, batch) {
		in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url}
		for i, id := range some {
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), ReceiptHandle: aws.String(q.held[id].receiptHandle), VisibilityTimeout: 0,
			})
		}
		// An entry that fails is of a letter that is visible, or gone.
		if _, err := q.client.ChangeMessageVisibilityBatch(ctx, in); err != nil {
			return fmt.Errorf("give %d letters back to queue %s: %w", len(ids), q.name(), err)
		}
		for _, id := range some {
			delete(q.held, id)
		}
	}
	return nil
}

// depth asks how many letters there are, about, and how many of them are out of
// sight.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (q *dlq) depth(ctx context.Context) (visible, hidden int, err error) {
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		},
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count the messages of queue %s: %w", q.name(), err)
	}
	visible, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
	hidden, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible)])
	return visible, hidden, nil
}
