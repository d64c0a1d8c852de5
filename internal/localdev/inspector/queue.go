package inspector

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/function/delivery"
)

// queues sends the function's requests to SQS to the account, and lets every other request
// through.
type queues struct {
	i    *Inspector
	next http.RoundTripper
}

// sqsRequest is a request of the function to SQS.
type sqsRequest struct {
	action            string
	QueueURL          string `json:"QueueUrl"`
	MessageBody       string
	DelaySeconds      int
	MessageAttributes map[string]types.MessageAttributeValue
	ReceiptHandle     string
	VisibilityTimeout int
}

// RoundTrip implements [http.RoundTripper]. The errors are the errors of the wrapped transport and
// of the account.
func (q queues) RoundTrip(r *http.Request) (*http.Response, error) {
	action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")
	c := callOf(r.Context())
	if !ok || c == nil {
		return q.next.RoundTrip(r)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	in := sqsRequest{action: action}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	if action == "ChangeMessageVisibility" && !c.isPolled {
		// The queue of a published event is not a queue of the account.
		c.hold(in.ReceiptHandle, time.Duration(in.VisibilityTimeout)*time.Second)
		return empty(r), nil
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return q.i.send(c, in, r)
}

// send sends a request to the account, and notes its effect on the messages of a call.
func (i *Inspector) send(c *call, in sqsRequest, r *http.Request) (*http.Response, error) {
	i.queued.sending.RLock() // the poller may get the message before its id is noted
	defer i.queued.sending.RUnlock()
	response, err := i.account.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		return response, err
	}
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(answer))
	var sent struct {
		MessageID string `json:"MessageId"`
	}
	_ = json.Unmarshal(answer, &sent) // the response to ChangeMessageVisibility has no members
	switch {
	case in.action == "SendMessage" && in.QueueURL == DeadLetterQueueURL:
		i.buried(c, sent.MessageID, in.MessageBody, in.MessageAttributes)
	case in.action == "SendMessage" && in.QueueURL == RetryQueueURL:
		i.handed(c, sent.MessageID, in)
	case in.action == "ChangeMessageVisibility":
		c.hold(in.ReceiptHandle, time.Duration(in.VisibilityTimeout)*time.Second)
	}
	return response, nil
}

// handed notes a message that the function sent to the retry queue.
func (i *Inspector) handed(c *call, sqsID string, in sqsRequest) {
	envelope, ok := delivery.ParseEnvelope(in.MessageBody)
	if !ok {
		return
	}
	c.hand(envelope.MessageID, time.Duration(in.DelaySeconds)*time.Second)
	for _, e := range c.entries {
		if e.MessageID == envelope.MessageID {
			i.queued.put(sqsID, e)
			return
		}
	}
}

// empty is a response of SQS without members.
func empty(r *http.Request) *http.Response {
	const status = http.StatusOK
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(strings.NewReader("{}")),
		ContentLength: 2, Request: r,
	}
}

func (c *call) hand(messageID string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handed[messageID] = d
}

func (c *call) hold(receiptHandle string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[receiptHandle] = d
}

// delay returns the wait of a message in the retry queue after an invocation: the delay of
// a sent message, or else the visibility timeout of the received one. It reports whether the
// message was sent.
func (c *call) delay(e *entry) (d time.Duration, isSent bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d, isSent = c.handed[e.MessageID]; isSent {
		return d, true
	}
	return c.held[e.handle], false
}

// queued are the messages in the retry queue, by their id of SQS.
type queued struct {
	// sending is locked for reading while a message is sent and noted.
	sending sync.RWMutex

	mu   sync.Mutex // locked after the lock of the account's queues
	byID map[string]*entry
}

func newQueued() *queued { return &queued{byID: map[string]*entry{}} }

// put notes that a message of SQS is an entry.
func (q *queued) put(sqsID string, e *entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.byID[sqsID] = e
}

// find returns the entry of a message of SQS, or nil.
func (q *queued) find(sqsID string) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.byID[sqsID]
}

// remove forgets a message of SQS that has left the queue, and returns its entry or nil.
func (q *queued) remove(sqsID string) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.byID[sqsID]
	delete(q.byID, sqsID)
	return e
}

// idOf returns the id of SQS of an entry, or "".
func (q *queued) idOf(e *entry) string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, one := range q.byID {
		if one == e {
			return id
		}
	}
	return ""
}

// settle waits until all messages that were sent are noted.
func (q *queued) settle() {
	q.sending.Lock()
	defer q.sending.Unlock()
}
