package chaos

import (
	"encoding/json"
	"strconv"
)

// parcel is a message on its way to the function.
type parcel struct {
	message  *message
	queue    string // empty where SNS invokes the function
	body     string // in the queue
	received int    // before
}

func newParcel(m *message) parcel {
	switch m.mode {
	case queued:
		body, _ := json.Marshal(m.envelope("URL")) // strings only
		return parcel{message: m, queue: "work", body: string(body)}
	case raw:
		return parcel{message: m, queue: "raw", body: m.text}
	}
	return parcel{message: m}
}

// event is what the function is invoked with. A raw message has no id but that of
// SQS, nor a time but that at which it was sent.
func (p parcel) event() string {
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
