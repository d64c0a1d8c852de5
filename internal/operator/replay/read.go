// Package replay reads messages from files, in every form in which they may have been kept,
// and runs them again.
package replay

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/source"
)

// Event is an event for the function.
type Event struct {
	// Name is the name of the file, with the place in it if the file holds several events.
	Name string
	// Payload is an event of SNS or SQS.
	Payload json.RawMessage
	// Deliveries are the messages in it.
	Deliveries []delivery.Delivery
	// IsLetter reports whether the event is of a dead letter.
	IsLetter bool
	// group is the message group of a dead letter.
	group string
}

// Read reads a file of one or more JSON values. Each is an event of SNS or SQS, an SNS
// envelope, a plain message, an exported dead letter, Lambda's record of a failed
// invocation, or an array of these. A plain message gets a MessageId that follows from its text, and so always the
// same envelope: a second replay makes no second row. Dead letters without a known message
// are skipped: Read returns their places. The error names the place in the file.
func Read(name string, text []byte) (events []Event, skipped []string, err error) {
	return reader{}.read(name, text)
}

// ReadMessages reads a file as [Read] does. Any other JSON value is a plain message too, because
// routes take any message. A plain message has the given message attributes, in the form of an
// envelope. The error is the error of [Read].
func ReadMessages(name string, text []byte, attributes json.RawMessage) (events []Event, skipped []string, err error) {
	return reader{takesAny: true, attributes: attributes}.read(name, text)
}

// reader reads files.
type reader struct {
	takesAny   bool
	attributes json.RawMessage // of a plain message
}

func (r reader) read(name string, text []byte) (events []Event, skipped []string, err error) {
	for item := range source.Values(name, text) {
		parts := []source.Item{item}
		if !r.takesAny { // a route takes an array as one message
			parts = item.Elements()
		}
		for _, part := range parts {
			at := placeOf(part)
			if part.Problem != "" {
				return nil, nil, fmt.Errorf("%s: %s", at, part.Problem)
			}
			more, err := r.value(json.RawMessage(part.Text))
			if errors.Is(err, errUnknownForm) {
				skipped = append(skipped, at)
				continue
			}
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", at, err)
			}
			for _, e := range more {
				e.Name = at
				events = append(events, e)
			}
		}
	}
	if len(events) == 1 && len(skipped) == 0 {
		events[0].Name = name
	}
	return events, skipped, nil
}

// placeOf returns the place of a value in the form "file:line:column: pointer". Only a problem of
// syntax has a column, and only an element of an array has a pointer.
func placeOf(i source.Item) string {
	at := fmt.Sprintf("%s:%d", i.File, i.Line)
	if i.Excerpt != nil {
		at += fmt.Sprintf(":%d", i.Excerpt.Column)
	}
	if i.Path != "" {
		at += ": " + i.Path
	}
	return at
}

var errUnknownForm = errors.New("a dead letter of an unknown form, without a known message")

// value returns the events of a value.
func (r reader) value(value json.RawMessage) ([]Event, error) {
	if letter, ok := deadletter.ReadLine(value); ok {
		return ofLetter(letter)
	}
	if payload, ok := deadletter.Payload(value); ok {
		all, err := ofEvent(payload)
		all[0].IsLetter = true
		return all, err
	}
	if _, ok := delivery.ParseEnvelope(string(value)); ok {
		return ofEnvelope(value)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(value, &fields) == nil {
		if fields["Records"] != nil && (!r.takesAny || isDelivery(fields["Records"])) {
			return ofEvent(value)
		}
		if fields["operation"] != nil {
			return ofEnvelope([]byte(r.bare(value).String()))
		}
	}
	if r.takesAny {
		return ofEnvelope([]byte(r.bare(value).String()))
	}
	return nil, errors.New("expected an event of SNS or SQS, an envelope, a message, or a dead letter")
}

// isDelivery reports whether the records of an event are from SNS or SQS. The notifications of
// other services, such as S3, have records too, and are messages.
func isDelivery(records json.RawMessage) bool {
	var all []map[string]json.RawMessage
	if json.Unmarshal(records, &all) != nil || len(all) == 0 {
		return false
	}
	return string(all[0]["EventSource"]) == `"aws:sns"` || string(all[0]["eventSource"]) == `"aws:sqs"`
}

func ofEvent(payload json.RawMessage) ([]Event, error) {
	all, err := delivery.Parse(payload)
	return []Event{{Payload: payload, Deliveries: all}}, err
}

// ofEnvelope puts an envelope into an event, as SNS does.
func ofEnvelope(envelope json.RawMessage) ([]Event, error) {
	payload, err := json.Marshal(map[string]any{"Records": []any{
		map[string]any{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": envelope},
	}})
	if err != nil {
		return nil, err
	}
	return ofEvent(payload)
}

// ofLetter returns an event for each envelope of a dead letter.
func ofLetter(l deadletter.Letter) ([]Event, error) {
	if !l.CanRedrive() {
		return nil, errUnknownForm
	}
	var events []Event
	for _, envelope := range l.Envelopes {
		one, err := ofEnvelope(json.RawMessage(envelope))
		if err != nil {
			return nil, err
		}
		one[0].IsLetter, one[0].group = true, l.Group
		events = append(events, one...)
	}
	return events, nil
}

// topic is the topic in the envelope of a plain message, which has no topic.
const topic = "arn:aws:sns:us-east-1:000000000000:dynctl-replay"

// bare returns the envelope of a plain message. All of it follows from the text.
func (r reader) bare(text []byte) delivery.Envelope {
	h := sha256.Sum256(text)
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return delivery.Envelope{
		Type: "Notification", TopicARN: topic, Message: string(text),
		MessageID: fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16]),
		Timestamp: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), MessageAttributes: r.attributes,
	}
}

// Count returns the number of messages of the events.
func Count(events []Event) int {
	n := 0
	for _, e := range events {
		n += len(e.Deliveries)
	}
	return n
}
