package chaos

import (
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

// call is the body of either of the calls that the function makes.
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

// sqs answers a call, and refuses what SQS refuses.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (w *world) sqs(operation string, body []byte, s *start) (status int, answer string) {
	var in call
	if err := json.Unmarshal(body, &in); err != nil {
		return w.refuse("SerializationException", err.Error())
	}
	q := w.queues[in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:]]
	switch {
	case q == nil || in.QueueURL != queueURL(q.name):
		return w.refuse("QueueDoesNotExist", in.QueueURL)
	case operation == "SendMessage":
		return w.send(q, in, s)
	case operation == "ChangeMessageVisibility":
		d := q.handles[in.ReceiptHandle]
		if d == nil || d.deleted {
			// A message that another receive deleted: no mistake of the caller.
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

// refuse is an answer that the function should never have caused.
func (w *world) refuse(kind, detail string) (int, string) {
	w.wrong(nil, "SQS refused a call: %s %s", kind, detail)
	return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#` + kind + `","message":"refused"}`
}

func (w *world) send(q *queue, in call, s *start) (int, string) {
	var delay time.Duration
	if in.DelaySeconds != nil {
		delay = time.Duration(*in.DelaySeconds) * time.Second
	}
	switch {
	case q.fifo && (in.MessageGroupID == "" || in.MessageDeduplicationID == "" || delay != 0):
		return w.refuse("InvalidParameterValue", "a FIFO queue takes a group and no delay")
	case !q.fifo && in.MessageDeduplicationID != "" || delay < 0 || delay > 15*time.Minute:
		return w.refuse("InvalidParameterValue", "delay or deduplication")
	case in.MessageBody == "" || len(in.MessageAttributes) > 10:
		return w.refuse("InvalidParameterValue", "body or attributes")
	}
	attributes := map[string]string{}
	for name, a := range in.MessageAttributes {
		if a.StringValue == "" || a.DataType != "String" && a.DataType != "Number" {
			return w.refuse("InvalidParameterValue", "attribute "+name)
		}
		attributes[name] = a.StringValue
	}
	var envelope struct {
		MessageID string `json:"MessageId"`
	}
	_ = json.Unmarshal([]byte(in.MessageBody), &envelope)
	m := w.byID[envelope.MessageID]
	if m == nil {
		return w.refuse("InvalidMessageContents", "an envelope of no message")
	}
	m.note("sent to %s, delay %v, attributes %v", q.name, delay, attributes)
	s.again = s.again || q.name == "work"
	d := q.add(m, in.MessageBody, in.MessageGroupID, in.MessageDeduplicationID, attributes, delay)
	sum := md5.Sum([]byte(in.MessageBody))
	text, _ := json.Marshal(map[string]string{"MessageId": d.id, "MD5OfMessageBody": hex.EncodeToString(sum[:])})
	return http.StatusOK, string(text)
}
