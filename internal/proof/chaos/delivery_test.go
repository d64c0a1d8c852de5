package chaos

import (
	"encoding/json"
	"strconv"
)

// delivery is a message on its way to the function.
type delivery struct {
	message  *message
	queue    string // empty if SNS invokes the function
	body     string // in the queue
	received int    // receives before this one
}

func newDelivery(m *message) delivery {
	switch m.mode {
	case queued:
		body, _ := json.Marshal(m.envelope("URL")) // strings only
		return delivery{message: m, queue: "work", body: string(body)}
	case raw:
		return delivery{message: m, queue: "raw", body: m.text}
	}
	return delivery{message: m}
}

// event returns the event of an invocation. A raw message has only the id of SQS, and
// only the time at which it was sent to the queue.
func (p delivery) event() string {
	record := map[string]any{"EventSource": "aws:sns", "Sns": p.message.envelope("Url")}
	if p.queue != "" {
		record = map[string]any{
			"messageId": p.message.id, "receiptHandle": "h", "body": p.body, "eventSource": "aws:sqs", "eventSourceARN": queueARN(p.queue),
			"attributes": map[string]string{
				"ApproximateReceiveCount": strconv.Itoa(p.received + 1),
				"SentTimestamp":           strconv.FormatInt(p.message.published.UnixMilli(), 10),
			},
		}
	}
	text, _ := json.Marshal(map[string]any{"Records": []any{record}})
	return string(text)
}
