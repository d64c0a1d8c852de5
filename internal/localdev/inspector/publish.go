package inspector

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/replay"
)

// errBusy says that as many messages are running as the history holds.
var errBusy = errors.New("publish: too many messages are under way; wait for some to end")

// errEmpty says that the text is empty.
var errEmpty = errors.New("publish: expected a message, an envelope or an event of SNS or SQS, and got nothing")

// batch is the messages of one event, for one invocation.
type batch struct {
	payload json.RawMessage
	entries []*entry
}

// Publish runs the messages of a text and does not wait for them; it returns their
// numbers. The text is a new message, or an event of SNS or SQS, an envelope of SNS or a
// dead letter, which keep their MessageId and time. The error says that the text is empty,
// that too many messages are running, or which field is wrong.
func (i *Inspector) Publish(text []byte) ([]int, error) {
	batches, err := i.read(text)
	if err != nil {
		return nil, err
	}
	return i.start(batches), nil
}

// Deliver runs an event of SNS or SQS and waits for its end. The error has the reason of
// every message that failed.
func (i *Inspector) Deliver(event json.RawMessage) error {
	batches, err := i.read(event)
	if err != nil {
		return err
	}
	var errs []error
	for _, b := range batches {
		i.add(b)
		i.run(i.ctx, b)
		for _, e := range b.entries {
			select {
			case <-e.ended:
			case <-i.ctx.Done():
			}
			if _, m, ok := i.history.find(e.Number); ok && m.Error != "" {
				errs = append(errs, fmt.Errorf("%s: %s", m.Outcome, m.Error))
			}
		}
	}
	return errors.Join(errs...)
}

// start runs batches in the background.
func (i *Inspector) start(batches []batch) []int {
	var numbers []int
	for _, b := range batches {
		i.add(b)
		for _, e := range b.entries {
			numbers = append(numbers, e.Number)
		}
	}
	i.running.Go(func() {
		for _, b := range batches {
			i.running.Go(func() { i.run(i.ctx, b) })
		}
	})
	return numbers
}

func (i *Inspector) add(b batch) {
	for _, e := range b.entries {
		i.history.add(e)
	}
}

// read reads the events of a text.
func (i *Inspector) read(text []byte) ([]batch, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errEmpty
	}
	events, err := i.events(text)
	if err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	var batches []batch
	coming := i.history.unended()
	for _, e := range events {
		b := batch{payload: e.Payload}
		for _, d := range e.Deliveries {
			b.entries = append(b.entries, i.newEntry(d))
		}
		batches = append(batches, b)
		if coming += len(b.entries); coming > kept {
			return nil, errBusy
		}
	}
	return batches, nil
}

// events reads a text of any shape: also an array, and a value a line, as dynctl publish
// takes them.
func (i *Inspector) events(text []byte) ([]replay.Event, error) {
	items, areSeveral := itemsOf(text)
	if !areSeveral {
		return i.event(text)
	}
	switch {
	case len(items) == 0:
		return nil, errors.New("expected at least one message, got an empty array")
	case len(items) > kept: // before an event is made of each
		return nil, fmt.Errorf("expected at most %d messages at a time, got %d", kept, len(items))
	}
	var all []replay.Event
	for _, item := range items {
		events, err := i.event(item)
		if err != nil {
			return nil, err
		}
		all = append(all, events...)
	}
	return all, nil
}

// event reads a text that is no list. A text that is no event, envelope or dead letter is a
// message: SNS accepts any text up to its limit.
func (i *Inspector) event(text []byte) ([]replay.Event, error) {
	var fields struct {
		Records, Envelopes, RequestPayload json.RawMessage
		Type                               string
	}
	if json.Unmarshal(text, &fields) == nil && (fields.Records != nil || fields.Type == "Notification" || fields.Envelopes != nil || fields.RequestPayload != nil) {
		events, skipped, err := replay.Read("the text", text)
		if err == nil && len(skipped) > 0 {
			err = errors.New("a dead letter of an unknown form, without a known message")
		}
		return apart(events), err
	}
	if problem := outgoing.SizeProblem(string(text), publishedAttributes(text), outgoing.DefaultBytes); problem != "" {
		return nil, errors.New(problem)
	}
	e := newEnvelope(string(text), i.now())
	events, _, err := replay.Read("the text", []byte(e.String()))
	return events, err
}

// publishedAttributes returns the message attributes that dynctl publish gives a message.
func publishedAttributes(text []byte) []outgoing.Attribute {
	op, err := message.Decode(text)
	if err != nil {
		return nil
	}
	return outgoing.Attributes(op)
}

// itemsOf returns the items of a JSON array, or the lines of several JSON objects. It reports
// whether the text is one of these.
func itemsOf(text []byte) (items []json.RawMessage, areSeveral bool) {
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("[")) && json.Unmarshal(text, &items) == nil {
		return items, true
	}
	if json.Valid(text) {
		return nil, false
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if line[0] != '{' || !json.Valid(line) {
			return nil, false
		}
		items = append(items, line)
	}
	return items, true
}

// newEnvelope returns the envelope that SNS would make for a message that is published now.
func newEnvelope(text string, now time.Time) delivery.Envelope {
	return delivery.Envelope{
		Type: "Notification", MessageID: newID(), TopicARN: deployment.TopicARN, Message: text, Timestamp: now.UTC().Truncate(time.Millisecond),
	}
}

// apart makes an event from every SNS record, because SNS never sends more than one record.
// A batch of SQS stays one event, because its messages share requests.
func apart(events []replay.Event) []replay.Event {
	var all []replay.Event
	for _, e := range events {
		records := recordsOf(e.Payload)
		if len(e.Deliveries) < 2 || e.Deliveries[0].Queued != nil || len(records) != len(e.Deliveries) {
			all = append(all, e)
			continue
		}
		for n, d := range e.Deliveries {
			payload := append(append([]byte(`{"Records":[`), records[n]...), "]}"...)
			all = append(all, replay.Event{Name: e.Name, Payload: payload, Deliveries: []delivery.Delivery{d}})
		}
	}
	return all
}

// recordsOf returns the records of an event. The name must match exactly; encoding/json
// would also accept "records".
func recordsOf(event json.RawMessage) []json.RawMessage {
	var fields map[string]json.RawMessage
	var records []json.RawMessage
	_ = json.Unmarshal(event, &fields) // it was parsed before
	_ = json.Unmarshal(fields["Records"], &records)
	return records
}

// newID returns a random id in the form of SNS and SQS.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
