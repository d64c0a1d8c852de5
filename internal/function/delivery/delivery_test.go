package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/delivery"
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

// TestBody: a message goes on in the form of SNS. A message that came in an envelope keeps
// the envelope byte for byte.
func TestBody(t *testing.T) {
	var all []delivery.Delivery
	for _, records := range []string{sns, wrapped + "," + raw} {
		some, err := delivery.Parse(json.RawMessage(`{"Records":[` + records + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
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

// TestPipes: EventBridge Pipes sends the records of a queue as an array.
func TestPipes(t *testing.T) {
	want, err := delivery.Parse(json.RawMessage(`{"Records":[` + wrapped + "," + raw + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := delivery.Parse(json.RawMessage(`[` + wrapped + "," + raw + `]`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(delivery.Delivery{})); diff != "" {
		t.Errorf("records of Pipes against records of Lambda (-want +got):\n%s", diff)
	}
}

// recordOf is a message of a queue with Lambda's record of a failed event.
func recordOf(event string) string {
	body, _ := json.Marshal(`{"version":"1.0","requestContext":{"condition":"RetriesExhausted"},"requestPayload":` + event + `}`)
	return strings.Replace(raw, `"{\"operation\":\"x\"}"`, string(body), 1)
}

// TestUnwrap wants the messages of Lambda's record, each with its own envelope and with the
// place of the record.
func TestUnwrap(t *testing.T) {
	second := strings.Replace(sns, `"m1"`, `"m9"`, 1)
	for _, tt := range []struct{ name, records, want string }{
		{"a record of two messages, and another message", recordOf(`{"Records":[`+sns+","+second+`]}`) + "," + wrapped, "m1 in s2, m9 in s2, m2 s1"},
		{"a record of a batch of a queue", recordOf(`{"Records":[` + wrapped + `]}`), "m2 in s2"},
		{"a record in a record", recordOf(`{"Records":[` + recordOf(`{"Records":[`+sns+`]}`) + `]}`), "m1 in s2"},
		{"a record of another event", recordOf(`{"detail":{}}`), "s2 s2"},
		{"a message that is no record", strings.Replace(raw, `\"operation\":`, `\"requestPayload\":`, 1), "s2 s2"},
	} {
		all, err := delivery.Parse(json.RawMessage(`{"Records":[` + tt.records + `]}`))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		var got []string
		for _, d := range all {
			e, ok := delivery.ParseEnvelope(d.Body())
			if !ok || e.MessageID != d.Envelope.MessageID || e.Message != d.Envelope.Message {
				t.Errorf("%s: goes on as %s, want %+v", tt.name, d.Body(), d.Envelope)
			}
			in := map[bool]string{true: " in ", false: " "}[d.IsUnwrapped]
			got = append(got, d.Envelope.MessageID+in+d.Queued.MessageID)
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ name, event, want string }{
		{"no JSON", `{`, "expected valid JSON"},
		{"no event", `1`, "decode the event: expected an event of SNS or SQS"},
		{"an empty array", `[]`, "decode the event: /: expected the records of an event of SNS or SQS"},
		{"an array of something else", `[1]`, "decode the event: /0/EventSource: expected aws:sns or aws:sqs"},
		{"an array with a record that is none", `[` + raw + `,{}]`, "decode the event: /1/EventSource: expected aws:sns or aws:sqs"},
		{"Kinesis by Pipes", `[{"eventSource":"aws:kinesis","data":"e30="}]`, "/0/EventSource: expected aws:sns or aws:sqs, not aws:kinesis, a record of a Kinesis data stream"},
		{"Kinesis", `{"Records":[{"eventSource":"aws:kinesis","kinesis":{"data":"e30="}}]}`, "/Records/0/EventSource: expected aws:sns or aws:sqs, not aws:kinesis, a record of a Kinesis data stream"},
		{"DynamoDB", `{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{}}]}`, "not aws:dynamodb, a record of a DynamoDB stream"},
		{"SES", `{"Records":[{"eventSource":"aws:ses","ses":{}}]}`, "not aws:ses, an email of SES"},
		{"EventBridge, of AWS", `{"detail-type":"Scheduled Event","source":"aws.events","detail":{}}`, "/Records: expected the records of an event of SNS or SQS, not aws.events, an event of EventBridge"},
		{"EventBridge, of a company", `{"detail-type":"Order","source":"com.example","detail":{}}`, "/Records: expected the records of an event of SNS or SQS, not an event of EventBridge"},
		{"records that are none", `{"Records":1}`, "/Records: expected the records of an event of SNS or SQS"},
		{"a notification that is none", `{"Records":[{"EventSource":"aws:sns","Sns":[1]}]}`, "/Records/0/Sns: expected a notification"},
		{"attributes that are none", `{"Records":[` + strings.Replace(raw, `{"SentTimestamp":"1795250000000"}`, "[]", 1) + `]}`, "/Records/0/attributes: expected the attributes of a message"},
		{"no records", `{}`, "/Records: expected the records"},
		{"another source", `{"Records":[{"eventSource":"aws:s3"}]}`, "/Records/0/EventSource: expected aws:sns or aws:sqs, not aws:s3, an event notification of S3"},
		{"two sources", `{"Records":[` + sns + `,` + raw + `]}`, "/Records/1/EventSource: expected aws:sns, as in the first record"},
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

// FuzzParse parses any event. Each message of a parsed event has its identifiers, and can
// be parsed again from the envelope in which the function would send it on.
func FuzzParse(f *testing.F) {
	for _, event := range []string{`{"Records":[` + sns + `]}`, `{"Records":[` + wrapped + "," + raw + `]}`, `{"Records":[null,` + sns + `],"Records":[]}`, `{"Records":[{"Sns":{"Message":"\ud800"}}]}`, `[]`, `{`, `[` + wrapped + `]`,
		`{"Records":[` + recordOf(`{"Records":[`+sns+`]}`) + `]}`,
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
