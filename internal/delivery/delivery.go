package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/message"
	"sns-dynamics/internal/walk"
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
	// Sent is when the message came into the queue; zero where SQS does not say.
	Sent time.Time
	// WaitingSince is when the function first found that a row which the message needs
	// is not there, by the attribute [WaitingSince]; zero without it.
	WaitingSince time.Time
}

// WaitingSince is the attribute of a queue's message that says since when it waits for
// a row: Unix milliseconds.
const WaitingSince = "waitingSince"

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
	text := string(event)
	if !walk.Valid(text) {
		return nil, errors.New("decode the event: expected valid JSON")
	}
	r := reader{Cursor: walk.New(text)}
	records := r.records()
	if r.problem != "" {
		return nil, fmt.Errorf("decode the event: %s", r.problem)
	}
	if len(records) == 0 {
		return nil, errors.New("decode the event: /Records: expected the records of an event of SNS or SQS")
	}
	deliveries := make([]Delivery, len(records))
	for i := range records {
		d, problem := records[i].delivery()
		if problem != "" {
			return nil, fmt.Errorf("decode the event: /Records/%d/%s", i, problem)
		}
		deliveries[i] = d
	}
	return deliveries, nil
}

const sources = "aws:sns or aws:sqs"

// delivery is the message of a record. The problem names the field that is
// wrong.
func (r *record) delivery() (d Delivery, problem string) {
	switch r.source {
	case "aws:sns":
		return r.fromSNS()
	case "aws:sqs":
		return r.fromSQS()
	}
	return Delivery{}, "EventSource: expected " + sources
}

func (r *record) fromSNS() (d Delivery, problem string) {
	// What names a message decides which row it makes: two messages without it
	// would make one.
	switch e := r.envelope; {
	case e.MessageID == "":
		return Delivery{}, "Sns/MessageId: missing"
	case e.TopicARN == "":
		return Delivery{}, "Sns/TopicArn: missing"
	case e.Timestamp.IsZero():
		return Delivery{}, "Sns/Timestamp: missing"
	}
	r.envelope.Type = notification
	return Delivery{Envelope: r.envelope.Content(), wrapped: &r.envelope}, ""
}

// fromSQS reads a message of a queue: an envelope, from a subscription or a
// hand-over, or, delivered raw, the message alone.
func (r *record) fromSQS() (d Delivery, problem string) {
	received, _ := strconv.Atoi(r.received)
	d = Delivery{body: r.body, Queued: &Queued{
		ARN: r.sourceARN, MessageID: r.messageID, ReceiptHandle: r.receiptHandle,
		Received: max(1, received), Group: r.group,
	}}
	d.Queued.Sent, d.Queued.WaitingSince = unixMilli(r.sent), unixMilli(r.waitingSince)
	if e, ok := ParseEnvelope(r.body); ok {
		d.Envelope = e.Content()
		return d, ""
	}
	if d.Queued.Sent.IsZero() || r.messageID == "" || r.sourceARN == "" {
		return Delivery{}, "attributes/SentTimestamp, messageId, eventSourceARN: expected what SQS sets"
	}
	e := Raw(r.body, r.messageID, r.sourceARN, d.Queued.Sent)
	d.Envelope, d.wrapped = e.Content(), &e
	return d, ""
}

// unixMilli reads a time in Unix milliseconds; zero for a text that is none.
func unixMilli(text string) time.Time {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !isWritable(time.UnixMilli(ms)) {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
