package delivery

import (
	"encoding/json"
	"encoding/json/jsontext"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"sns-dynamics/internal/function/message"
)

const notification = "Notification"

// Envelope is a message in the form in which SNS writes it into a queue. The function
// writes messages into its queues in the same form. So MessageId and Timestamp, the source
// of derived ids, stay the same on the whole way.
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

// ParseEnvelope reads the body of a queue's message as an envelope. It returns false for
// any other body, and for a body that is not UTF-8. No operation has these fields.
func ParseEnvelope(body string) (Envelope, bool) { return (&reader{}).parseEnvelope(body) }

// parseEnvelope is [ParseEnvelope] with a reader that has read other texts.
func (r *reader) parseEnvelope(body string) (e Envelope, ok bool) {
	if !utf8.ValidString(body) {
		return e, false
	}
	r.open(body)
	if r.into(jsontext.KindBeginObject, "", "") {
		r.envelope(&e, "")
	}
	return e, r.isRead() && r.problem == "" && e.Type == notification && e.MessageID != "" && e.TopicARN != "" && !e.Timestamp.IsZero()
}

// Raw returns the envelope of a queue's message without one, due to raw delivery or because
// a sender bypassed SNS. MessageId is the id of SQS, TopicArn is the ARN of the queue, and
// Timestamp is the time at which the message was sent to the queue. The attributes are the
// message attributes of the queue's message: with raw delivery, SNS hands over its own.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
func Raw(body, sqsID, queueARN string, sent time.Time, attributes Attributes) Envelope {
	return Envelope{
		Type: notification, MessageID: sqsID, TopicARN: queueARN, Message: body, Timestamp: sent.UTC(), MessageAttributes: attributes.raw(),
	}
}

// Attributes are the message attributes of an envelope by name.
type Attributes map[string]Attribute

// Attribute is a message attribute as an envelope has it: Type is String, String.Array, Number
// or Binary, and the value of the last type is base64.
type Attribute struct{ Type, Value string }

// text returns the value of an attribute; empty for a binary value, and without the attribute.
func (a Attributes) text(name string) string {
	if strings.HasPrefix(a[name].Type, "Binary") {
		return ""
	}
	return a[name].Value
}

// raw returns the attributes as [Attributes.JSON] does, without the attributes that the function
// sets itself.
func (a Attributes) raw() json.RawMessage {
	left := maps.Clone(a)
	delete(left, Kind)
	delete(left, WaitingSince)
	return left.JSON()
}

// JSON returns the attributes as the member MessageAttributes of an envelope; nil without
// attributes.
func (a Attributes) JSON() json.RawMessage {
	if len(a) == 0 {
		return nil
	}
	text, _ := json.Marshal(a) // a map of texts always marshals
	return text
}

// isWritable reports whether an envelope can hold the time: RFC 3339 has years of four
// digits.
func isWritable(at time.Time) bool {
	year := at.UTC().Year()
	return 0 <= year && year <= 9999
}

// Content returns the part of the envelope that decides the operation.
func (e Envelope) Content() message.Envelope {
	return message.Envelope{
		TopicARN: e.TopicARN, MessageID: e.MessageID, Published: e.Timestamp, Message: e.Message,
		Subject: e.Subject, Attributes: e.MessageAttributes,
	}
}

// String returns the envelope as JSON, with its time in milliseconds like SNS.
func (e Envelope) String() string {
	type plain Envelope
	var text strings.Builder
	enc := json.NewEncoder(&text)
	// HTML escapes would make a message of markup six times as long.
	enc.SetEscapeHTML(false)
	// Strings, a time and JSON that was read marshal without an error.
	_ = enc.Encode(struct {
		plain
		Timestamp string
	}{plain(e), e.Timestamp.UTC().Format("2006-01-02T15:04:05.000Z")})
	return strings.TrimSuffix(text.String(), "\n")
}
