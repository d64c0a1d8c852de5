package chaos

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

const (
	region  = "eu-west-1"
	account = "111122223333"
)

// amazon is the way from a container to SQS and Secrets Manager.
type amazon struct {
	w *world
	c *container
}

// Do implements the client that the AWS SDK wants.
func (a amazon) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	target := r.Header.Get("X-Amz-Target")
	if strings.HasPrefix(target, "secretsmanager.") {
		return a.secret(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	i := invocationOf(r.Context())
	a.w.mu.Lock()
	defer a.w.mu.Unlock()
	if err := i.enter(); err != nil {
		return nil, err
	}
	m, s := i.current()
	d := a.w.dice("call", m.n, m.sqsCalls)
	a.w.mu.Unlock()
	arrived := pass(r.Context(), d, 20*time.Millisecond)
	a.w.mu.Lock()
	if !arrived {
		return nil, r.Context().Err()
	}
	s.held = s.held || strings.HasSuffix(target, "ChangeMessageVisibility")
	f := a.choose(m)
	if f != "" {
		s.sqsFault = true
		a.w.tally.count(f, m)
	}
	if f != "" && f != sentUntold {
		return reply(r, http.StatusInternalServerError, `{"__type":"com.amazonaws.sqs#InternalError","message":"try again"}`), i.leave()
	}
	status, answer := a.w.sqs(strings.TrimPrefix(target, "AmazonSQS."), body, s)
	m.note("%s: %d", target, status)
	if err := i.leave(); err != nil {
		return nil, err
	}
	if f == sentUntold {
		return nil, fmt.Errorf("read: connection reset by peer")
	}
	return reply(r, status, answer), nil
}

const (
	sqsFails   = "SQS: 500"
	sentUntold = "SQS: connection reset after the call"
)

// choose decides whether a call of SQS fails. Three calls in a row fail now and
// then, which is when the SDK gives up.
func (a amazon) choose(m *message) string {
	m.sqsCalls++
	if a.w.weather.during(sqsFrom, sqsTo) {
		return queuesDown
	}
	if m.sqsCalls > 60 {
		return ""
	}
	if a.w.dice("sqs block", m.n, (m.sqsCalls-1)/3).IntN(30) == 0 {
		return sqsFails
	}
	switch a.w.dice("sqs", m.n, m.sqsCalls).IntN(20) {
	case 0:
		return sqsFails
	case 1:
		return sentUntold
	}
	return ""
}

// secret has the emulator answer for Secrets Manager.
func (a amazon) secret(r *http.Request) (*http.Response, error) {
	i := invocationOf(r.Context())
	a.w.mu.Lock()
	err := i.enter()
	a.c.secrets++
	m, _ := i.current()
	ctx := r.Context()
	if err == nil && a.w.dice("secret", a.c.fleet.name, a.c.n, a.c.secrets).IntN(6) == 0 {
		a.w.tally.count("Secrets Manager: 500", m)
		ctx = dynamicstest.WithFault(ctx, dynamicstest.Fault{
			Status: http.StatusInternalServerError, Body: `{"__type":"InternalServiceError","Message":"try again"}`,
		}, nil)
	}
	a.w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	resp, err := a.w.emulator.Transport().RoundTrip(r.WithContext(ctx))
	a.w.mu.Lock()
	defer a.w.mu.Unlock()
	if dead := i.leave(); dead != nil {
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
