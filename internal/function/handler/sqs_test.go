package handler_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// sqsModel replaces Amazon SQS: it stores the messages of the calls.
type sqsModel struct {
	mu    sync.Mutex
	sent  []sentMessage
	holds map[string]int // receipt handle -> seconds
	// refuse makes every SendMessage fail.
	refuse bool
	// latency is the duration of each call.
	latency time.Duration
}

// sentMessage is the content of a SendMessage call.
type sentMessage struct {
	QueueURL          string `json:"QueueUrl"`
	MessageBody       string
	DelaySeconds      int
	MessageGroupID    string `json:"MessageGroupId"`
	DeduplicationID   string `json:"MessageDeduplicationId"`
	MessageAttributes map[string]struct{ DataType, StringValue string }
}

// attributes are the values of a message's attributes.
func (m sentMessage) attributes() map[string]string {
	all := map[string]string{}
	for name, a := range m.MessageAttributes {
		all[name] = a.StringValue
	}
	return all
}

// Do implements the HTTP client of the AWS SDK.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html
func (q *sqsModel) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(q.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	status, answer := http.StatusOK, `{"MessageId":"sent"}`
	switch _, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); {
	case q.refuse && action == "SendMessage":
		status, answer = http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}`
	case action == "SendMessage":
		var m sentMessage
		if err := json.Unmarshal(body, &m); err != nil {
			return nil, err
		}
		q.sent = append(q.sent, m)
	case action == "ChangeMessageVisibility":
		var in struct {
			ReceiptHandle     string
			VisibilityTimeout int
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		q.holds[in.ReceiptHandle] = in.VisibilityTimeout
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewReader([]byte(answer))), Request: r,
	}, nil
}
