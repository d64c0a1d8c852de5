package inspector

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/delivery"
)

// queues answers for SQS what the function asks of it, and lets every other request
// through.
type queues struct {
	i    *Inspector
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (q queues) RoundTrip(r *http.Request) (*http.Response, error) {
	action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")
	c := callOf(r.Context())
	if !ok || c == nil {
		return q.next.RoundTrip(r)
	}
	defer r.Body.Close()
	var in struct {
		QueueURL          string `json:"QueueUrl"`
		MessageBody       string
		DelaySeconds      int
		MessageAttributes map[string]types.MessageAttributeValue
		ReceiptHandle     string
		VisibilityTimeout int
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	out := map[string]string{}
	switch {
	case action == "SendMessage" && in.QueueURL == DeadLetterQueueURL:
		q.i.buried(c, in.MessageBody, in.MessageAttributes)
		out = sent(in.MessageBody)
	case action == "SendMessage" && in.QueueURL == RetryQueueURL:
		if e, ok := delivery.ParseEnvelope(in.MessageBody); ok {
			since := ""
			if a := in.MessageAttributes[delivery.WaitingSince].StringValue; a != nil {
				since = *a
			}
			c.hand(e.MessageID, time.Duration(in.DelaySeconds)*time.Second, since)
		}
		out = sent(in.MessageBody)
	case action == "ChangeMessageVisibility":
		c.hold(in.ReceiptHandle, time.Duration(in.VisibilityTimeout)*time.Second)
	default:
		return sqsAnswer(r, http.StatusBadRequest, map[string]string{"__type": "com.amazonaws.sqs#UnsupportedOperation", "message": "the inspector does not know " + action})
	}
	return sqsAnswer(r, http.StatusOK, out)
}

func sqsAnswer(r *http.Request, status int, body map[string]string) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(bytes.NewReader(text)),
		ContentLength: int64(len(text)), Request: r,
	}, nil
}

// sent is the answer to SendMessage, whose checksum the SDK compares.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func sent(body string) map[string]string {
	sum := md5.Sum([]byte(body))
	return map[string]string{"MessageId": newID(), "MD5OfMessageBody": hex.EncodeToString(sum[:])}
}

func (c *call) hand(messageID string, d time.Duration, since string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handed[messageID], c.since[messageID] = d, since
}

func (c *call) hold(receiptHandle string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[receiptHandle] = d
}

// buried takes in a dead letter that the function wrote.
func (i *Inspector) buried(c *call, body string, attributes map[string]types.MessageAttributeValue) {
	l := i.newLetter(body, attributes, nil)
	for _, e := range c.entries {
		if e.MessageID == l.Letter.MessageID {
			i.bury(e, l)
		}
	}
}

// newLetter reads a message of the dead-letter queue as dynctl dlq does.
func (i *Inspector) newLetter(body string, attributes map[string]types.MessageAttributeValue, system map[string]string) Letter {
	id := newID()
	all := map[string]string{
		string(types.MessageSystemAttributeNameSentTimestamp):           strconv.FormatInt(i.now().UnixMilli(), 10),
		string(types.MessageSystemAttributeNameApproximateReceiveCount): "1",
	}
	for name, value := range system {
		all[name] = value
	}
	l := deadletter.Parse(deadLetterQueue, types.Message{MessageId: &id, Body: &body, MessageAttributes: attributes, Attributes: all})
	return Letter{Letter: l, Meaning: l.Meaning()}
}

// bury keeps a letter with its message, without secrets.
func (i *Inspector) bury(e *entry, l Letter) {
	l.Letter.Body, l.Letter.Message, l.Letter.Reason = i.clean(l.Letter.Body), i.clean(l.Letter.Message), i.clean(l.Letter.Reason)
	l.Letter.Code = i.clean(l.Letter.Code)
	for name, a := range l.Letter.Attributes {
		a.Value = i.clean(a.Value)
		l.Letter.Attributes[name] = a
	}
	for n := range l.Letter.Envelopes {
		l.Letter.Envelopes[n] = i.clean(l.Letter.Envelopes[n])
	}
	i.history.change(e, func(e *entry) {
		l.Number = e.Number
		e.Letter = &l
		e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: dead, Text: "into the dead-letter queue"})
	})
}
