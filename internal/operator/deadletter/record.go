package deadletter

import (
	"encoding/json"
	"time"

	"sns-dynamics/internal/function/delivery"
)

// record is Lambda's record of a failed asynchronous invocation.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
type record struct {
	Timestamp      time.Time `json:"timestamp"`
	RequestContext struct {
		RequestID              string `json:"requestId"`
		Condition              string `json:"condition"`
		ApproximateInvokeCount int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	RequestPayload  json.RawMessage `json:"requestPayload"`
	ResponsePayload json.RawMessage `json:"responsePayload"`

	deliveries []delivery.Delivery
}

// parseRecord parses a body as Lambda's record of an event of SNS or SQS. It returns false
// for any other body.
func parseRecord(body string) (record, bool) {
	var r record
	if err := json.Unmarshal([]byte(body), &r); err != nil || len(r.RequestPayload) == 0 {
		return record{}, false
	}
	var err error
	r.deliveries, err = delivery.Parse(r.RequestPayload)
	return r, err == nil
}

// Payload returns the event in Lambda's record of a failed invocation. It returns false for
// any other text.
func Payload(text []byte) (json.RawMessage, bool) {
	r, ok := parseRecord(string(text))
	return r.RequestPayload, ok
}

func (l *Letter) readRecord(r record) {
	l.Source = Lambda
	l.Code, l.RequestID, l.Attempts = r.RequestContext.Condition, r.RequestContext.RequestID, r.RequestContext.ApproximateInvokeCount
	if !r.Timestamp.IsZero() {
		l.Time = r.Timestamp
	}
	// The payload is missing, or has another form, if the function did not respond.
	var response struct{ ErrorMessage string }
	if json.Unmarshal(r.ResponsePayload, &response) == nil {
		l.Reason = response.ErrorMessage
	}
	for _, d := range r.deliveries {
		if e, ok := delivery.ParseEnvelope(d.Body()); ok {
			l.add(e)
		}
	}
}
