package handler_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// measured returns the members of each line of the metrics, without the members of every
// line, and clears the lines.
func (e *environment) measured(t *testing.T) []map[string]any {
	t.Helper()
	defer e.metrics.Reset()
	all := []map[string]any{}
	for text := range strings.Lines(e.metrics.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("line %q: %v", text, err)
		}
		maps.DeleteFunc(line, func(name string, _ any) bool {
			return slices.Contains([]string{"_aws", "timestamp", "level"}, name)
		})
		all = append(all, line)
	}
	return all
}

func TestMetrics(t *testing.T) {
	throttle := emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"600"}}}
	briefly := emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"30"}}}
	revoked := emulator.Fault{Service: emulator.Entra, Status: http.StatusUnauthorized, Body: `{"error":"invalid_client","error_codes":[7000222]}`}
	const action = `{"operation":"action","action":"new_Recalculate"}`
	queued := func(t *testing.T, messages ...string) json.RawMessage {
		var all []sqsRecord
		for i, m := range messages {
			all = append(all, sqsRecord{id: string(rune('a' + i)), body: envelope(t, m)})
		}
		return sqsEvent(t, all...)
	}
	type line = map[string]any
	for _, tt := range []struct {
		name   string
		fails  []emulator.Fault
		events func(*testing.T) json.RawMessage
		want   []line
	}{
		{"applied", nil, func(t *testing.T) json.RawMessage { return snsEvent(t, createContact) },
			[]line{{"Operation": "create", "Applied": 1.0, "AgeAtEffect": 2050.0}}},
		{"applied after a wait", []emulator.Fault{briefly}, func(t *testing.T) json.RawMessage { return snsEvent(t, createContact) },
			[]line{{"Operation": "create", "Applied": 1.0, "AgeAtEffect": 32050.0}}},
		{"nothing left to do", nil, func(t *testing.T) json.RawMessage {
			return snsEvent(t, `{"operation":"delete","entitySet":"contacts","id":"00000000-0000-4000-8000-00000000dead"}`)
		}, []line{{"Operation": "delete", "Unchanged": 1.0}}},
		{"rejected and undecoded", nil, func(t *testing.T) json.RawMessage { return snsEvent(t, action, `{}`) },
			[]line{{"Operation": "action", "Rejected": 1.0}, {"Operation": "undecoded", "Rejected": 1.0}}},
		{"handed over", []emulator.Fault{throttle}, func(t *testing.T) json.RawMessage { return snsEvent(t, deleteContact) },
			[]line{{"Operation": "delete", "Unavailable": 1.0, "HandedOver": 1.0}}},
		{"left in its queue", []emulator.Fault{throttle}, func(t *testing.T) json.RawMessage { return queued(t, deleteContact) },
			[]line{{"Operation": "delete", "Unavailable": 1.0}}},
		{"an hour in its queue", []emulator.Fault{throttle}, func(t *testing.T) json.RawMessage {
			return sqsEvent(t, sqsRecord{id: "a", body: envelope(t, deleteContact), sent: time.Now().Add(-time.Hour)})
		}, []line{{"Operation": "delete", "Unavailable": 1.0}}},
		{"over an hour in its queue", []emulator.Fault{throttle}, func(t *testing.T) json.RawMessage {
			return sqsEvent(t, sqsRecord{id: "a", body: envelope(t, deleteContact), sent: time.Now().Add(-time.Hour - time.Second)})
		}, []line{{"Operation": "delete", "Unavailable": 1.0, "Overdue": 1.0}}},
		{"over an hour in its queue, and applied", nil, func(t *testing.T) json.RawMessage {
			return sqsEvent(t, sqsRecord{id: "a", body: envelope(t, createContact), sent: time.Now().Add(-2 * time.Hour)})
		}, []line{{"Operation": "create", "Applied": 1.0, "AgeAtEffect": 2050.0}}},
		{"misconfigured", []emulator.Fault{revoked, revoked}, func(t *testing.T) json.RawMessage { return snsEvent(t, deleteContact) },
			[]line{{"Operation": "delete", "Misconfigured": 1.0, "HandedOver": 1.0}}},
		{"unknown", []emulator.Fault{{Method: http.MethodPost, Drop: true}}, func(t *testing.T) json.RawMessage { return snsEvent(t, action) },
			[]line{{"Operation": "action", "Unknown": 1.0}}},
		{"a batch", nil, func(t *testing.T) json.RawMessage { return queued(t, createContact, deleteContact, deleteContact+" ") },
			[]line{{"Operation": "create", "Applied": 1.0, "AgeAtEffect": []any{2050.0, 2050.0}}, {"Operation": "delete", "Applied": 1.0, "Unchanged": 1.0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, options{}, func(t *testing.T, e *environment) {
				time.Sleep(time.Until(published().Add(2050 * time.Millisecond)))
				for _, f := range tt.fails {
					e.Fail(1, f)
				}
				if _, err := e.invoke(t, tt.events(t)); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, e.measured(t)); diff != "" {
					t.Errorf("lines (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestMetricsNameTheInvocation: without Lambda around it an invocation has no id.
func TestMetricsNameTheInvocation(t *testing.T) {
	bubble(t, options{}, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ctx = lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: "c6af9ac6-7b61"})
		if _, err := e.Invoke(ctx, snsEvent(t, deleteContact)); err != nil {
			t.Fatal(err)
		}
		if got := e.measured(t); len(got) != 1 || got[0]["requestId"] != "c6af9ac6-7b61" {
			t.Errorf("lines = %v, want one with the id of the invocation", got)
		}
	})
}
