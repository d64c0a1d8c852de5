package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/delivery"
)

const (
	sns = `{"EventSource":"aws:sns","Sns":{"MessageId":"m1","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t",
		"Timestamp":"2026-11-21T09:30:00.123Z","Message":"{\"a\":\"<\"}","Subject":null}}`
	wrapped = `{"eventSource":"aws:sqs","messageId":"s1","receiptHandle":"r","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q",
		"attributes":{"ApproximateReceiveCount":"3","SentTimestamp":"1795250000000"},
		"body":"{\"Type\":\"Notification\",\"MessageId\":\"m2\",\"TopicArn\":\"t\",\"Timestamp\":\"2026-11-21T09:30:00.123Z\",\"Message\":\"{}\",\"Extra\":1}"}`
	raw = `{"eventSource":"aws:sqs","messageId":"s2","receiptHandle":"r","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q",
		"attributes":{"SentTimestamp":"1795250000000"},"body":"{\"operation\":\"x\"}"}`
)

// TestBody holds that a message goes on as SNS would have written it: one that
// came in an envelope in that, byte for byte.
func TestBody(t *testing.T) {
	all, err := delivery.Parse(json.RawMessage(`{"Records":[` + sns + "," + wrapped + "," + raw + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`{"Type":"Notification","MessageId":"m1","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","Message":"{\"a\":\"<\"}","Timestamp":"2026-11-21T09:30:00.123Z"}`,
		`{"Type":"Notification","MessageId":"m2","TopicArn":"t","Timestamp":"2026-11-21T09:30:00.123Z","Message":"{}","Extra":1}`,
		`{"Type":"Notification","MessageId":"s2","TopicArn":"arn:aws:sqs:eu-west-1:111122223333:q","Message":"{\"operation\":\"x\"}","Timestamp":"2026-11-21T08:33:20.000Z"}`,
	}
	for i, d := range all {
		if got := d.Body(); got != want[i] {
			t.Errorf("Body of record %d = %s\nwant %s", i, got, want[i])
		}
	}
	if got := all[1].Queued.Received; got != 3 {
		t.Errorf("received %d times, want 3", got)
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ name, event, want string }{
		{"no JSON", `{`, "expected valid JSON"},
		{"no event", `[]`, "decode the event: expected an event of SNS or SQS"},
		{"records that are none", `{"Records":1}`, "/Records: expected the records of an event of SNS or SQS"},
		{"a notification that is none", `{"Records":[{"EventSource":"aws:sns","Sns":[1]}]}`, "/Records/0/Sns: expected a notification"},
		{"attributes that are none", `{"Records":[` + strings.Replace(raw, `{"SentTimestamp":"1795250000000"}`, "[]", 1) + `]}`, "/Records/0/attributes: expected the attributes of a message"},
		{"no records", `{}`, "/Records: expected the records"},
		{"another source", `{"Records":[{"eventSource":"aws:s3"}]}`, "/Records/0/EventSource: expected aws:sns or aws:sqs"},
		{"a source that is none", `{"Records":[{"EventSource":1}]}`, "/Records/0/EventSource: expected a string"},
		{"a record that is none", `{"Records":[` + sns + `,1]}`, "/Records/1/EventSource: expected aws:sns or aws:sqs"},
		{"a second record's time", `{"Records":[` + sns + `,` + strings.Replace(sns, "2026-11-21T", "yesterday ", 1) + `]}`, "/Records/1/Sns/Timestamp: expected a time as in RFC 3339"},
		{"a time before the source", `{"Records":[{"Sns":{"Timestamp":"x"},"EventSource":"aws:sns"}]}`, "/Records/0/Sns/Timestamp: expected a time as in RFC 3339"},
		{"a message that is none", `{"Records":[` + strings.Replace(sns, `"{\"a\":\"<\"}"`, "{}", 1) + `]}`, "/Records/0/Sns/Message: expected a string"},
		{"no id", `{"Records":[` + strings.Replace(sns, `"MessageId":"m1",`, "", 1) + `]}`, "/Records/0/Sns/MessageId: missing"},
		{"a body that is none", `{"Records":[` + strings.Replace(raw, `"body":"{\"operation\":\"x\"}"`, `"body":{}`, 1) + `]}`, "/Records/0/body: expected a string"},
		{"a time of sending beyond all years", `{"Records":[` + strings.Replace(raw, "1795250000000", "270000000000000", 1) + `]}`, "/Records/0/attributes/SentTimestamp"},
		{"a time before all years", `{"Records":[` + strings.Replace(sns, "2026-11-21T09:30:00.123Z", "0000-01-01T00:00:00+23:59", 1) + `]}`, "/Records/0/Sns/Timestamp: expected a time as in RFC 3339"},
		{"no time of sending", `{"Records":[` + strings.Replace(raw, `"SentTimestamp":"1795250000000"`, "", 1) + `]}`, "/Records/0/attributes/SentTimestamp"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := delivery.Parse(json.RawMessage(tt.event))
			if err == nil || !strings.HasPrefix(err.Error(), "decode the event: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// FuzzParse reads any event: one that is taken has what names its messages, and
// each is taken again from the envelope in which it would be handed over.
func FuzzParse(f *testing.F) {
	for _, event := range []string{`{"Records":[` + sns + "," + wrapped + "," + raw + `]}`, `{"Records":[null,` + sns + `],"Records":[]}`, `{"Records":[{"Sns":{"Message":"\ud800"}}]}`, `[]`, `{`,
		`{"Records":[` + strings.Replace(raw, "1795250000000", "270000000000000", 1) + `]}`,
		`{"Records":[` + strings.Replace(sns, "2026-11-21T09:30:00.123Z", "0000-01-01T00:00:00+23:59", 1) + `]}`,
	} {
		f.Add([]byte(event))
	}
	f.Fuzz(func(t *testing.T, event []byte) {
		all, err := delivery.Parse(event)
		if err != nil {
			return
		}
		for _, d := range all {
			e, ok := delivery.ParseEnvelope(d.Body())
			if !ok || d.Envelope.MessageID == "" || d.Envelope.TopicARN == "" {
				t.Fatalf("%s: %+v", d.Body(), d.Envelope)
			}
			got, want := e.Content(), d.Envelope
			if got.MessageID != strings.ToValidUTF8(want.MessageID, "\ufffd") || got.Message != strings.ToValidUTF8(want.Message, "\ufffd") ||
				got.Published.UnixMilli() != want.Published.UnixMilli() {
				t.Errorf("handed over as %+v, want %+v", got, want)
			}
		}
	})
}
