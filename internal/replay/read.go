// Package replay reads messages out of files, in every shape in which one may have
// been kept, and runs them again.
package replay

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/delivery"
)

// Event is what the function is to be invoked with.
type Event struct {
	// Name is the file, and the place in it where it holds several.
	Name string
	// Payload is an event of SNS or SQS.
	Payload json.RawMessage
	// Deliveries are the messages in it.
	Deliveries []delivery.Delivery
	// group is the message group that a dead letter was in.
	group string
}

// Read reads a file: one or more JSON values, each an event of SNS or SQS, an
// envelope as SNS writes it, a message alone, a dead letter as exported, or
// Lambda's record of an invocation that failed. A message alone gets a MessageId
// that is made of its text, and with it always the same envelope, so that replaying
// it again makes no second row. Letters of which nobody knows what to run are
// skipped, and named by their places. The error names the place in the file.
func Read(name string, text []byte) (events []Event, skipped []string, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	line, counted := 1, 0 // lines are counted once: an export may have a million
	for n := 1; ; n++ {
		var value json.RawMessage
		err := dec.Decode(&value)
		if errors.Is(err, io.EOF) && n > 1 {
			break
		}
		start := int(dec.InputOffset()) - len(value)
		line += bytes.Count(text[counted:start], []byte("\n"))
		counted = start
		at := fmt.Sprintf("%s:%d", name, line)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: expected JSON: %w", at, err)
		}
		more, err := read(value)
		if errors.Is(err, errUnknownShape) {
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
	if len(events) == 1 && len(skipped) == 0 {
		events[0].Name = name
	}
	return events, skipped, nil
}

var errUnknownShape = errors.New("a dead letter of an unknown shape: nobody knows what to run")

// read finds out what a value is.
func read(value json.RawMessage) ([]Event, error) {
	if letter, ok := deadletter.ReadLine(value); ok {
		return ofLetter(letter)
	}
	if payload, ok := deadletter.Payload(value); ok {
		return ofEvent(payload)
	}
	if _, ok := delivery.ParseEnvelope(string(value)); ok {
		return ofEnvelope(value)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(value, &fields) == nil {
		if fields["Records"] != nil {
			return ofEvent(value)
		}
		if fields["operation"] != nil {
			return ofEnvelope([]byte(bare(value).String()))
		}
	}
	return nil, errors.New("expected an event of SNS or SQS, an envelope, a message, or a dead letter")
}

func ofEvent(payload json.RawMessage) ([]Event, error) {
	all, err := delivery.Parse(payload)
	return []Event{{Payload: payload, Deliveries: all}}, err
}

// ofEnvelope puts an envelope into an event, as SNS would.
func ofEnvelope(envelope json.RawMessage) ([]Event, error) {
	payload, err := json.Marshal(map[string]any{"Records": []any{
		map[string]any{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": envelope},
	}})
	if err != nil {
		return nil, err
	}
	return ofEvent(payload)
}

// ofLetter is an event for each envelope of a dead letter.
func ofLetter(l deadletter.Letter) ([]Event, error) {
	if !l.CanRedrive() {
		return nil, errUnknownShape
	}
	var events []Event
	for _, envelope := range l.Envelopes {
		one, err := ofEnvelope(json.RawMessage(envelope))
		if err != nil {
			return nil, err
		}
		one[0].group = l.Group
		events = append(events, one...)
	}
	return events, nil
}

// topic stands for the topic that a message alone was never published to.
const topic = "arn:aws:sns:us-east-1:000000000000:dynctl-replay"

// bare is the envelope of a message alone. All of it follows from the text.
func bare(text []byte) delivery.Envelope {
	h := sha256.Sum256(text)
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return delivery.Envelope{
		Type: "Notification", TopicARN: topic, Message: string(text),
		MessageID: fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16]),
		Timestamp: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}
