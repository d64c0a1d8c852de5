package inspector_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/localdev/inspector"
)

// world is an emulator that listens, with an inspector and the function.
type world struct {
	*testing.T
	*inspector.Inspector
	*emulator.Server
	origin, token string
	delivered     int
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, Inspector: inspector.New(inspector.Config{Samples: []inspector.Sample{{Name: "one", Text: `{"a":1}`}}})}
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{
		Around: func(e *emulator.Emulator) http.Handler { return w.Beside(e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Server, w.origin = server, server.Connection().AuthorityHost
	t.Cleanup(func() {
		w.Inspector.Close()
		server.Close()
	})
	w.Connect(server.Emulator, server.Connection(), newFunction(server.Connection(), w.Wiring(http.DefaultTransport)))
	w.token = w.get("/token").body
	return w
}

// newFunction returns the function, without jitter. SQS writes its dead letters at the last
// receive.
func newFunction(c emulator.Connection, wiring inspector.Wiring) inspector.Invoke {
	return patient(c, wiring, time.Minute, 0)
}

func patient(c emulator.Connection, wiring inspector.Wiring, patience time.Duration, maxReceives int) inspector.Invoke {
	return function.New(function.Config{
		Config: config.Config{
			SecretARN: c.SecretARN, RetryQueueURL: inspector.RetryQueueURL, DeadLetterQueueURL: inspector.DeadLetterQueueURL, Patience: patience, MaxReceives: maxReceives,
		},
		AWS: aws.Config{
			Region: awsemulator.Region, BaseEndpoint: aws.String(c.AWSEndpointURL), HTTPClient: wiring.AWS,
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log: wiring.Log, Transport: wiring.Transport, Jitter: func(time.Duration) time.Duration { return 0 },
	}).Invoke
}

type response struct {
	status int
	header http.Header
	body   string
}

// do sends a request to a path below the prefix. header has pairs of name and value, and
// Host is one of the names.
func (w *world) do(method, path, body string, header ...string) response {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.origin+inspector.Prefix+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		if r.Header.Set(header[n], header[n+1]); header[n] == "Host" {
			r.Host = header[n+1]
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.Fatal(err)
	}
	return response{answer.StatusCode, answer.Header, string(text)}
}

func (w *world) get(path string, header ...string) response {
	w.Helper()
	return w.do(http.MethodGet, path, "", header...)
}

// page returns a page in the form for a browser.
func (w *world) page(path string) string {
	w.Helper()
	r := w.get(path, "Accept", "text/html,*/*")
	if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		w.Errorf("%s is %s, not a page", path, r.header.Get("Content-Type"))
	}
	return r.body
}

func (w *world) post(path, body string) response {
	w.Helper()
	return w.do(http.MethodPost, path, body, "X-Inspector-Token", w.token, "Content-Type", "application/json")
}

// deliver runs a text as an SNS event, and waits for its end.
func (w *world) deliver(text string) {
	w.Helper()
	w.delivered++
	event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{"EventSource": "aws:sns", "Sns": map[string]any{
		"MessageId": fmt.Sprintf("11111111-2222-4333-8444-%012d", w.delivered), "TopicArn": "arn:aws:sns:us-east-1:111122223333:t", "Timestamp": "2026-11-21T09:30:00.123Z", "Message": text,
	}}}})
	if err != nil {
		w.Fatal(err)
	}
	_ = w.Deliver(event) // the history has the failed messages
}

// read decodes the response of a path to a program.
func read[T any](w *world, path string) T {
	w.Helper()
	var v T
	r := w.get(path)
	if err := json.Unmarshal([]byte(r.body), &v); err != nil || r.status != http.StatusOK {
		w.Fatalf("%s: %d %s (%v)", path, r.status, r.body, err)
	}
	return v
}

const (
	createTask = `{"operation":"create","entitySet":"tasks","data":{"subject":"Call the buyer"}}`
	updateLead = `{"operation":"update","entitySet":"leads","id":"` + emulator.LeadID + `","data":{"subject":"Calls back"}}`
	badLead    = `{"operation":"update","entitySet":"leads","id":"` + emulator.LeadID + `","data":{"Subject":"x"}}`
)

// serve requests the page in process, like a program.
func serve(i *inspector.Inspector, method, path string) string {
	ask := func(method, path, token string) string {
		r := httptest.NewRequest(method, "http://localhost"+inspector.Prefix+path, nil)
		r.Header.Set("X-Inspector-Token", token)
		w := httptest.NewRecorder()
		i.Page().ServeHTTP(w, r)
		return w.Body.String()
	}
	return ask(method, path, ask(http.MethodGet, "/token", ""))
}

// servePage requests a page in process, like a browser.
func servePage(t *testing.T, i *inspector.Inspector, path string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+inspector.Prefix+path, nil)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	i.Page().ServeHTTP(w, r)
	return w.Body.String()
}

// routed is a function that logs a route.
func routed(i *inspector.Inspector) inspector.Invoke {
	return func(ctx context.Context, event json.RawMessage) (*events.SQSEventResponse, error) {
		deliveries, err := delivery.Parse(event)
		if err != nil {
			return nil, err
		}
		i.Wiring(nil).Log.InfoContext(ctx, "message done", "messageId", deliveries[0].Envelope.MessageID, "outcome", "done", "route", "order-placed@1a2b3c4d")
		return nil, nil
	}
}
