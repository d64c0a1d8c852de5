package chaos

import (
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

func queueURL(name string) string {
	return "https://sqs." + region + ".amazonaws.com/" + account + "/" + name
}

func queueARN(name string) string { return "arn:aws:sqs:" + region + ":" + account + ":" + name }

// eventQueueName is the queue of the outcome events that the topic did not take.
const eventQueueName = "outcomes"

// call is the body of the calls that the function makes.
type call struct {
	QueueURL               string `json:"QueueUrl"`
	MessageBody            string
	DelaySeconds           *int
	MessageAttributes      map[string]attribute
	MessageGroupID         string `json:"MessageGroupId"`
	MessageDeduplicationID string `json:"MessageDeduplicationId"`
	ReceiptHandle          string
	VisibilityTimeout      int
}

type attribute struct{ DataType, StringValue string }

// sqs carries out a call, and refuses the calls that SQS refuses.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (w *simulation) sqs(operation string, body []byte, starts []*start) (status int, response string) {
	var in call
	if err := json.Unmarshal(body, &in); err != nil {
		return w.refuse("SerializationException", err.Error())
	}
	q := w.queues[in.queue()]
	if in.isEvent() && q == w.queues["work"] {
		// The simulation delivers events apart: a batch of messages has a line of the log for
		// each of them.
		return http.StatusOK, in.sent(w.queues[eventQueueName].add(w.byID[in.envelopeID()], in.MessageBody, "", "", map[string]string{"kind": "outcome"}, in.delay()).id)
	}
	switch {
	case q == nil || in.QueueURL != queueURL(q.name):
		return w.refuse("QueueDoesNotExist", in.QueueURL)
	case operation == "SendMessage":
		return w.send(q, in, starts)
	case operation == "ChangeMessageVisibility":
		d := q.handles[in.ReceiptHandle]
		if d == nil || d.deleted {
			// Another receive deleted the message. This is not an error of the caller.
			return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#ReceiptHandleIsInvalid","message":"gone"}`
		}
		if in.VisibilityTimeout < 0 || in.VisibilityTimeout > 43200 {
			return w.refuse("InvalidParameterValue", "VisibilityTimeout")
		}
		d.message.note("held in %s for %d s", q.name, in.VisibilityTimeout)
		q.show(d, time.Duration(in.VisibilityTimeout)*time.Second)
		return http.StatusOK, `{}`
	}
	return w.refuse("UnsupportedOperation", operation)
}

// refuse returns an error that the function must never cause.
func (w *simulation) refuse(kind, detail string) (int, string) {
	w.wrong(nil, "SQS refused a call: %s %s", kind, detail)
	return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#` + kind + `","message":"refused"}`
}

func (w *simulation) send(q *queue, in call, starts []*start) (int, string) {
	m, attributes, problem := w.sending(in)
	if problem != "" {
		return w.refuse("InvalidParameterValue", problem)
	}
	for _, s := range starts {
		s.again = s.again || q.name == "work"
	}
	return http.StatusOK, in.sent(q.add(m, in.MessageBody, in.MessageGroupID, in.MessageDeduplicationID, attributes, in.delay()).id)
}

// sending parses a call of SendMessage, and returns the reason why SQS refuses it.
func (t *testRun) sending(in call) (m *message, attributes map[string]string, problem string) {
	fifo := strings.HasSuffix(in.QueueURL, ".fifo")
	switch {
	case fifo && (in.MessageGroupID == "" || in.MessageDeduplicationID == "" || in.delay() != 0):
		return nil, nil, "a FIFO queue takes a group and no delay"
	case !fifo && in.MessageDeduplicationID != "" || in.delay() < 0 || in.delay() > 15*time.Minute:
		return nil, nil, "delay or deduplication"
	case in.MessageBody == "" || len(in.MessageAttributes) > 10:
		return nil, nil, "body or attributes"
	}
	attributes = map[string]string{}
	for name, a := range in.MessageAttributes {
		if a.StringValue == "" || a.DataType != "String" && a.DataType != "Number" {
			return nil, nil, "attribute " + name
		}
		attributes[name] = a.StringValue
	}
	if m = t.byID[in.envelopeID()]; m == nil {
		return nil, nil, "an envelope of no message"
	}
	m.note("sent to %s, delay %v, attributes %v", in.queue(), in.delay(), attributes)
	return m, attributes, ""
}

// envelopeID returns the id of the message in the body.
func (in call) envelopeID() string {
	var envelope struct {
		MessageID string `json:"MessageId"`
		Data      struct {
			MessageID string `json:"messageId"`
		} // of an outcome event
	}
	_ = json.Unmarshal([]byte(in.MessageBody), &envelope)
	return cmp.Or(envelope.MessageID, envelope.Data.MessageID)
}

func (in call) queue() string { return in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:] }

func (in call) delay() time.Duration {
	if in.DelaySeconds == nil {
		return 0
	}
	return time.Duration(*in.DelaySeconds) * time.Second
}

// sent returns the response to SendMessage.
func (in call) sent(id string) string {
	sum := md5.Sum([]byte(in.MessageBody))
	text, _ := json.Marshal(map[string]string{"MessageId": id, "MD5OfMessageBody": hex.EncodeToString(sum[:])})
	return string(text)
}
