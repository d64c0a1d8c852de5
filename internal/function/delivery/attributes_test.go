package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/function/delivery"
)

// TestAttributes: a message has the attributes and the subject of its envelope. With raw
// delivery it has the attributes of the queue's message, without the function's own, and its
// envelope keeps them.
func TestAttributes(t *testing.T) {
	const inEnvelope = `{"region":{"Type":"String","Value":"emea"}}`
	attributes := func(text string) string {
		return strings.Replace(raw, `"body"`, `"messageAttributes":`+text+`,"body"`, 1)
	}
	for _, tt := range []struct {
		name, record  string
		want, subject string
		isOutcome     bool
	}{
		{"SNS", strings.Replace(sns, `"Subject":null`, `"Subject":"S","MessageAttributes":`+inEnvelope, 1), inEnvelope, "S", false},
		{"none", sns, "", "", false},
		{
			"an envelope in a queue, whose own attributes are the function's",
			strings.Replace(strings.Replace(wrapped, `\"Extra\":1`, `\"Subject\":\"S\",\"MessageAttributes\":{\"region\":{\"Type\":\"String\",\"Value\":\"emea\"}}`, 1),
				`"body"`, `"messageAttributes":{"class":{"stringValue":"rejected","dataType":"String"}},"body"`, 1),
			inEnvelope, "S", false,
		},
		{"raw", attributes(`{"region":{"stringValue":"emea","binaryValue":null,"stringListValues":[],"binaryListValues":[],"dataType":"String"}}`), inEnvelope, "", false},
		{
			"raw, of other types", attributes(`{"b":{"binaryValue":"AA==","dataType":"Binary"},"l":{"stringValue":"[\"a\"]","dataType":"String.Array"},"n":{"stringValue":"1","dataType":"Number"}}`),
			`{"b":{"Type":"Binary","Value":"AA=="},"l":{"Type":"String.Array","Value":"[\"a\"]"},"n":{"Type":"Number","Value":"1"}}`, "", false,
		},
		{"raw, with the function's own", attributes(`{"waitingSince":{"stringValue":"1","dataType":"Number"},"kind":{"stringValue":"x","dataType":"String"}}`), "", "", false},
		{"raw, of another form", attributes(`{"a":1,"b":null,"c":[],"d":{},"e":{"dataType":"String"}}`), "", "", false},
		{"an outcome event", attributes(`{"kind":{"stringValue":"outcome","dataType":"String"}}`), "", "", true},
		{"a binary kind", attributes(`{"kind":{"binaryValue":"outcome","dataType":"Binary"}}`), "", "", false},
	} {
		all, err := delivery.Parse(json.RawMessage(`{"Records":[` + tt.record + `]}`))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		d := all[0]
		if string(d.Envelope.Attributes) != tt.want || d.Envelope.Subject != tt.subject || d.IsOutcome != tt.isOutcome {
			t.Errorf("%s: attributes %s, subject %q, outcome %t; want %s, %q, %t", tt.name, d.Envelope.Attributes, d.Envelope.Subject, d.IsOutcome, tt.want, tt.subject, tt.isOutcome)
		}
		if again, ok := delivery.ParseEnvelope(d.Body()); !ok || string(again.MessageAttributes) != tt.want || again.Subject != tt.subject {
			t.Errorf("%s: goes on as %s, want the attributes %s", tt.name, d.Body(), tt.want)
		}
	}
}
