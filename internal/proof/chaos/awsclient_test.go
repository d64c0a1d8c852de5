package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	region  = "eu-west-1"
	account = "111122223333"
)

// awsClient is the HTTP client of a container for SQS, SNS and Secrets Manager.
type awsClient struct {
	w *simulation
	c *container
}

// Do implements the HTTP client of the AWS SDK.
func (a awsClient) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	target := r.Header.Get("X-Amz-Target")
	if strings.HasPrefix(target, "secretsmanager.") {
		return a.secret(r)
	}
	if target == "" {
		return a.topic(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	i := invocationOf(r.Context())
	operation := strings.TrimPrefix(target, "AmazonSQS.")
	a.w.mu.Lock()
	defer a.w.mu.Unlock()
	m, starts, key := i.caller(operation, body)
	m.sqsCalls++
	a.w.requestCounts[key]++
	nth := a.w.requestCounts[key]
	d := a.w.random("call", key, nth)
	a.w.mu.Unlock()
	arrived := randomDelay(r.Context(), d, 20*time.Millisecond)
	a.w.mu.Lock()
	if !arrived {
		return nil, r.Context().Err()
	}
	call, err := i.enter()
	if err != nil {
		return nil, err
	}
	f := a.choose(m, key, nth)
	for _, s := range starts {
		s.held = s.held || operation == "ChangeMessageVisibility"
		s.sqsFault = s.sqsFault || f != ""
	}
	if f != "" {
		a.w.faultCounts.count(f, m)
	}
	if f != "" && f != sentUntold {
		return reply(r, http.StatusInternalServerError, fmt.Sprintf(`{"__type":"com.amazonaws.sqs#InternalError","message":%q}`, body)), i.leave(call)
	}
	status, response := a.w.sqs(operation, body, starts)
	m.note("%s: %d", target, status)
	if err := i.leave(call); err != nil {
		return nil, err
	}
	if f == sentUntold {
		return nil, fmt.Errorf("read: connection reset by peer, of a call with %s", body)
	}
	return reply(r, status, response), nil
}

// caller returns the message of a call of SQS, its starts and the key of the call.
// ChangeMessageVisibility names the message by its receipt handle, SendMessage by the id
// in the body, which all starts of the message in the batch share. The key identifies
// the call among concurrent calls.
func (i *invocation) caller(operation string, body []byte) (*message, []*start, string) {
	var in call
	_ = json.Unmarshal(body, &in) // SQS itself reports a body that it cannot read
	at := slices.Index(i.handles, in.ReceiptHandle)
	if operation == "ChangeMessageVisibility" && at >= 0 {
		return i.batch[at], i.starts[at : at+1], in.ReceiptHandle
	}
	if m := i.w.byID[in.envelopeID()]; operation == "SendMessage" && slices.Contains(i.batch, m) {
		return m, i.startsOf(m), in.envelopeID()
	}
	i.w.wrong(i.batch[0], "a call of SQS about no message of the batch: %s", operation)
	return i.batch[0], i.starts[:1], ""
}

const (
	sqsFails   = "SQS: 500"
	sentUntold = "SQS: connection reset after the call"
)

// choose decides whether the nth call with a key fails. Sometimes three calls in a row
// fail. The SDK gives up then.
func (a awsClient) choose(m *message, key string, nth int) string {
	if a.w.outages.during(sqsFrom, sqsTo) {
		return queuesDown
	}
	if m.sqsCalls > 60 {
		return ""
	}
	if a.w.random("sqs block", key, (nth-1)/3).IntN(30) == 0 {
		return sqsFails
	}
	switch a.w.random("sqs", key, nth).IntN(20) {
	case 0:
		return sqsFails
	case 1:
		return sentUntold
	}
	return ""
}

// secret forwards a call of Secrets Manager to the emulator.
func (a awsClient) secret(r *http.Request) (*http.Response, error) {
	i := invocationOf(r.Context())
	a.w.mu.Lock()
	call, err := i.enter()
	a.c.secrets++
	fails := err == nil && a.w.random("secret", a.c.fleet.name, a.c.n, a.c.secrets).IntN(6) == 0
	if fails {
		a.w.faultCounts.count("Secrets Manager: 500", i.batch[0])
	}
	a.w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var resp *http.Response
	if fails {
		resp = reply(r, http.StatusInternalServerError, `{"__type":"InternalServiceError","Message":"try again"}`)
	} else {
		resp, err = a.w.emulator.Transport().RoundTrip(r)
	}
	a.w.mu.Lock()
	defer a.w.mu.Unlock()
	if dead := i.leave(call); dead != nil {
		return nil, dead
	}
	return resp, err
}

func reply(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"r"}},
		Body:   io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)),
	}
}
