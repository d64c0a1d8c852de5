package routes

import (
	"encoding/json"
	"fmt"
	"time"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
)

// testTime is the publish time of the message of a test.
func testTime() time.Time { return time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC) }

// The data of the message of a test, beside its publish time. The MessageId ends with a number.
const (
	testTopic     = "arn:aws:sns:eu-central-1:123456789012:topic"
	testMessageID = "5e1d3a7c-2b4f-4c8d-9a6e-%012d"
)

// envelope returns the message of the test as SNS delivers it.
func (t Test) envelope() message.Envelope { return t.delivered(0).Content() }

// delivered returns the message of the test with a number in its MessageId.
func (t Test) delivered(number int) delivery.Envelope {
	e := delivery.Envelope{
		Type: "Notification", MessageID: fmt.Sprintf(testMessageID, number), TopicARN: testTopic,
		Subject: t.Subject, Message: string(t.Message), Timestamp: testTime(), MessageAttributes: t.attributes(),
	}
	if t.TopicARN != "" {
		e.TopicARN = t.TopicARN
	}
	return e
}

// Event returns the message of the test in an event of SNS. Each number gives another message,
// with rows of its own.
func (t Test) Event(number int) json.RawMessage {
	return json.RawMessage(`{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","Sns":` + t.delivered(number).String() + `}]}`)
}

// attributes returns the message attributes in the form of an envelope.
func (t Test) attributes() json.RawMessage {
	all := delivery.Attributes{}
	for name, value := range t.Attributes {
		switch v := value.(type) {
		case string:
			all[name] = delivery.Attribute{Type: "String", Value: v}
		case json.Number:
			all[name] = delivery.Attribute{Type: "Number", Value: string(v)}
		default:
			text, _ := json.Marshal(v) // a list of values of JSON
			all[name] = delivery.Attribute{Type: "String.Array", Value: string(text)}
		}
	}
	return all.JSON()
}
