package inspector_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/localdev/inspector"
)

// TestHostileEvents delivers events that readers of JSON understand differently. Every
// message ends, and the emulator continues.
func TestHostileEvents(t *testing.T) {
	sns := func(id string) string {
		return fmt.Sprintf(`{"EventSource":"aws:sns","Sns":{"MessageId":%q,"TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Timestamp":"2026-11-21T09:30:00Z","Message":"{}"}}`, id)
	}
	const sqs = `{"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:111122223333:q","messageId":"q","receiptHandle":"h","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1545082649183"},"body":"{}"}`
	for _, tt := range []struct {
		event string
		ends  int
	}{
		{`{"Records":[` + sqs + `],"records":[]}`, 1},
		{`{"Records":[` + sqs + `],"records":7}`, 1},
		{`{"records":[],"Records":[` + sqs + `]}`, 1},
		{`{"Records":[],"Records":[` + sqs + `]}`, 1},
		{`{"Records":[` + sns("a") + `,` + sns("b") + `],"records":[]}`, 2},
		{`{"Records":[` + sns("a") + `,` + sns("b") + `],"RECORDS":null}`, 2},
		{`{"Records":[` + sns("a") + `,` + sns("b") + `],"Records":[` + sns("c") + `]}`, 1},
		{`{"Records":[` + sqs + `],"Records":[]}`, 0},
	} {
		t.Run(tt.event[:40], func(t *testing.T) {
			w := start(t)
			err := w.Deliver([]byte(tt.event))
			all := read[struct{ Messages []inspector.Summary }](w, "/messages").Messages
			if len(all) != tt.ends {
				t.Errorf("%d messages, want %d (%v): %s", len(all), tt.ends, err, tt.event)
			}
			for _, m := range all {
				if m.Outcome != "dead-letter" || m.Operation != "" {
					t.Errorf("%s: %+v", tt.event, m)
				}
			}
			if err == nil || strings.Contains(err.Error(), "panic") {
				t.Error(err)
			}
		})
	}
}
