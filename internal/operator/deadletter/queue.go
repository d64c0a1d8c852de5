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

	"sns-dynamics/internal/number"
)

// Queues are the dead-letter queues of a deployment: one, and in mode ordered also a FIFO
// queue. They are not safe for concurrent use.
type Queues struct{ queues []*dlq }

// New returns the queues with the given URLs. It ignores empty URLs.
func New(c aws.Config, urls ...string) *Queues {
	b := &Queues{}
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
	// held are the received letters that were not deleted, by SQS id.
	held map[string]held
}

// held is a received letter: its receipt handle and its message group.
type held struct{ receiptHandle, group string }

func (q *dlq) name() string { return q.url[strings.LastIndexByte(q.url, '/')+1:] }

// isFIFO reports whether SQS returns no letter behind an invisible letter of its message
// group.
func (q *dlq) isFIFO() bool { return strings.HasSuffix(q.url, ".fifo") }

// batch is the most letters in a response of SQS.
const batch = 10

// receive receives up to limit letters and makes them invisible for a time. It waits up to a
// second for letters, because SQS queries all its servers only with a wait time.
//
// If ctx ends during the request, receive waits for the response: without the receipt handles
// in it, the letters would stay invisible until the end of their visibility timeout.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
func (q *dlq) receive(ctx context.Context, limit int, timeout time.Duration) ([]Letter, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx, cancel := outliving(ctx, responseTime)
	defer cancel()
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: int32(limit), WaitTimeSeconds: 1, VisibilityTimeout: int32(timeout / time.Second),
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

// responseTime is how long a command waits for a response after it was interrupted.
const responseTime = 5 * time.Second

// outliving returns a context that ends some time after its parent.
func outliving(parent context.Context, after time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		timer := time.AfterFunc(after, func() { cancel(context.Cause(parent)) })
		context.AfterFunc(ctx, func() { timer.Stop() })
	})
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// delete deletes a letter.
func (q *dlq) delete(ctx context.Context, l Letter) error {
	_, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &l.ReceiptHandle})
	if err != nil {
		return fmt.Errorf("delete from queue %s: %w", q.name(), err)
	}
	delete(q.held, l.SQSID)
	return nil
}

// releaseTime bounds releaseAll, also after an interruption. Other letters become visible
// again after their visibility timeout.
const releaseTime = 20 * time.Second

// releaseAll makes all received letters visible again, also after ctx has ended.
func (q *dlq) releaseAll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
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
		// An entry fails if the letter is visible already, or deleted.
		if _, err := q.client.ChangeMessageVisibilityBatch(ctx, in); err != nil {
			return fmt.Errorf("make %s of queue %s visible: %w", number.Plural(len(ids), "letter"), q.name(), err)
		}
		for _, id := range some {
			delete(q.held, id)
		}
	}
	return nil
}

// depth returns the approximate numbers of visible and of invisible letters.
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
