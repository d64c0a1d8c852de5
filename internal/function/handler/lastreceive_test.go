package handler_test

import (
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/outcome"
)

// TestLastReceive: on the last receive of a message the function itself writes the dead letter,
// with the reason, and publishes its event.
func TestLastReceive(t *testing.T) {
	update := `{"operation":"update","entitySet":"contacts","id":"` + emulator.ContactID + `","data":{"jobtitle":"x"}}`
	outage := emulator.Fault{Service: emulator.Dataverse, Method: http.MethodPatch, Status: http.StatusServiceUnavailable}
	lost := emulator.Fault{Service: emulator.Dataverse, Method: http.MethodPatch, Drop: true}
	for name, tt := range map[string]struct {
		received, maxReceives int
		fault                 emulator.Fault
		message               string
		ordered, refuse       bool

		stays  bool
		events int
	}{
		"the last":                     {120, 120, outage, update, false, false, false, 1},
		"the last but one":             {119, 120, outage, update, false, false, true, 0},
		"behind the last":              {130, 120, outage, update, false, false, false, 1},
		"unknown":                      {130, 0, outage, update, false, false, true, 0},
		"in order":                     {120, 120, outage, update, true, false, false, 1},
		"in order, and may commit":     {120, 120, lost, update, true, false, true, 0},
		"the dead-letter queue fails":  {120, 120, outage, update, false, true, true, 0},
		"a row is missing, first time": {120, 120, emulator.Fault{}, updateAbsent, false, false, false, 0},
	} {
		bubble(t, options{outcomes: outcome.Failures, maxReceives: tt.maxReceives, ordered: tt.ordered, patience: patience}, func(t *testing.T, e *environment) {
			if tt.message == update {
				e.Fail(5, tt.fault)
			}
			e.sqs.refuse = tt.refuse
			record := sqsRecord{id: "m", body: envelope(t, tt.message), received: tt.received}
			if tt.ordered {
				record.arn, record.group = fifoARN, "a"
			}
			if got := e.failures(t, sqsEvent(t, record)); len(got) == 1 != tt.stays {
				t.Errorf("%s: %v stay", name, got)
			}
			if len(e.sns.taken) != tt.events {
				t.Fatalf("%s: %d events, want %d", name, len(e.sns.taken), tt.events)
			}
			if tt.events == 0 {
				return
			}
			letter := e.sqs.sent[0].attributes()
			if letter["class"] != "unavailable" || !strings.HasPrefix(letter["reason"], "given up after ") || !strings.Contains(letter["reason"], "503") || !strings.HasSuffix(letter["reason"], "; to do: redrive the dead letter when the cause is gone") {
				t.Errorf("%s: dead letter %v", name, letter)
			}
			if data := e.sns.taken[0].Data; data["class"] != "unavailable" || data["outcome"] != "dead-letter" || data["attempts"] != float64(tt.received) {
				t.Errorf("%s: event %v", name, data)
			}
		})
	}
}
