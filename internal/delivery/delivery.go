package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/message"
)

// Delivery is one message as it reached the function: straight from SNS, or
// from a queue.
type Delivery struct {
	Envelope message.Envelope
	// Queued is the message's place in the queue, nil for one from SNS.
	Queued *Queued

	body    string    // of the queue's message, if that is an envelope
	wrapped *Envelope // else
}

// Body is the envelope as SNS writes it into a queue. It is made when asked for:
// only a message that failed needs it.
func (d Delivery) Body() string {
	if d.wrapped != nil {
		return d.wrapped.String()
	}
	return d.body
}

// Queued is what SQS says of a message besides its body.
type Queued struct {
	ARN           string // of the queue
	MessageID     string // SQS's own, by which a failure is reported
	ReceiptHandle string
	Received      int    // how often, this time included
	Group         string // of a FIFO queue
}

// IsOrdered reports whether the message comes from a FIFO queue.
func (d Delivery) IsOrdered() bool {
	return d.Queued != nil && strings.HasSuffix(d.Queued.ARN, ".fifo")
}

// Parse reads the messages of an event of SNS or SQS, which its records tell
// apart by their source. Its error names the field that is wrong by its place.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func Parse(event json.RawMessage) ([]Delivery, error) {
	var all struct{ Records []record }
	if err := json.Unmarshal(event, &all); err != nil {
		return nil, fmt.Errorf("decode the event: %w", misshapen(event, err))
	}
	if len(all.Records) == 0 {
		return nil, errors.New("decode the event: /Records: expected the records of an event of SNS or SQS")
	}
	deliveries := make([]Delivery, len(all.Records))
	for i := range all.Records {
		d, problem := all.Records[i].delivery()
		if problem != "" {
			return nil, fmt.Errorf("decode the event: /Records/%d/%s", i, problem)
		}
		deliveries[i] = d
	}
	return deliveries, nil
}

// record is what is read of a record of either source, so that one reading of
// the event does.
type record struct {
	EventSource string // SNS writes EventSource, SQS eventSource

	SNS Envelope

	MessageID, ReceiptHandle, Body, EventSourceARN string
	Attributes                                     struct{ ApproximateReceiveCount, MessageGroupID, SentTimestamp string }
}

// misshapen says where an event of which a field is of the wrong type has it.
func misshapen(event json.RawMessage, err error) error {
	var all struct{ Records []json.RawMessage }
	if err := json.Unmarshal(event, &all); err != nil {
		return fmt.Errorf("expected an event of SNS or SQS: %w", err)
	}
	for i, text := range all.Records {
		var source struct{ EventSource string }
		if json.Unmarshal(text, &source) != nil {
			return fmt.Errorf("/Records/%d/EventSource: expected a string", i)
		}
		var r record
		if err := json.Unmarshal(text, &r); err != nil {
			switch source.EventSource {
			case "aws:sns":
				return fmt.Errorf("/Records/%d/Sns: expected a notification: %w", i, err)
			case "aws:sqs":
				return fmt.Errorf("/Records/%d/body: expected a message of SQS: %w", i, err)
			}
			return fmt.Errorf("/Records/%d/%s", i, otherSource)
		}
	}
	return err
}

const otherSource = "EventSource: expected aws:sns or aws:sqs"

// delivery is the message of a record. The problem names the field that is
// wrong.
func (r *record) delivery() (d Delivery, problem string) {
	switch r.EventSource {
	case "aws:sns":
		return r.fromSNS()
	case "aws:sqs":
		return r.fromSQS()
	}
	return Delivery{}, otherSource
}

func (r *record) fromSNS() (d Delivery, problem string) {
	// What names a message decides which row it makes: two messages without it
	// would make one.
	switch e := r.SNS; {
	case e.MessageID == "":
		return Delivery{}, "Sns/MessageId: missing"
	case e.TopicARN == "":
		return Delivery{}, "Sns/TopicArn: missing"
	case e.Timestamp.IsZero():
		return Delivery{}, "Sns/Timestamp: missing"
	}
	r.SNS.Type = notification
	return Delivery{Envelope: r.SNS.Content(), wrapped: &r.SNS}, ""
}

// fromSQS reads a message of a queue: an envelope, from a subscription or a
// hand-over, or, delivered raw, the message alone.
func (r *record) fromSQS() (d Delivery, problem string) {
	received, _ := strconv.Atoi(r.Attributes.ApproximateReceiveCount)
	d = Delivery{body: r.Body, Queued: &Queued{
		ARN: r.EventSourceARN, MessageID: r.MessageID, ReceiptHandle: r.ReceiptHandle,
		Received: max(1, received), Group: r.Attributes.MessageGroupID,
	}}
	if e, ok := ParseEnvelope(r.Body); ok {
		d.Envelope = e.Content()
		return d, ""
	}
	sent, err := strconv.ParseInt(r.Attributes.SentTimestamp, 10, 64)
	if err != nil || r.MessageID == "" || r.EventSourceARN == "" {
		return Delivery{}, "attributes/SentTimestamp, messageId, eventSourceARN: expected what SQS sets"
	}
	e := Raw(r.Body, r.MessageID, r.EventSourceARN, time.UnixMilli(sent))
	d.Envelope, d.wrapped = e.Content(), &e
	return d, ""
}
