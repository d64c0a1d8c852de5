package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/route"
)

const warmEvent = `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:eu-west-1:111122223333:dynamics:1",
	"Sns":{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","TopicArn":"arn:aws:sns:eu-west-1:111122223333:dynamics","Subject":null,
	"Message":"{\"operation\":\"upsert\",\"entitySet\":\"contacts\",\"key\":{\"emailaddress1\":\"liam@example.com\"},\"data\":{\"firstname\":\"Liam\",\"lastname\":\"O'Brien\",\"telephone1\":\"+44 20 7946 0018\"}}",
	"Timestamp":"2026-11-21T09:30:00.123Z","SignatureVersion":"1","Signature":"x","SigningCertUrl":"x","UnsubscribeUrl":"x","MessageAttributes":{}}}]}`

// mappedEvent is the same operation as warmEvent, as the event of another system.
const mappedEvent = `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:eu-west-1:111122223333:dynamics:1",
	"Sns":{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","TopicArn":"arn:aws:sns:eu-west-1:111122223333:dynamics","Subject":null,
	"Message":"{\"type\":\"CustomerChanged\",\"customer\":{\"mail\":\"LIAM@example.com\",\"name\":{\"first\":\"Liam\",\"last\":\"O'Brien\"},\"phones\":[{\"kind\":\"work\",\"number\":\"+44 20 7946 0018\"}]}}",
	"Timestamp":"2026-11-21T09:30:00.123Z","SignatureVersion":"1","Signature":"x","SigningCertUrl":"x","UnsubscribeUrl":"x","MessageAttributes":{}}}]}`

// mapCustomer is a mapping of some size.
const mapCustomer = `
def phone($kind): first(.phones[]? | select(.kind == $kind) | .number) // null;
.customer
| {
    operation: "upsert", entitySet: "contacts", key: {emailaddress1: (.mail | ascii_downcase)},
    data: ({firstname: .name.first, lastname: .name.last, telephone1: phone("work")} | with_entries(select(.value != null)))
  }`

// BenchmarkMapped is BenchmarkWarm with routes and a mapping.
func BenchmarkMapped(b *testing.B) {
	table, err := route.New(route.File{Version: 1, Routes: []route.Entry{
		{Name: "heartbeat", When: json.RawMessage(`{"message":{"type":["Heartbeat"]}}`), Ignore: true},
		{Name: "customer", When: json.RawMessage(`{"message":{"type":["CustomerChanged"]}}`), Map: mapCustomer},
	}})
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, "SnsDynamics/bench", table, mappedEvent)
}

// BenchmarkWarm measures one message, from the event to its outcome, in a function that has
// its token and its connection. BenchmarkBare measures the request alone.
func BenchmarkWarm(b *testing.B) { benchmarkWarm(b, "SnsDynamics/bench") }

// BenchmarkUnmeasured is BenchmarkWarm without the metrics. The difference is the cost of
// the metrics.
func BenchmarkUnmeasured(b *testing.B) { benchmarkWarm(b, "") }

func benchmarkWarm(b *testing.B, namespace string) { benchmark(b, namespace, nil, warmEvent) }

func benchmark(b *testing.B, namespace string, routes *route.Table, event string) {
	s := quickest(b)
	h := function.New(function.Config{
		Config: config.Config{SecretARN: "x", MetricsNamespace: namespace},
		Routes: routes,
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(s.URL), Credentials: aws.AnonymousCredentials{}, HTTPClient: s.Client(),
		},
		Transport: s.Client().Transport,
		Log:       slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Output:    io.Discard,
	})
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Invoke(ctx, json.RawMessage(event)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBare(b *testing.B) {
	s := quickest(b)
	body := []byte(`{"firstname":"Liam","lastname":"O'Brien","telephone1":"+44 20 7946 0018"}`)
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPatch,
			s.URL+"/api/data/v9.2/contacts(emailaddress1='liam%40example.com')", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer abc")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("OData-Version", "4.0")
		r.Header.Set("OData-MaxVersion", "4.0")
		r.Header.Set("Accept", "application/json")
		resp, err := s.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// quickest responds as Secrets Manager, the token endpoint and Dataverse over TLS and
// HTTP/2. It stores nothing, so it takes hardly any time.
func quickest(b *testing.B) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		origin := "https://" + r.Host
		switch {
		case r.URL.Path == "/":
			secret, _ := json.Marshal(map[string]string{
				"tenantId": "7e4a4700-0000-4000-8000-000000000001", "clientId": "x", "clientSecret": "y",
				"serviceRootUrl": origin, "authorityHost": origin,
			})
			_ = json.NewEncoder(w).Encode(map[string]string{"SecretString": string(secret)})
		case strings.Contains(r.URL.Path, "oauth2"):
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"token_type":"Bearer","expires_in":3599,"access_token":"abc"}`)
		default:
			w.Header().Set("OData-Version", "4.0")
			w.Header().Set("x-ms-service-request-id", "r")
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	b.Cleanup(s.Close)
	return s
}
