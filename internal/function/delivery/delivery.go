package delivery

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sns-dynamics/internal/function/message"
)

// Delivery is one message of an event: from SNS directly, or from a queue.
type Delivery struct {
	Envelope message.Envelope
	// Queued is the place of the message in its queue; nil for a message from SNS.
	Queued *Queued
	// IsOutcome says that the message is an outcome event that waits for its publication:
	// its attribute [Kind] is [KindOutcome]. The event is Envelope.Message. It is no
	// operation, whatever it says.
	IsOutcome bool
	// IsUnwrapped says that the message of the queue is Lambda's record of a failed
	// invocation, and that this message is in the record, perhaps among others.
	IsUnwrapped bool

	body    string    // of the queue's message, if it is an envelope
	wrapped *Envelope // the envelope of any other message
}

// Body returns the envelope in the form in which SNS writes it into a queue. Only a
// message that failed needs it.
func (d Delivery) Body() string {
	if d.wrapped != nil {
		return d.wrapped.String()
	}
	return d.body
}

// Queued is the data of a message from SQS, without the body.
type Queued struct {
	ARN           string // of the queue
	MessageID     string // the id of SQS; the response to Lambda names a failure by it
	ReceiptHandle string
	Received      int    // the number of receives, including this one
	Group         string // the message group in a FIFO queue
	// Sent is when the message was sent to the queue; zero if SQS does not say.
	Sent time.Time
	// WaitingSince is the value of the attribute [WaitingSince]: when the function first
	// missed a row that the message needs. It is zero without the attribute.
	WaitingSince time.Time
}

// WaitingSince is the name of a message attribute: the time since which a message waits
// for a row, in Unix milliseconds.
const WaitingSince = "waitingSince"

// Kind is the name of a message attribute that says what a message of a queue is.
// KindOutcome is its value for an outcome event. A message without it is an operation.
const (
	Kind        = "kind"
	KindOutcome = "outcome"
)

// IsOrdered reports whether the message comes from a FIFO queue.
func (d Delivery) IsOrdered() bool {
	return d.Queued != nil && strings.HasSuffix(d.Queued.ARN, ".fifo")
}

// Parse reads the messages of an event. Its records say whether it is from SNS or from
// SQS; an event has one source. A record of SQS may hold several messages, if it is Lambda's
// record of a failed invocation; see IsUnwrapped. EventBridge Pipes sends the records of SQS as
// an array, without the object around it. The error names the place of the first wrong field in
// the event, such as /Records/0/Sns/MessageId, and the service that another event is from.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html,
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html
func Parse(event json.RawMessage) ([]Delivery, error) {
	r := newReader(event)
	r.place = "/Records"
	records := r.records()
	// The decoder replaces bytes that are not UTF-8: the function would then carry out
	// another message.
	if !r.isRead() || !utf8.Valid(event) {
		return nil, errors.New("decode the event: expected valid JSON")
	}
	if r.problem != "" {
		return nil, fmt.Errorf("decode the event: %s", r.problem)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("decode the event: %s: expected the records of an event of SNS or SQS%s", cmp.Or(r.place, "/"), butNot(r.source, r.isBridge))
	}
	deliveries := make([]Delivery, 0, len(records))
	for i := range records {
		d, problem := records[i].delivery(r)
		if problem != "" {
			return nil, fmt.Errorf("decode the event: %s/%d/%s", r.place, i, problem)
		}
		if first := records[0].source; records[i].source != first {
			return nil, fmt.Errorf("decode the event: %s/%d/EventSource: expected %s, as in the first record", r.place, i, first)
		}
		deliveries = d.unwrap(deliveries)
	}
	return deliveries, nil
}

const sources = "aws:sns or aws:sqs"

// delivery returns the message of a record. The reader of its envelope has read the event before.
// The problem names the wrong field.
func (r *record) delivery(envelopes *reader) (d Delivery, problem string) {
	switch r.source {
	case "aws:sns":
		return r.fromSNS()
	case "aws:sqs":
		return r.fromSQS(envelopes)
	}
	return Delivery{}, "EventSource: expected " + sources + butNot(r.source, false)
}

func (r *record) fromSNS() (d Delivery, problem string) {
	// A create may get the id of its row from these fields. Two messages without them
	// would create the same row.
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

// fromSQS reads a message of a queue. Its body is an envelope, from a subscription or from
// the function, or with raw delivery the message alone.
func (r *record) fromSQS(envelopes *reader) (d Delivery, problem string) {
	received, _ := strconv.Atoi(r.received)
	d = Delivery{body: r.body, Queued: &Queued{
		ARN: r.sourceARN, MessageID: r.messageID, ReceiptHandle: r.receiptHandle,
		Received: max(1, received), Group: r.group,
	}}
	d.Queued.Sent, d.Queued.WaitingSince = unixMilli(r.sent), unixMilli(r.messageAttributes.text(WaitingSince))
	d.IsOutcome = r.messageAttributes.text(Kind) == KindOutcome
	if e, ok := envelopes.parseEnvelope(r.body); ok && !d.IsOutcome {
		d.Envelope = e.Content()
		return d, ""
	}
	if d.Queued.Sent.IsZero() || r.messageID == "" || r.sourceARN == "" {
		return Delivery{}, "attributes/SentTimestamp, messageId, eventSourceARN: expected what SQS sets"
	}
	e := Raw(r.body, r.messageID, r.sourceARN, d.Queued.Sent, r.messageAttributes)
	d.Envelope, d.wrapped = e.Content(), &e
	return d, ""
}

// unixMilli reads a time in Unix milliseconds; zero for an empty or malformed text.
func unixMilli(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !isWritable(time.UnixMilli(ms)) {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
