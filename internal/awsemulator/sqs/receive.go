package sqs

import (
	"context"
	"slices"
	"strings"
	"time"
)

type receiveMessageInput struct {
	QueueURL                    string `json:"QueueUrl"`
	AttributeNames              []string
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
	MaxNumberOfMessages         *int // nil means 1
	VisibilityTimeout           *int // nil means the queue's
	WaitTimeSeconds             *int // nil means the queue's
}

type receivedMessage struct {
	MessageID              string `json:"MessageId"`
	ReceiptHandle          string
	MD5OfBody              string
	Body                   string
	Attributes             map[string]string    `json:",omitempty"`
	MD5OfMessageAttributes string               `json:",omitempty"`
	MessageAttributes      map[string]Attribute `json:",omitempty"`
}

// maxVisibilityTimeout is in seconds.
const maxVisibilityTimeout = 12 * 60 * 60

// receiveMessage follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (qs *Queues) receiveMessage(ctx context.Context, in receiveMessageInput) (any, error) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	var end time.Time
	for {
		// A test may replace the queue while the request waits.
		q, err := qs.queue(in.QueueURL)
		if err != nil {
			return nil, err
		}
		limit, visibility, wait, err := in.numbers(q)
		if err != nil {
			return nil, err
		}
		now := qs.account.Now()
		if end.IsZero() {
			end = now.Add(wait)
		}
		messages := qs.take(q, limit, visibility)
		if len(messages) > 0 || qs.account.After == nil || !now.Before(end) || !qs.wait(ctx, q, now, end) {
			return map[string]any{"Messages": in.described(q, messages)}, nil
		}
	}
}

// wait releases the lock until a message of the queue may be visible or end is over.
// It returns false if the client gave up.
func (qs *Queues) wait(ctx context.Context, q *queue, now, end time.Time) bool {
	changed, timer := q.changed, qs.account.After(q.nextVisible(now, end).Sub(now))
	qs.mu.Unlock()
	defer qs.mu.Lock()
	select {
	case <-changed:
	case <-timer:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// numbers returns the limit of the messages, the visibility timeout and the time to
// wait.
func (in receiveMessageInput) numbers(q *queue) (limit int, visibility, wait time.Duration, err error) {
	value := func(given *int, attribute string) int {
		if given != nil {
			return *given
		}
		return q.number(attribute)
	}
	limit = 1
	if in.MaxNumberOfMessages != nil {
		limit = *in.MaxNumberOfMessages
	}
	hidden, seconds := value(in.VisibilityTimeout, "VisibilityTimeout"), value(in.WaitTimeSeconds, "ReceiveMessageWaitTimeSeconds")
	switch {
	case limit < 1 || limit > 10:
		return 0, 0, 0, invalidValue("MaxNumberOfMessages", limit, "Must be between 1 and 10, if provided.")
	case hidden < 0 || hidden > maxVisibilityTimeout:
		return 0, 0, 0, invalidValue("VisibilityTimeout", hidden, "Must be between 0 and 43200, if provided.")
	case seconds < 0 || seconds > 20:
		return 0, 0, 0, invalidValue("WaitTimeSeconds", seconds, "Must be >= 0 and <= 20, if provided.")
	}
	return limit, time.Duration(hidden) * time.Second, time.Duration(seconds) * time.Second, nil
}

// described returns the messages as the response has them.
func (in receiveMessageInput) described(q *queue, messages []*message) []receivedMessage {
	out := []receivedMessage{}
	for _, m := range messages {
		attributes := in.requested(m.Attributes)
		out = append(out, receivedMessage{
			MessageID: m.ID, ReceiptHandle: q.newestHandle(m), MD5OfBody: md5Of(m.Body), Body: m.Body,
			Attributes:             m.systemAttributes(slices.Concat(in.AttributeNames, in.MessageSystemAttributeNames)),
			MD5OfMessageAttributes: md5OfAttributes(attributes), MessageAttributes: attributes,
		})
	}
	return out
}

// requested returns the attributes that the request names: all, by name or by prefix.
func (in receiveMessageInput) requested(attributes map[string]Attribute) map[string]Attribute {
	out := map[string]Attribute{}
	for name, a := range attributes {
		if slices.ContainsFunc(in.MessageAttributeNames, func(pattern string) bool {
			prefix, isPrefix := strings.CutSuffix(pattern, ".*")
			return pattern == "All" || pattern == name || isPrefix && strings.HasPrefix(name, prefix)
		}) {
			out[name] = a
		}
	}
	return out
}
