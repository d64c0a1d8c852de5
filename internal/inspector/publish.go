package inspector

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/replay"
)

// ErrBusy says that as many messages are under way as are kept.
var ErrBusy = errors.New("publish: too many messages are under way; wait for some to end")

// ErrEmpty says that there is nothing to publish.
var ErrEmpty = errors.New("publish: expected a message, an envelope or an event of SNS or SQS, and got nothing")

// batch is the messages of one event, to be run in one invocation.
type batch struct {
	payload json.RawMessage
	entries []*entry
}

// Publish takes a text as SNS takes a message, and has the function run it: an
// event of SNS or SQS, an envelope as SNS writes it or a dead letter keep the
// MessageId and time that they have; any other text is a new message. It returns
// the numbers of the messages, which go on running. Its error is [ErrEmpty],
// [ErrBusy], or names the field that is wrong.
func (i *Inspector) Publish(text []byte) ([]int, error) {
	batches, err := i.read(text)
	if err != nil {
		return nil, err
	}
	return i.start(batches), nil
}

// Deliver has the function run an event of SNS or SQS, and returns when all of it
// has ended. Its error says of every message that failed why.
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
			if _, m, ok := i.history.find(e.Number); ok && m.Error != "" {
				errs = append(errs, fmt.Errorf("%s: %s", m.Outcome, m.Error))
			}
		}
	}
	return errors.Join(errs...)
}

// Replay has the function run a message once more, as a second delivery of SNS
// would: under the same MessageId, so that a create makes no second row. It returns
// the number of the new entry.
func (i *Inspector) Replay(number int) (int, error) {
	e, _, ok := i.history.find(number)
	if !ok {
		return 0, fmt.Errorf("replay: no message %d, or no longer", number)
	}
	numbers, err := i.Publish([]byte(e.envelope))
	if err != nil {
		return 0, err
	}
	return numbers[0], nil
}

// start runs batches while the caller goes on.
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

// read takes a text apart into the events that bring its messages.
func (i *Inspector) read(text []byte) ([]batch, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, ErrEmpty
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
			return nil, ErrBusy
		}
	}
	return batches, nil
}

// events finds out what a text is. What is no event, envelope or dead letter is a
// message: SNS takes any text.
func (i *Inspector) events(text []byte) ([]replay.Event, error) {
	var fields struct {
		Records, Envelopes, RequestPayload json.RawMessage
		Type                               string
	}
	if json.Unmarshal(text, &fields) == nil && (fields.Records != nil || fields.Type == "Notification" || fields.Envelopes != nil || fields.RequestPayload != nil) {
		events, skipped, err := replay.Read("the text", text)
		if err == nil && len(skipped) > 0 {
			err = errors.New("a dead letter of an unknown shape: nobody knows what to run")
		}
		return apart(events), err
	}
	e := i.envelope(topicARN, string(text))
	events, _, err := replay.Read("the text", []byte(e.String()))
	return events, err
}

// apart makes an event of every record of SNS, which itself never sends more than
// one. A batch of SQS stays one, as its messages share requests.
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

// recordsOf are the records of an event, by the letters of their name: encoding/json
// would take those of "records" for them too.
func recordsOf(event json.RawMessage) []json.RawMessage {
	var fields map[string]json.RawMessage
	var records []json.RawMessage
	_ = json.Unmarshal(event, &fields) // it was parsed before
	_ = json.Unmarshal(fields["Records"], &records)
	return records
}

func (i *Inspector) newEntry(d delivery.Delivery) *entry {
	e := &entry{envelope: d.Body(), sooner: make(chan struct{}, 1)}
	if d.Queued != nil {
		e.received, e.handle = d.Queued.Received, d.Queued.ReceiptHandle
	}
	e.Time, e.Outcome, e.MessageID = i.now(), running, i.clean(d.Envelope.MessageID)
	e.TopicARN, e.Published, e.Message.Message = i.clean(d.Envelope.TopicARN), d.Envelope.Published, i.clean(d.Envelope.Message)
	if op, err := message.Decode([]byte(d.Envelope.Message)); err == nil {
		e.Operation, e.Action, e.EntitySet, e.Row = string(op.Kind), op.Action, op.EntitySet, op.Row.String()
	}
	e.Timeline = []Moment{{Time: e.Time, Kind: "published", Text: "published"}}
	return e
}

// newID is a random id in the form of SNS's and SQS's.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
