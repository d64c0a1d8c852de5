package outcome_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/function/outcome"
)

// TestCharactersThatSQSRefuses: a correlation may have U+FFFE and U+FFFF, which no message of SQS
// may have. An event with them must be able to wait in the queue.
func TestCharactersThatSQSRefuses(t *testing.T) {
	const correlation = "a\ufffeb\uffffc\\ufffe"
	text := outcome.New("source", correlation, time.Now(), outcome.Data{MessageID: "m", Outcome: "done"}).String()
	var event struct{ CorrelationID string }
	if err := json.Unmarshal([]byte(text), &event); err != nil || event.CorrelationID != correlation || strings.ContainsAny(text, "\ufffe\uffff") {
		t.Errorf("%+q: correlation %+q, %v", text, event.CorrelationID, err)
	}
}
