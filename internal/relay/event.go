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
		// What names a message decides which row it makes: two messages
		// without it would make one.
		field := ""
		switch {
		case r.EventSource != "aws:sns":
			field = "EventSource: expected aws:sns"
		case r.SNS.MessageID == "":
			field = "Sns/MessageId: missing"
		case r.SNS.TopicArn == "":
			field = "Sns/TopicArn: missing"
		case r.SNS.Timestamp.IsZero():
			field = "Sns/Timestamp: missing"
		}
		if field != "" {
			return nil, fmt.Errorf("decode the event: /Records/%d/%s", i, field)
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
