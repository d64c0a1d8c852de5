package relay

import (
	"encoding/json"
	"strings"
	"time"

	"sns-dynamics/internal/message"
)

const notification = "Notification"

// snsEnvelope is a message as SNS writes it into a queue. What the function
// hands over it writes in the same form, so that one reader serves both, and
// MessageId and Timestamp, on which the derived ids rest, survive every hop.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
type snsEnvelope struct {
	Type              string
	MessageID         string `json:"MessageId"`
	TopicARN          string `json:"TopicArn"`
	Subject           string `json:",omitempty"`
	Message           string
	Timestamp         time.Time
	MessageAttributes map[string]json.RawMessage `json:",omitempty"`
}

// parseEnvelope reads a queue's message as an envelope, or finds that it is
// none: no operation has these fields.
func parseEnvelope(body string) (snsEnvelope, bool) {
	var e snsEnvelope
	err := json.Unmarshal([]byte(body), &e)
	return e, err == nil && e.Type == notification && e.MessageID != "" && e.TopicARN != "" && !e.Timestamp.IsZero()
}

func (e snsEnvelope) envelope() message.Envelope {
	return message.Envelope{TopicARN: e.TopicARN, MessageID: e.MessageID, Published: e.Timestamp, Message: e.Message}
}

// String is the envelope as JSON, its time in milliseconds as SNS writes it.
func (e snsEnvelope) String() string {
	type plain snsEnvelope
	var text strings.Builder
	enc := json.NewEncoder(&text)
	// Escaped, a message of markup would grow to six times its size.
	enc.SetEscapeHTML(false)
	// Strings, a time and JSON that was read: nothing that cannot be marshalled.
	_ = enc.Encode(struct {
		plain
		Timestamp string
	}{plain(e), e.Timestamp.UTC().Format("2006-01-02T15:04:05.000Z")})
	return strings.TrimSuffix(text.String(), "\n")
}
