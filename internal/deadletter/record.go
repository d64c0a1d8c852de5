package deadletter

import (
	"encoding/json"
	"time"

	"sns-dynamics/internal/delivery"
)

// record is what Lambda keeps of an asynchronous invocation that failed.
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

// parseRecord reads a body as Lambda's record of an event of SNS or SQS, or finds
// that it is none.
func parseRecord(body string) (record, bool) {
	var r record
	if err := json.Unmarshal([]byte(body), &r); err != nil || len(r.RequestPayload) == 0 {
		return record{}, false
	}
	var err error
	r.deliveries, err = delivery.Parse(r.RequestPayload)
	return r, err == nil
}

// Payload returns the event of Lambda's record of a failed invocation, or finds
// that the text is none.
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
	// Absent, or of a shape of its own, where the function did not answer.
	var answer struct{ ErrorMessage string }
	if json.Unmarshal(r.ResponsePayload, &answer) == nil {
		l.Reason = answer.ErrorMessage
	}
	for _, d := range r.deliveries {
		if e, ok := delivery.ParseEnvelope(d.Body()); ok {
			l.add(e)
		}
	}
}
