package relay

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

// delivery is one message as it reached the function: straight from SNS, or
// from a queue.
type delivery struct {
	envelope message.Envelope
	// body is the envelope as SNS writes it into a queue.
	body string
	// queued is the message's place in the queue, nil for one from SNS.
	queued *queued
}

// queued is what SQS says of a message besides its body.
type queued struct {
	arn           string // of the queue
	messageID     string // SQS's own, by which a failure is reported
	receiptHandle string
	received      int    // how often, this time included
	group         string // of a FIFO queue
}

// isOrdered reports whether the message comes from a FIFO queue.
func (d delivery) isOrdered() bool {
	return d.queued != nil && strings.HasSuffix(d.queued.arn, ".fifo")
}

// deliveries reads the messages of an event of SNS or SQS, which its records
// tell apart by their source.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func deliveries(event json.RawMessage) ([]delivery, error) {
	var all struct{ Records []json.RawMessage }
	if err := json.Unmarshal(event, &all); err != nil {
		return nil, fmt.Errorf("decode the event: expected an event of SNS or SQS: %w", err)
	}
	if len(all.Records) == 0 {
		return nil, errors.New("decode the event: /Records: expected the records of an event of SNS or SQS")
	}
	deliveries := make([]delivery, len(all.Records))
	for i, record := range all.Records {
		d, problem := newDelivery(record)
		if problem != "" {
			return nil, fmt.Errorf("decode the event: /Records/%d/%s", i, problem)
		}
		deliveries[i] = d
	}
	return deliveries, nil
}

// newDelivery reads one record. The problem names the field that is wrong.
func newDelivery(record json.RawMessage) (d delivery, problem string) {
	var source struct{ EventSource string } // SNS writes EventSource, SQS eventSource
	if err := json.Unmarshal(record, &source); err != nil {
		return delivery{}, "EventSource: expected a string"
	}
	switch source.EventSource {
	case "aws:sns":
		return fromSNS(record)
	case "aws:sqs":
		return fromSQS(record)
	}
	return delivery{}, "EventSource: expected aws:sns or aws:sqs"
}

func fromSNS(record json.RawMessage) (d delivery, problem string) {
	var r struct{ SNS snsEnvelope }
	if err := json.Unmarshal(record, &r); err != nil {
		return delivery{}, "Sns: expected a notification: " + err.Error()
	}
	// What names a message decides which row it makes: two messages without it
	// would make one.
	switch e := r.SNS; {
	case e.MessageID == "":
		return delivery{}, "Sns/MessageId: missing"
	case e.TopicARN == "":
		return delivery{}, "Sns/TopicArn: missing"
	case e.Timestamp.IsZero():
		return delivery{}, "Sns/Timestamp: missing"
	}
	r.SNS.Type = notification
	return delivery{envelope: r.SNS.envelope(), body: r.SNS.String()}, ""
}

// fromSQS reads a message of a queue: an envelope, from a subscription or a
// hand-over, or, delivered raw, the message alone. Then SQS's own id stands in
// for MessageId, the queue for the topic, and the time it was sent for the time
// of publishing.
func fromSQS(record json.RawMessage) (d delivery, problem string) {
	var r events.SQSMessage
	if err := json.Unmarshal(record, &r); err != nil {
		return delivery{}, "body: expected a message of SQS: " + err.Error()
	}
	received, _ := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
	d = delivery{body: r.Body, queued: &queued{
		arn: r.EventSourceARN, messageID: r.MessageId, receiptHandle: r.ReceiptHandle,
		received: max(1, received), group: r.Attributes["MessageGroupId"],
	}}
	if e, ok := parseEnvelope(r.Body); ok {
		d.envelope = e.envelope()
		return d, ""
	}
	sent, err := strconv.ParseInt(r.Attributes["SentTimestamp"], 10, 64)
	if err != nil || r.MessageId == "" || r.EventSourceARN == "" {
		return delivery{}, "attributes/SentTimestamp, messageId, eventSourceARN: expected what SQS sets"
	}
	e := snsEnvelope{
		Type: notification, MessageID: r.MessageId, TopicARN: r.EventSourceARN,
		Message: r.Body, Timestamp: time.UnixMilli(sent).UTC(),
	}
	d.envelope, d.body = e.envelope(), e.String()
	return d, ""
}
