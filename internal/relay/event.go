package relay

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/message"
)

// envelopes reads the messages of an SNS event.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
func envelopes(event json.RawMessage) ([]message.Envelope, error) {
	var sns events.SNSEvent
	if err := json.Unmarshal(event, &sns); err != nil {
		return nil, fmt.Errorf("decode the event: expected an SNS event: %w", err)
	}
	if len(sns.Records) == 0 {
		return nil, errors.New("decode the event: /Records: expected the records of an SNS event")
	}
	all := make([]message.Envelope, len(sns.Records))
	for i, r := range sns.Records {
		if r.EventSource != "aws:sns" {
			return nil, fmt.Errorf("decode the event: /Records/%d/EventSource: expected aws:sns", i)
		}
		all[i] = message.Envelope{
			TopicARN:  r.SNS.TopicArn,
			MessageID: r.SNS.MessageID,
			Published: r.SNS.Timestamp,
			Message:   r.SNS.Message,
		}
	}
	return all, nil
}
