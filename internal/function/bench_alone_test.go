package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/route"
)

// BenchmarkAlone measures the function without a network and without a server: the CPU time and
// the allocations of the function itself. An event of SQS has 100 messages, and its figures
// are of the whole event.
func BenchmarkAlone(b *testing.B) {
	const message = `{\"operation\":\"upsert\",\"entitySet\":\"contacts\",\"key\":{\"emailaddress1\":\"liam%d@example.com\"},\"data\":{\"firstname\":\"Liam\",\"lastname\":\"O'Brien\",\"telephone1\":\"+44 20 7946 0018\"}}`
	const topic = "arn:aws:sns:eu-west-1:111122223333:dynamics"
	queued := func(body func(i int) string) string {
		var text bytes.Buffer
		text.WriteString(`{"Records":[`)
		for i := range 100 {
			if i > 0 {
				text.WriteByte(',')
			}
			quoted, err := json.Marshal(body(i))
			if err != nil {
				b.Fatal(err)
			}
			fmt.Fprintf(&text, `{"messageId":"95df01b4-ee98-5cb9-9903-%012d","receiptHandle":"r%d","body":%s,"attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1795253405685"},
				"messageAttributes":{},"md5OfBody":"","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q","awsRegion":"eu-west-1"}`, i, i, quoted)
		}
		text.WriteString(`]}`)
		return text.String()
	}
	plain := func(i int) string {
		var text string
		if err := json.Unmarshal([]byte(`"`+fmt.Sprintf(message, i)+`"`), &text); err != nil {
			b.Fatal(err)
		}
		return text
	}
	envelope := func(i int) string {
		return fmt.Sprintf(`{"Type":"Notification","MessageId":"95df01b4-ee98-5cb9-9904-%012d","TopicArn":"%s","Message":"%s","Timestamp":"2026-11-21T09:30:05.685Z",`+
			`"SignatureVersion":"1","Signature":"ZXhhbXBsZQ==","SigningCertURL":"https://sns.eu-west-1.amazonaws.com/x.pem","UnsubscribeURL":"https://sns.eu-west-1.amazonaws.com/"}`,
			i, topic, fmt.Sprintf(message, i))
	}
	mapless, err := route.New(route.File{Version: 1, Routes: []route.Entry{
		{Name: "heartbeat", When: json.RawMessage(`{"message":{"type":["Heartbeat"]}}`), Ignore: true},
		{Name: "operation", When: json.RawMessage(`{"message":{"operation":[{"exists":true}]}}`)},
	}})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range []struct {
		name, event string
		routes      *route.Table
	}{
		{"sns", warmEvent, nil}, {"sns-route", warmEvent, mapless},
		{"sqs", queued(envelope), nil}, {"sqs-raw", queued(plain), nil}, {"sqs-route", queued(envelope), mapless},
	} {
		b.Run(e.name, func(b *testing.B) {
			server := newReplay(b)
			h := function.New(function.Config{
				Config: config.Config{SecretARN: emulator.SecretARN, MetricsNamespace: "SnsDynamics/bench"},
				Routes: e.routes,
				AWS: aws.Config{
					Region: "eu-west-1", BaseEndpoint: aws.String("https://dataverse.example"), Credentials: aws.AnonymousCredentials{},
					HTTPClient: &http.Client{Transport: server},
				},
				Transport: server,
				Log:       slog.New(slog.NewJSONHandler(io.Discard, nil)),
				Output:    io.Discard,
			})
			ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
			defer cancel()
			b.ReportAllocs()
			began := processorTime(b)
			for b.Loop() {
				answer, err := h.Invoke(ctx, json.RawMessage(e.event))
				if err != nil || answer != nil && len(answer.BatchItemFailures) > 0 {
					b.Fatal("a message failed: ", err)
				}
			}
			b.ReportMetric(float64((processorTime(b)-began).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
}

// replay sends the first request to an address to an emulator. It repeats the response for each
// later request to that address.
type replay struct {
	emulator *emulator.Emulator
	known    map[string]*http.Response
	bodies   map[string][]byte
}

func newReplay(b *testing.B) *replay {
	e, err := emulator.New(emulator.Options{KeepRequests: -1, AuthorityHost: "https://dataverse.example"})
	if err != nil {
		b.Fatal(err)
	}
	secret, err := json.Marshal(emulator.ConnectionAt("https://dataverse.example"))
	if err != nil {
		b.Fatal(err)
	}
	e.SetSecretString(string(secret))
	return &replay{e, map[string]*http.Response{}, map[string][]byte{}}
}

// RoundTrip implements [http.RoundTripper]. The function sends one request at a time.
func (s *replay) RoundTrip(r *http.Request) (*http.Response, error) {
	address := r.Method + r.URL.String()
	known := s.known[address]
	if known == nil {
		var err error
		if known, err = s.emulator.Transport().RoundTrip(r); err != nil {
			return nil, err
		}
		body, err := io.ReadAll(known.Body)
		if err != nil {
			return nil, err
		}
		s.known[address], s.bodies[address] = known, body
	}
	resp := *known
	resp.Body, resp.Request = http.NoBody, r
	if body := s.bodies[address]; len(body) > 0 {
		resp.Body = io.NopCloser(bytes.NewReader(body))
	}
	return &resp, nil
}

// processorTime is the processor time of this process, which other processes of the machine
// change less than the time of the clock.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
