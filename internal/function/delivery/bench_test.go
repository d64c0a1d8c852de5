package delivery_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/function/delivery"
)

// BenchmarkParse reads events of one message: from SNS, and in its envelope from SQS.
func BenchmarkParse(b *testing.B) {
	usual := `{"operation":"upsert","entitySet":"contacts","key":{"emailaddress1":"liam@example.com"},"data":{"firstname":"Liam",` +
		`"lastname":"O'Brien","telephone1":"+44 20 7946 0018","description":"Said \"call me\" at the fair"}}`
	quoted := func(text string) string {
		q, err := json.Marshal(text)
		if err != nil {
			b.Fatal(err)
		}
		return string(q)
	}
	direct := func(text string) string {
		return `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:eu-west-1:111122223333:dynamics:1",` +
			`"Sns":{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","TopicArn":"arn:aws:sns:eu-west-1:111122223333:dynamics","Subject":null,` +
			`"Message":` + quoted(text) + `,"Timestamp":"2026-11-21T09:30:00.123Z","SignatureVersion":"1","Signature":"x","SigningCertUrl":"x","UnsubscribeUrl":"x","MessageAttributes":{}}}]}`
	}
	queued := func(text string) string {
		envelope := fmt.Sprintf(`{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","TopicArn":"arn:aws:sns:eu-west-1:111122223333:dynamics","Message":%s,"Timestamp":"2026-11-21T09:30:00.123Z"}`, quoted(text))
		return `{"Records":[{"eventSource":"aws:sqs","messageId":"s1","receiptHandle":"r","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q",` +
			`"attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1795250000000"},"messageAttributes":{},"body":` + quoted(envelope) + `}]}`
	}
	long := strings.TrimSuffix(usual, "}") + `,"x":[` + strings.Repeat(`{"lastname":"O'Brien","numberofchildren":2},`, 5800) + `{}]}`
	for _, e := range []struct{ name, text string }{
		{"sns", direct(usual)}, {"sqs", queued(usual)}, {"sns-256KB", direct(long)}, {"sqs-256KB", queued(long)},
	} {
		b.Run(e.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(e.text)))
			event := json.RawMessage(e.text)
			for b.Loop() {
				if _, err := delivery.Parse(event); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
