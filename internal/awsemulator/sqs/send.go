package sqs

import (
	"time"

	"sns-dynamics/internal/awsemulator/fifo"
)

type sendMessageInput struct {
	QueueURL string `json:"QueueUrl"`
	sendEntry
}

type sendEntry struct {
	ID                      string `json:"Id"`
	MessageBody             string
	DelaySeconds            *int // nil means the queue's
	MessageAttributes       map[string]Attribute
	MessageSystemAttributes map[string]Attribute
	MessageDeduplicationID  string `json:"MessageDeduplicationId"`
	MessageGroupID          string `json:"MessageGroupId"`
}

func (e sendEntry) size() int { return len(e.MessageBody) + Size(e.MessageAttributes) }

type sendResult struct {
	ID                           string `json:"Id,omitempty"`
	MessageID                    string `json:"MessageId"`
	MD5OfMessageBody             string
	MD5OfMessageAttributes       string `json:",omitempty"`
	MD5OfMessageSystemAttributes string `json:",omitempty"`
	SequenceNumber               string `json:",omitempty"`
}

// sendMessage follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (qs *Queues) sendMessage(in sendMessageInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return qs.send(q, in.sendEntry)
}

func (qs *Queues) send(q *queue, in sendEntry) (sendResult, error) {
	if err := q.checkSend(in); err != nil {
		return sendResult{}, err
	}
	out := sendResult{
		ID: in.ID, MD5OfMessageBody: md5Of(in.MessageBody),
		MD5OfMessageAttributes: md5OfAttributes(in.MessageAttributes), MD5OfMessageSystemAttributes: md5OfAttributes(in.MessageSystemAttributes),
	}
	now := qs.account.Now()
	if q.fifo {
		if in.MessageDeduplicationID == "" {
			in.MessageDeduplicationID = fifo.ContentHash(in.MessageBody)
		}
		if earlier, found := q.deduplication.Find(in.MessageDeduplicationID, now); found {
			out.MessageID, out.SequenceNumber = earlier.MessageID, earlier.SequenceNumber
			return out, nil
		}
	}
	delay := q.seconds("DelaySeconds")
	if in.DelaySeconds != nil && !q.fifo {
		delay = time.Duration(*in.DelaySeconds) * time.Second
	}
	m := qs.put(q, Message{Body: in.MessageBody, Attributes: in.MessageAttributes, Group: in.MessageGroupID, DeduplicationID: in.MessageDeduplicationID}, delay)
	m.trace = in.MessageSystemAttributes["AWSTraceHeader"].StringValue
	if q.fifo {
		q.deduplication.Remember(m.DeduplicationID, fifo.Accepted{MessageID: m.ID, SequenceNumber: m.sequence, At: now})
	}
	out.MessageID, out.SequenceNumber = m.ID, m.sequence
	return out, nil
}

type sendMessageBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []sendEntry
}

// maxSendBatch is the limit of the sum of the messages of a batch, in bytes.
const maxSendBatch = 1 << 20

func (qs *Queues) sendMessageBatch(in sendMessageBatchInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, e := range in.Entries {
		total += e.size()
	}
	return each(qs, "SendMessageBatch", in.Entries, func(e sendEntry) string { return e.ID },
		func() error {
			if total > maxSendBatch {
				return refuse("BatchRequestTooLong", "Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxSendBatch, total)
			}
			return nil
		},
		func(e sendEntry) (sendResult, error) { return qs.send(q, e) })
}

// Send sends a message to the queue of an ARN, as SNS does: the queue's delay and
// deduplication apply. Of the message, only Body, Attributes, Group and DeduplicationID
// have an effect. Its error is a [*protocol.Error], also for an unknown queue.
func (qs *Queues) Send(queueARN string, m Message) error {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := qs.byARN(queueARN)
	if q == nil {
		return refuse("QueueDoesNotExist", "The specified queue does not exist.")
	}
	e := sendEntry{MessageBody: m.Body, MessageAttributes: m.Attributes, MessageGroupID: m.Group}
	if q.fifo {
		e.MessageDeduplicationID = m.DeduplicationID
	}
	_, err := qs.send(q, e)
	return err
}
