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

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/inspector"
)

// world is an emulator that listens, with an inspector beside it and the function
// that it runs.
type world struct {
	*testing.T
	*inspector.Inspector
	*dynamicstest.Server
	origin, token string
	delivered     int
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, Inspector: inspector.New(inspector.Config{Samples: []inspector.Sample{{Name: "one", Text: `{"a":1}`}}})}
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{
		Around: func(e *dynamicstest.Emulator) http.Handler { return w.Beside(e) },
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

// newFunction is the function, without jitter.
func newFunction(c dynamicstest.Connection, wiring inspector.Wiring) inspector.Invoke {
	return function.New(function.Config{
		Config: config.Config{SecretARN: c.SecretARN, RetryQueueURL: inspector.RetryQueueURL, DeadLetterQueueURL: inspector.DeadLetterQueueURL, Patience: time.Minute},
		AWS: aws.Config{
			Region: "us-east-1", BaseEndpoint: aws.String(c.AWSEndpointURL), HTTPClient: wiring.AWS,
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

// do makes a request of a path below the prefix; header is pairs, and Host one of
// them.
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

// page is a page as a browser gets it.
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

// deliver has a text run, as an SNS event, to its end.
func (w *world) deliver(text string) {
	w.Helper()
	w.delivered++
	event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{"EventSource": "aws:sns", "Sns": map[string]any{
		"MessageId": fmt.Sprintf("11111111-2222-4333-8444-%012d", w.delivered), "TopicArn": "arn:aws:sns:us-east-1:111122223333:t", "Timestamp": "2026-11-21T09:30:00.123Z", "Message": text,
	}}}})
	if err != nil {
		w.Fatal(err)
	}
	_ = w.Deliver(event) // what failed is in the history
}

// read decodes what a path answers to a program.
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
	updateLead = `{"operation":"update","entitySet":"leads","id":"` + dynamicstest.LeadID + `","data":{"subject":"Calls back"}}`
	badLead    = `{"operation":"update","entitySet":"leads","id":"` + dynamicstest.LeadID + `","data":{"Subject":"x"}}`
)

// serve asks the page in process, as a program would.
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
