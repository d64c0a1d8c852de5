package handler_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// A batch that uses up its time still has time to dispose of all its messages. If SQS is
// slow, the action that may have run comes first.
func TestBatchThatUsesUpItsTime(t *testing.T) {
	for _, latency := range []time.Duration{100 * time.Millisecond, time.Second} {
		bubble(t, options{}, func(t *testing.T, e *environment) {
			e.sqs.latency = latency
			e.Fail(10_000, emulator.Fault{Method: http.MethodDelete, Status: 503})
			e.Fail(1, emulator.Fault{Method: http.MethodPost, Stall: true})
			var records []sqsRecord
			for n := range 300 {
				text := fmt.Sprintf(`{"operation":"delete","entitySet":"contacts","id":"2fd1a6d3-7d55-8c3e-9a0b-%012x","ifMatch":"W/\"1\""}`, n)
				if n == 100 {
					text = `{"operation":"action","action":"new_RecordSyncRun","parameters":{"Source":"x","RowCount":1}}`
				}
				records = append(records, sqsRecord{id: fmt.Sprint(n), body: envelope(t, text)})
			}
			ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
			defer cancel()
			if _, err := e.Invoke(ctx, sqsEvent(t, records...)); err != nil {
				t.Fatal(err)
			}
			if len(e.sqs.sent) != 1 {
				t.Errorf("latency %v: %d dead letters, want the dead letter of the action", latency, len(e.sqs.sent))
			}
			if got := len(e.sqs.holds); got != 299 && latency < 200*time.Millisecond {
				t.Errorf("latency %v: %d messages held, want 299", latency, got)
			}
		})
	}
}
