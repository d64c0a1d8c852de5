package delivery

import (
	"encoding/json"
	"strings"
)

// unwrap appends the messages in Lambda's record of a failed invocation, or else the delivery
// itself, to a list. Lambda writes such a record to a dead-letter queue, and a message move task of SQS
// moves it to the function's queue as it is. The envelopes in the record are the envelopes of
// the failed event. The place in the queue is the place of the record.
//
// Only a message without SNS's envelope can be a record: SNS puts its envelope around each text
// that a publisher sends. The function of an earlier version put its own envelope, with the ARN
// of the queue, around a record.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
// and https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
func (d Delivery) unwrap(list []Delivery) []Delivery {
	if d.Queued == nil || d.IsOutcome || !isQueue(d.Envelope.TopicARN) || !strings.Contains(d.Envelope.Message, `"requestPayload"`) {
		return append(list, d)
	}
	var record struct {
		RequestPayload json.RawMessage `json:"requestPayload"`
	}
	if json.Unmarshal([]byte(d.Envelope.Message), &record) != nil {
		return append(list, d)
	}
	all, err := Parse(record.RequestPayload)
	if err != nil {
		return append(list, d) // a record of another event: it is decoded and rejected
	}
	for i := range all {
		all[i].body, all[i].wrapped = all[i].Body(), nil
		all[i].Queued, all[i].IsUnwrapped = d.Queued, true
	}
	return append(list, all...)
}

// isQueue reports whether an ARN is the ARN of a queue.
func isQueue(arn string) bool {
	service := arn
	for range 2 {
		_, service, _ = strings.Cut(service, ":")
	}
	return strings.HasPrefix(arn, "arn:") && strings.HasPrefix(service, "sqs:")
}
