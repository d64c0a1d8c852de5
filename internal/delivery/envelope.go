package delivery

import (
	"encoding/json"
	"strings"
	"time"

	"sns-dynamics/internal/message"
	"sns-dynamics/internal/walk"
)

const notification = "Notification"

// Envelope is a message as SNS writes it into a queue. What the function hands
// over it writes in the same form, so that one reader serves both, and MessageId
// and Timestamp, on which the derived ids rest, survive every hop.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
type Envelope struct {
	Type              string
	MessageID         string `json:"MessageId"`
	TopicARN          string `json:"TopicArn"`
	Subject           string `json:",omitempty"`
	Message           string
	Timestamp         time.Time
	MessageAttributes json.RawMessage `json:",omitempty"`
}

// ParseEnvelope reads a queue's message as an envelope, or finds that it is
// none: no operation has these fields.
func ParseEnvelope(body string) (Envelope, bool) {
	var e Envelope
	if !walk.Valid(body) {
		return e, false
	}
	r := reader{Cursor: walk.New(body)}
	if r.into(walk.Object, "", "") {
		r.envelope(&e, "")
	}
	return e, r.problem == "" && e.Type == notification && e.MessageID != "" && e.TopicARN != "" && !e.Timestamp.IsZero()
}

// Raw is the envelope that a queue's message gets that has none, because it was
// delivered raw or sent past SNS: SQS's own id stands in for MessageId, the ARN of
// the queue for the topic, and the time it was sent for the time of publishing.
func Raw(body, sqsID, queueARN string, sent time.Time) Envelope {
	return Envelope{Type: notification, MessageID: sqsID, TopicARN: queueARN, Message: body, Timestamp: sent.UTC()}
}

// isWritable reports whether a time can stand in an envelope: RFC 3339 has years of
// four digits.
func isWritable(at time.Time) bool {
	year := at.UTC().Year()
	return 0 <= year && year <= 9999
}

// Content is the envelope as far as it decides what the message does.
func (e Envelope) Content() message.Envelope {
	return message.Envelope{TopicARN: e.TopicARN, MessageID: e.MessageID, Published: e.Timestamp, Message: e.Message}
}

// String is the envelope as JSON, its time in milliseconds as SNS writes it.
func (e Envelope) String() string {
	type plain Envelope
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
