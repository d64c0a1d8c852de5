package deadletter

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// Parse reads a message of the dead-letter queue of that name, as
// ReceiveMessage gives it with all attributes. It never fails: what it does not
// understand is a letter of an unknown source.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func Parse(queueName string, m types.Message) Letter {
	l := Letter{
		Source: Unknown, QueueName: queueName,
		SQSID: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle),
		Body: aws.ToString(m.Body), System: m.Attributes,
		Group: m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)],
	}
	l.Received, _ = strconv.Atoi(m.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)])
	if len(m.MessageAttributes) > 0 {
		l.Attributes = map[string]Attribute{}
	}
	for name, a := range m.MessageAttributes {
		value := aws.ToString(a.StringValue)
		if a.BinaryValue != nil {
			value = base64.StdEncoding.EncodeToString(a.BinaryValue)
		}
		l.Attributes[name] = Attribute{Type: aws.ToString(a.DataType), Value: value}
	}
	l.read()
	return l
}

// read fills in what body and attributes say.
func (l *Letter) read() {
	sent := l.sent()
	l.Time = sent
	e, isEnvelope := delivery.ParseEnvelope(l.Body)
	switch record, isRecord := parseRecord(l.Body); {
	case isRecord:
		l.readRecord(record)
	case isEnvelope:
		l.readEnvelope(e)
	case l.sourceARN() != "" && l.SQSID != "" && !sent.IsZero():
		// SQS moves a message under its id, and from a standard queue under the time
		// it was sent, so this is the envelope that the function made of it.
		l.readRedrive()
		l.add(delivery.Raw(l.Body, l.SQSID, l.sourceARN(), sent))
	}
	l.readOperations()
}

// sourceARN is the queue that a redrive policy moved the letter from.
func (l *Letter) sourceARN() string {
	return l.System[string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)]
}

func (l *Letter) sent() time.Time {
	ms, err := strconv.ParseInt(l.System[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (l *Letter) readEnvelope(e delivery.Envelope) {
	// As it came, to the byte: a signature is kept as well.
	l.Envelopes = []string{l.Body}
	l.MessageID, l.TopicARN, l.Published, l.Message = e.MessageID, e.TopicARN, e.Timestamp, e.Message
	switch {
	case l.sourceARN() != "":
		l.readRedrive()
	case l.attribute("class") != "":
		l.Source = Function
		l.Class, l.Code, l.Reason = l.attribute("class"), l.attribute("code"), l.attribute("reason")
		l.Operation, l.EntitySet, l.RequestID = l.attribute("operation"), l.attribute("entitySet"), l.attribute("requestId")
		l.Status, _ = strconv.Atoi(l.attribute("status"))
		l.Attempts, _ = strconv.Atoi(l.attribute("attempts"))
		if t, err := time.Parse(time.RFC3339, l.attribute("time")); err == nil {
			l.Time = t
		}
	case l.attribute("errorCode")+l.attribute("errorMessage") != "":
		l.Source = Subscription
		l.Code, l.Reason, l.RequestID = l.attribute("errorCode"), l.attribute("errorMessage"), l.attribute("requestId")
	default:
		l.readRedrive()
	}
}

// readRedrive reads a letter that the redrive policy of the function's queue moved
// here. The attributes that the letter may carry are those of an earlier letter: SQS
// keeps them when somebody moves a letter into the function's queue.
func (l *Letter) readRedrive() {
	l.Source, l.Class = Queue, string(dynamics.Unavailable)
}

// attribute is the value of a message attribute. SNS's documents spell its own in
// more than one way: ErrorCode, ERROR_CODE.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func (l *Letter) attribute(name string) string {
	for n, a := range l.Attributes {
		if strings.EqualFold(strings.ReplaceAll(n, "_", ""), name) {
			return a.Value
		}
	}
	return ""
}

// add appends an envelope that is not the letter's body.
func (l *Letter) add(e delivery.Envelope) {
	l.Envelopes = append(l.Envelopes, e.String())
	if len(l.Envelopes) == 1 {
		l.MessageID, l.TopicARN, l.Published, l.Message = e.MessageID, e.TopicARN, e.Timestamp, e.Message
	}
}

// readOperations decodes the messages, for what the attributes do not say, and for
// what a second run of them would do.
func (l *Letter) readOperations() {
	for i, text := range l.Envelopes {
		e, _ := delivery.ParseEnvelope(text)
		op, err := message.Decode([]byte(e.Message))
		if err != nil {
			if i == 0 && l.Reason == "" {
				l.Reason = err.Error()
			}
			continue
		}
		if i == 0 {
			l.Operation = cmp.Or(l.Operation, string(op.Kind))
			l.EntitySet = cmp.Or(l.EntitySet, op.EntitySet)
			l.Action = op.Action
		}
		l.Hazard = cmp.Or(l.Hazard, l.hazard(op))
		if l.isOrdered() && mayUndo(op) {
			l.Overtaken = "later messages of the group may have run, and an older change without a sequence may undo them"
		}
	}
}

// isOrdered reports whether the letter is in a FIFO queue. A message group alone does
// not say so: standard queues know message groups too.
func (l *Letter) isOrdered() bool { return strings.HasSuffix(l.QueueName, ".fifo") }

// mayUndo reports whether an operation, run late, may undo a newer change. A create
// changes no row that is there, and a sequence keeps an older change out.
func mayUndo(op dynamics.Operation) bool {
	if op.Kind == dynamics.Batch {
		return slices.ContainsFunc(op.Operations, mayUndo)
	}
	return op.Kind != dynamics.Create && op.Sequence == nil
}

func (l *Letter) hazard(op dynamics.Operation) string {
	switch {
	case op.MayDouble():
		return "an action that runs again does again what it does"
	case makesItsOwnRow(op) && l.Source == Queue && l.Group != "" && l.MessageID == l.SQSID:
		// A FIFO queue gives a message that it moves a new time, on which the id of
		// the row rests.
		return "a create sent past SNS to a FIFO queue, without a row's id: its row may exist under another id"
	}
	return ""
}

// makesItsOwnRow reports whether an operation creates a row whose id follows from
// the envelope.
func makesItsOwnRow(op dynamics.Operation) bool {
	return op.Kind == dynamics.Create && op.Row.IsZero() || slices.ContainsFunc(op.Operations, makesItsOwnRow)
}
