package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/events"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/handler"
)

// measure runs an event in a new function with the given log level. prepare changes its
// server, and before changes the server before the event. measure returns the line of the
// metrics.
func measure(t *testing.T, level slog.Level, prepare func(*emulator.Server), before ...func(*handler.Handler)) (line map[string]any) {
	t.Helper()
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	prepare(server)
	event, err := events.Files.ReadFile("01-create-account.json")
	if err != nil {
		t.Fatal(err)
	}
	var log, lines bytes.Buffer
	handler := function.New(function.Config{
		Config: config.Config{SecretARN: emulator.SecretARN, MetricsNamespace: "N"},
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(server.Connection().AWSEndpointURL), Credentials: aws.AnonymousCredentials{},
		},
		Log:    slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level})),
		Output: &lines,
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, do := range before {
		do(handler)
	}
	_, _ = handler.Invoke(ctx, event)
	if strings.Contains(log.String(), "_aws") || strings.Count(lines.String(), "\n") != 1 {
		t.Fatalf("log:\n%s\nmetrics, want one line:\n%s", &log, &lines)
	}
	if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	return line
}

// TestRequestsAreMeasured counts the requests of an invocation by their outcome.
func TestRequestsAreMeasured(t *testing.T) {
	wait := http.Header{"Retry-After": {"600"}}
	for _, tt := range []struct {
		name    string
		fault   *emulator.Fault
		want    map[string]any
		answers int // of Dataverse
	}{
		{"well", nil, map[string]any{"TokenFetches": 1.0, "Applied": 1.0}, 1},
		{"throttled", &emulator.Fault{Status: http.StatusTooManyRequests, Header: wait},
			map[string]any{"TokenFetches": 1.0, "Throttled": 1.0, "RetryAfter": 600.0, "Unavailable": 1.0}, 1},
		{"down", &emulator.Fault{Status: http.StatusServiceUnavailable, Header: wait},
			map[string]any{"TokenFetches": 1.0, "RetryAfter": 600.0, "Unavailable": 1.0}, 1},
		{"an answer that is lost", &emulator.Fault{Drop: true}, map[string]any{"TokenFetches": 1.0, "Applied": 1.0}, 2},
		{"no token", &emulator.Fault{Service: emulator.Entra, Status: http.StatusTooManyRequests, Header: wait},
			map[string]any{"TokenFetches": 1.0, "TokenFailures": 1.0, "Unavailable": 1.0}, 0},
		{"a token that is refused", &emulator.Fault{Status: http.StatusUnauthorized}, map[string]any{"TokenFetches": 2.0, "Applied": 1.0}, 2},
		{"no secret", &emulator.Fault{Service: emulator.SecretsManager, Status: http.StatusBadRequest, Body: `{"__type":"AccessDeniedException"}`},
			map[string]any{"Misconfigured": 1.0}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line := measure(t, slog.LevelInfo, func(s *emulator.Server) {
				if tt.fault != nil {
					s.Fail(1, *tt.fault)
				}
			})
			latencies, isMany := line["DataverseLatency"].([]any)
			if _, isOne := line["DataverseLatency"].(float64); isOne {
				latencies = []any{line["DataverseLatency"]}
			}
			if len(latencies) != tt.answers || isMany != (tt.answers > 1) {
				t.Errorf("DataverseLatency = %v, want %d of them", line["DataverseLatency"], tt.answers)
			}
			for _, name := range []string{"TokenFetches", "TokenFailures", "Throttled", "RetryAfter", "Applied", "Unavailable", "Misconfigured"} {
				if line[name] != tt.want[name] {
					t.Errorf("%s = %v, want %v", name, line[name], tt.want[name])
				}
			}
		})
	}
}

// TestPreparingIsMeasured: the requests of a cold start count for the first event.
func TestPreparingIsMeasured(t *testing.T) {
	line := measure(t, slog.LevelInfo, func(*emulator.Server) {}, func(h *handler.Handler) {
		if err := h.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if line["TokenFetches"] != 1.0 || line["Applied"] != 1.0 {
		t.Errorf("line = %v, want one token and one message", line)
	}
}

// TestMetricsPassTheLevel: Lambda drops lines below the level of the function's
// log.
func TestMetricsPassTheLevel(t *testing.T) {
	for level, want := range map[slog.Level]string{
		slog.LevelDebug: "INFO", slog.LevelInfo: "INFO", slog.LevelWarn: "WARN", slog.LevelError: "ERROR",
	} {
		if got := measure(t, level, func(*emulator.Server) {})["level"]; got != want {
			t.Errorf("at level %s the metrics are of level %v, want %s", level, got, want)
		}
	}
}
