package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/message"
)

// Delivery is one message as it reached the function: straight from SNS, or
// from a queue.
type Delivery struct {
	Envelope message.Envelope
	// Body is the envelope as SNS writes it into a queue.
	Body string
	// Queued is the message's place in the queue, nil for one from SNS.
	Queued *Queued
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
	var all struct{ Records []json.RawMessage }
	if err := json.Unmarshal(event, &all); err != nil {
		return nil, fmt.Errorf("decode the event: expected an event of SNS or SQS: %w", err)
	}
	if len(all.Records) == 0 {
		return nil, errors.New("decode the event: /Records: expected the records of an event of SNS or SQS")
	}
	deliveries := make([]Delivery, len(all.Records))
	for i, record := range all.Records {
		d, problem := parse(record)
		if problem != "" {
			return nil, fmt.Errorf("decode the event: /Records/%d/%s", i, problem)
		}
		deliveries[i] = d
	}
	return deliveries, nil
}

// parse reads one record. The problem names the field that is wrong.
func parse(record json.RawMessage) (d Delivery, problem string) {
	var source struct{ EventSource string } // SNS writes EventSource, SQS eventSource
	if err := json.Unmarshal(record, &source); err != nil {
		return Delivery{}, "EventSource: expected a string"
	}
	switch source.EventSource {
	case "aws:sns":
		return fromSNS(record)
	case "aws:sqs":
		return fromSQS(record)
	}
	return Delivery{}, "EventSource: expected aws:sns or aws:sqs"
}

func fromSNS(record json.RawMessage) (d Delivery, problem string) {
	var r struct{ SNS Envelope }
	if err := json.Unmarshal(record, &r); err != nil {
		return Delivery{}, "Sns: expected a notification: " + err.Error()
	}
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
	return Delivery{Envelope: r.SNS.Content(), Body: r.SNS.String()}, ""
}

// fromSQS reads a message of a queue: an envelope, from a subscription or a
// hand-over, or, delivered raw, the message alone.
func fromSQS(record json.RawMessage) (d Delivery, problem string) {
	var r events.SQSMessage
	if err := json.Unmarshal(record, &r); err != nil {
		return Delivery{}, "body: expected a message of SQS: " + err.Error()
	}
	received, _ := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
	d = Delivery{Body: r.Body, Queued: &Queued{
		ARN: r.EventSourceARN, MessageID: r.MessageId, ReceiptHandle: r.ReceiptHandle,
		Received: max(1, received), Group: r.Attributes["MessageGroupId"],
	}}
	if e, ok := ParseEnvelope(r.Body); ok {
		d.Envelope = e.Content()
		return d, ""
	}
	sent, err := strconv.ParseInt(r.Attributes["SentTimestamp"], 10, 64)
	if err != nil || r.MessageId == "" || r.EventSourceARN == "" {
		return Delivery{}, "attributes/SentTimestamp, messageId, eventSourceARN: expected what SQS sets"
	}
	e := Raw(r.Body, r.MessageId, r.EventSourceARN, time.UnixMilli(sent))
	d.Envelope, d.Body = e.Content(), e.String()
	return d, ""
}
