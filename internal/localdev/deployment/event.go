package deployment

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/awsemulator"
)

// Event returns the event of Lambda for received messages of the queue.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func Event(taken []awsemulator.Received) json.RawMessage {
	var event events.SQSEvent
	for _, m := range taken {
		attributes := map[string]events.SQSMessageAttribute{}
		for name, a := range m.Attributes {
			one := events.SQSMessageAttribute{DataType: a.DataType, BinaryValue: a.BinaryValue}
			if !a.IsBinary() {
				one.StringValue = &a.StringValue
			}
			attributes[name] = one
		}
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: m.ID, ReceiptHandle: m.ReceiptHandle, Body: m.Body, Attributes: m.System, MessageAttributes: attributes,
			EventSource: "aws:sqs", EventSourceARN: QueueARN, AWSRegion: awsemulator.Region,
		})
	}
	payload, err := json.Marshal(event)
	if err != nil {
		panic(err) // texts and bytes
	}
	return payload
}
