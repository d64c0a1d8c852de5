package awstest

import (
	"strings"
	"time"
)

type sendMessageInput struct {
	QueueURL string `json:"QueueUrl"`
	sendEntry
}

type sendEntry struct {
	ID                      string `json:"Id"`
	MessageBody             string
	DelaySeconds            int
	MessageAttributes       map[string]Attribute
	MessageSystemAttributes map[string]Attribute
	MessageDeduplicationID  string `json:"MessageDeduplicationId"`
	MessageGroupID          string `json:"MessageGroupId"`
}

type sent struct {
	ID                           string `json:"Id,omitempty"`
	MessageID                    string `json:"MessageId"`
	MD5OfMessageBody             string
	MD5OfMessageAttributes       string `json:",omitempty"`
	MD5OfMessageSystemAttributes string `json:",omitempty"`
	SequenceNumber               string `json:",omitempty"`
}

// sendMessage puts a message into a queue.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (c *Cloud) sendMessage(in sendMessageInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return c.send(q, in.sendEntry)
}

func (c *Cloud) send(q *queue, in sendEntry) (sent, error) {
	if err := q.checkSend(in); err != nil {
		return sent{}, err
	}
	out := sent{
		ID: in.ID, MD5OfMessageBody: md5Of(in.MessageBody),
		MD5OfMessageAttributes: md5OfAttributes(in.MessageAttributes), MD5OfMessageSystemAttributes: md5OfAttributes(in.MessageSystemAttributes),
	}
	now := c.now()
	if q.fifo {
		if in.MessageDeduplicationID == "" {
			in.MessageDeduplicationID = contentHash(in.MessageBody)
		}
		if t, found := q.dedup.find(in.MessageDeduplicationID, now); found {
			out.MessageID, out.SequenceNumber = t.id, t.sequence
			return out, nil
		}
	}
	m := c.put(q, Message{Body: in.MessageBody, Attributes: in.MessageAttributes, Group: in.MessageGroupID, DeduplicationID: in.MessageDeduplicationID})
	m.trace = in.MessageSystemAttributes["AWSTraceHeader"].StringValue
	delay := time.Duration(in.DelaySeconds) * time.Second
	if delay == 0 {
		delay = q.seconds("DelaySeconds")
	}
	m.visibleAt = now.Add(delay)
	if q.fifo {
		q.dedup[m.DeduplicationID] = taken{m.ID, m.sequence, now}
	}
	out.MessageID, out.SequenceNumber = m.ID, m.sequence
	return out, nil
}

func (q *queue) checkSend(in sendEntry) error {
	most := q.number("MaximumMessageSize")
	switch {
	case in.MessageBody == "":
		return sqsRefuse("MissingParameter", "The request must contain the parameter MessageBody.")
	case len(in.MessageBody)+size(in.MessageAttributes) > most:
		return sqsRefuse("InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", most)
	case strings.ContainsFunc(in.MessageBody, func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
	}):
		return sqsRefuse("InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")
	case len(in.MessageAttributes) > 10:
		return sqsRefuse("InvalidParameterValue", "Number of message attributes [%d] exceeds the allowed maximum [10].", len(in.MessageAttributes))
	case in.DelaySeconds < 0 || in.DelaySeconds > 900:
		return invalidValue("DelaySeconds", in.DelaySeconds, "DelaySeconds must be >= 0 and <= 900.")
	}
	for name, a := range in.MessageAttributes {
		if wrong := a.check(); wrong != "" {
			return sqsRefuse("InvalidParameterValue", "The message attribute '%s' %s.", name, wrong)
		}
	}
	switch {
	case !q.fifo && in.MessageDeduplicationID != "":
		return invalidValue("MessageDeduplicationId", in.MessageDeduplicationID, "The request includes a parameter that is not valid for this queue type.")
	case q.fifo && in.MessageGroupID == "":
		return sqsRefuse("MissingParameter", "The request must contain the parameter MessageGroupId.")
	case q.fifo && in.MessageDeduplicationID == "" && q.attributes["ContentBasedDeduplication"] != "true":
		return sqsRefuse("InvalidParameterValue", "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	case q.fifo && in.DelaySeconds != 0:
		return invalidValue("DelaySeconds", in.DelaySeconds, "The request include parameter that is not valid for this queue type.")
	}
	return nil
}

type sendMessageBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []sendEntry
}

// maxSendBatch bounds the sum of the messages of a batch.
const maxSendBatch = 1 << 20

func (c *Cloud) sendMessageBatch(in sendMessageBatchInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, e := range in.Entries {
		total += len(e.MessageBody) + size(e.MessageAttributes)
	}
	return batch(c, "SendMessageBatch", in.Entries, func(e sendEntry) string { return e.ID },
		func() error {
			if total > maxSendBatch {
				return sqsRefuse("BatchRequestTooLong", "Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxSendBatch, total)
			}
			return nil
		},
		func(e sendEntry) (sent, error) { return c.send(q, e) })
}
