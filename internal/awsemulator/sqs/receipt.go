package sqs

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// handleEntry is an entry of a request that names a message by its receipt handle.
type handleEntry struct {
	ID                string `json:"Id"`
	ReceiptHandle     string
	VisibilityTimeout *int // of ChangeMessageVisibility
}

func (e handleEntry) id() string { return e.ID }

type handleInput struct {
	QueueURL string `json:"QueueUrl"`
	handleEntry
}

type handleBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []handleEntry
}

// newestHandle returns the receipt handle of the last receive of a message.
func (q *queue) newestHandle(m *message) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "awstest|%s|%s|%d", q.name, m.ID, m.handles))
}

// message returns the message of a receipt handle, or nil if the message is gone.
func (q *queue) message(handle string) (*message, error) {
	text, err := base64.StdEncoding.DecodeString(handle)
	parts := strings.Split(string(text), "|")
	if err != nil || len(parts) != 4 || parts[0] != "awstest" || parts[1] != q.name {
		return nil, refuse("ReceiptHandleIsInvalid", "The input receipt handle %q is not a valid receipt handle.", handle)
	}
	for _, m := range q.messages {
		if m.ID == parts[2] {
			return m, nil
		}
	}
	return nil, nil
}
