package awstest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// handle returns the receipt handle of the latest receive of a message.
func (q *queue) handle(m *message) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "awstest|%s|%s|%d", q.name, m.ID, m.handles))
}

// message returns the message of a receipt handle, nil if it is gone. An older
// handle is as good as the latest.
func (q *queue) message(handle string) (*message, error) {
	text, err := base64.StdEncoding.DecodeString(handle)
	parts := strings.Split(string(text), "|")
	if err != nil || len(parts) != 4 || parts[0] != "awstest" || parts[1] != q.name {
		return nil, sqsRefuse("ReceiptHandleIsInvalid", "The input receipt handle %q is not a valid receipt handle.", handle)
	}
	for _, m := range q.messages {
		if m.ID == parts[2] {
			return m, nil
		}
	}
	return nil, nil
}

type deleteMessageInput struct {
	QueueURL string `json:"QueueUrl"`
	handleEntry
}

type handleEntry struct {
	ID                string `json:"Id"`
	ReceiptHandle     string
	VisibilityTimeout *int
}

func (e handleEntry) id() string { return e.ID }

// deleteMessage takes a message out of its queue. That it is gone already is
// as good; so is a handle whose visibility timeout is over, but for FIFO queues.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (c *Cloud) deleteMessage(in deleteMessageInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	_, err = c.delete(q, in.handleEntry)
	return nil, err
}

func (c *Cloud) delete(q *queue, e handleEntry) (doneEntry, error) {
	m, err := q.message(e.ReceiptHandle)
	switch {
	case err != nil:
		return doneEntry{}, err
	case m == nil:
	case q.fifo && !m.inFlight(c.now()):
		return doneEntry{}, invalidValue("ReceiptHandle", e.ReceiptHandle, "The receipt handle has expired.")
	default:
		q.remove(m)
	}
	return doneEntry{e.ID}, nil
}

// changeMessageVisibility makes a message in flight visible earlier or later.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (c *Cloud) changeMessageVisibility(in deleteMessageInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	_, err = c.changeVisibility(q, in.handleEntry)
	return nil, err
}

func (c *Cloud) changeVisibility(q *queue, e handleEntry) (doneEntry, error) {
	seconds := 0 // a batch leaves out what is 0
	if e.VisibilityTimeout != nil {
		seconds = *e.VisibilityTimeout
	}
	if seconds < 0 || seconds > maxVisibility {
		return doneEntry{}, invalidValue("VisibilityTimeout", seconds, "VisibilityTimeout must be an integer between 0 and 43200.")
	}
	m, err := q.message(e.ReceiptHandle)
	if err != nil {
		return doneEntry{}, err
	}
	if now := c.now(); m == nil || !m.inFlight(now) {
		return doneEntry{}, invalidValue("ReceiptHandle", e.ReceiptHandle, "Message does not exist or is not available for visibility timeout change.")
	} else {
		m.visibleAt = now.Add(time.Duration(seconds) * time.Second)
	}
	return doneEntry{e.ID}, nil
}

type handleBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []handleEntry
}

func (c *Cloud) deleteMessageBatch(in handleBatchInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return batch(c, "DeleteMessageBatch", in.Entries, handleEntry.id, anyBatch, func(e handleEntry) (doneEntry, error) { return c.delete(q, e) })
}

func (c *Cloud) changeMessageVisibilityBatch(in handleBatchInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	return batch(c, "ChangeMessageVisibilityBatch", in.Entries, handleEntry.id, anyBatch, func(e handleEntry) (doneEntry, error) { return c.changeVisibility(q, e) })
}
