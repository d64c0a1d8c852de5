package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
)

// event is an invocation by SNS, with one message.
const refusedEvent = `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:eu-west-1:111122223333:operations:sub","Sns":{"Type":"Notification","MessageId":"aaaaaaaa-1111-4111-8111-111111111111","TopicArn":"arn:aws:sns:eu-west-1:111122223333:operations","Subject":null,"Message":"{\"operation\": \"create\", \"entitySet\": \"contacts\", \"data\": {\"lastname\": \"Brown\"}}","Timestamp":"2026-11-20T10:00:00.123Z","MessageAttributes":{}}}]}`

// TestEnvironmentRefusesTheFunction: a message waits while the environment refuses the
// function, and its log line names the correction.
func TestEnvironmentRefusesTheFunction(t *testing.T) {
	for fault, fix := range map[string]string{
		"ip-firewall":           "let the function's addresses through the environment's IP firewall",
		"app-access-control":    "allow the application in the environment's app access control",
		"organization-disabled": "enable the environment",
		"204-gateway":           "a gateway",
		"403-html":              "a gateway",
	} {
		t.Run(fault, func(t *testing.T) {
			server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { server.Close() })
			cloud := awsemulator.StartTest(t, awsemulator.Options{})
			queue := cloud.AddQueue("retry", nil)
			arn := cloud.AddSecret("dynamics", secretOf(server))
			if err := server.SetFault(fault, emulator.EveryRequest); err != nil {
				t.Fatal(err)
			}
			var log, lines bytes.Buffer
			handler := function.New(function.Config{
				Config: config.Config{SecretARN: arn, RetryQueueURL: queue, MetricsNamespace: "N"},
				AWS:    cloud.Config(),
				Log:    slog.New(slog.NewJSONHandler(&log, nil)),
				Output: &lines,
			})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := handler.Invoke(ctx, []byte(refusedEvent)); err != nil {
				t.Fatal(err)
			}
			var line struct{ Level, Class, Outcome, Fix string }
			for text := range strings.Lines(log.String()) {
				if strings.Contains(text, `"class"`) {
					if err := json.Unmarshal([]byte(text), &line); err != nil {
						t.Fatal(err)
					}
				}
			}
			if line.Class != "misconfigured" || line.Outcome != "retry" || line.Level != "ERROR" || !strings.Contains(line.Fix, fix) {
				t.Errorf("%+v, want misconfigured, retry, ERROR and %q\n%s", line, fix, &log)
			}
			if !strings.Contains(lines.String(), `"Misconfigured":1`) {
				t.Errorf("metrics: %s", &lines)
			}
		})
	}
}

func secretOf(s *emulator.Server) string {
	c := s.Connection()
	return fmt.Sprintf(`{"tenantId":%q,"clientId":%q,"clientSecret":%q,"serviceRootUrl":%q,"authorityHost":%q}`,
		c.TenantID, c.ClientID, c.ClientSecret, c.ServiceRootURL, c.AuthorityHost)
}
