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

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// Parse parses a message of a dead-letter queue, as ReceiveMessage returns it with all
// attributes. It never fails: a message of an unknown form is a letter of an unknown source.
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

// read sets the fields that follow from body and attributes.
func (l *Letter) read() {
	sent := l.sent()
	l.Time = sent
	e, isEnvelope := delivery.ParseEnvelope(l.Body)
	switch record, isRecord := parseRecord(l.Body); {
	case l.attribute(delivery.Kind) == delivery.KindOutcome:
		l.Reason = "an outcome event that was not published; it is no message to redrive"
	case isRecord:
		l.readRecord(record)
		if l.sourceARN() != "" { // an operator moved the record to the function's queue before
			l.Code, l.RequestID, l.Attempts, l.Time = "", "", 0, sent
			l.readRedrive()
		}
	case isEnvelope:
		l.readEnvelope(e)
	case l.sourceARN() != "" && l.SQSID != "" && !sent.IsZero():
		// A redrive policy keeps the id of a message. In a standard queue it also keeps the
		// time when the message was sent. So this envelope equals the envelope that the
		// function made.
		l.readRedrive()
		l.add(delivery.Raw(l.Body, l.SQSID, l.sourceARN(), sent, l.ownAttributes()))
	}
	l.readOperations()
}

// ownAttributes are the message attributes of a message that was delivered raw.
func (l *Letter) ownAttributes() delivery.Attributes {
	all := delivery.Attributes{}
	for name, a := range l.Attributes {
		all[name] = delivery.Attribute(a)
	}
	return all
}

// sourceARN is the queue from which a redrive policy moved the letter.
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
	// Byte for byte, so that a signature stays valid.
	l.Envelopes = []string{l.Body}
	l.MessageID, l.TopicARN, l.Published, l.Message = e.MessageID, e.TopicARN, e.Timestamp, e.Message
	switch {
	case l.sourceARN() != "":
		l.readRedrive()
	case l.attribute("class") != "":
		l.Source = Function
		l.Class, l.Code, l.Reason = l.attribute("class"), l.attribute("code"), l.attribute("reason")
		l.Operation, l.EntitySet, l.RequestID = l.attribute("operation"), l.attribute("entitySet"), l.attribute("requestId")
		l.Route = l.attribute("route")
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

// lastAttempt is the reason of a letter that a redrive policy moved. SQS adds no reason.
const lastAttempt = "the last attempt of the queue failed; the function's log has the reason (dynctl trace)"

// readRedrive reads a letter that the redrive policy of the function's queue moved. The
// attributes of the letter may come from an earlier dead letter of the message: SQS keeps the
// attributes of a letter that an operator moves to the function's queue.
func (l *Letter) readRedrive() {
	l.Source, l.Class, l.Reason = Queue, string(operation.Unavailable), lastAttempt
}

// attribute returns the value of a message attribute. The documents of SNS spell the names
// in several ways: ErrorCode, ERROR_CODE.
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

// readOperations decodes the messages, to set the fields without an attribute and the risks
// of a second run.
func (l *Letter) readOperations() {
	for i, text := range l.Envelopes {
		e, _ := delivery.ParseEnvelope(text)
		op, err := message.Decode([]byte(e.Message))
		if err != nil {
			if i == 0 && l.Reason == "" {
				l.Reason = err.Error()
			}
			l.readRouted()
			continue
		}
		if i == 0 {
			l.Operation = cmp.Or(l.Operation, string(op.Kind))
			l.EntitySet = cmp.Or(l.EntitySet, op.EntitySet)
			l.Action = op.Action
		}
		l.RepeatRisk = cmp.Or(l.RepeatRisk, l.repeatRisk(op))
		if l.isOrdered() && mayUndo(op) {
			l.Overtaken = overtaken
		}
	}
}

// readRouted sets the risks of a message that is no operation, because a route made its
// operation: only the attributes tell the operation.
func (l *Letter) readRouted() {
	if l.hasNewTime() {
		l.RepeatRisk = cmp.Or(l.RepeatRisk, "a message that was sent to a FIFO queue without SNS: its route may have made a row with another id")
	}
	if l.Route == "" {
		return
	}
	if l.Class == string(operation.Unknown) {
		l.RepeatRisk = cmp.Or(l.RepeatRisk, actionTwice)
	}
	if l.isOrdered() && l.Operation != "" && l.Operation != string(operation.Create) {
		l.Overtaken = overtaken
	}
}

// The risks of a second run.
const (
	actionTwice = "an action that runs twice has its effect twice"
	overtaken   = "later messages of the group may have run, and an older change without a sequence may undo them"
)

// isOrdered reports whether the letter is in a FIFO queue. A message group alone is no
// proof, because standard queues have message groups too.
func (l *Letter) isOrdered() bool { return strings.HasSuffix(l.QueueName, ".fifo") }

// mayUndo reports whether an operation that runs late may undo a newer change. A create
// changes no existing row, and a sequence prevents an older change.
func mayUndo(op operation.Operation) bool {
	if op.Kind == operation.Batch {
		return slices.ContainsFunc(op.Operations, mayUndo)
	}
	return op.Kind != operation.Create && op.Sequence == nil
}

// hasNewTime reports whether the publish time of a message is lost. A FIFO queue gives a moved
// message a new time, and the ids that follow from the envelope depend on the time: the id of a
// row, and the id of an action in the ledger.
func (l *Letter) hasNewTime() bool {
	return l.Source == Queue && l.Group != "" && l.MessageID == l.SQSID
}

func (l *Letter) repeatRisk(op operation.Operation) string {
	switch {
	case op.MayDouble():
		return actionTwice
	case op.NeedsLedger() && l.hasNewTime():
		return "an action with once that was sent to a FIFO queue without SNS: it may have run, and the ledger does not know it by its new time"
	case makesItsOwnRow(op) && l.hasNewTime():
		return "a create that was sent to a FIFO queue without SNS and without a row id: its row may exist with another id"
	}
	return ""
}

// makesItsOwnRow reports whether an operation creates a row whose id follows from
// the envelope.
func makesItsOwnRow(op operation.Operation) bool {
	return op.Kind == operation.Create && op.Row.IsZero() || slices.ContainsFunc(op.Operations, makesItsOwnRow)
}
