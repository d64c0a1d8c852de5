package function_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/xray"
	"sns-dynamics/internal/proof/canary"
)

// The secrets and the data of the function, and the parts of them that the test searches
// for. A part counts as a leak.
const (
	heldToken  = "eyJTOKENCANARYabcdefghijklmnop.q1w2e3r4t5y6.SIGNATUREcanary"
	heldSecret = "SECRETcanary~8Q~abcdefgh"
	heldName   = "Rosalind Rowdata-Canary"
)

func canaries() *canary.Watch {
	return canary.New("TOKENCANARY", "abcdefghij", "SIGNATUREcanary", "SECRETcanary", "Rosalind", "Rowdata")
}

// answers are the responses of the services around the function. A service without one
// gives its usual response.
type answers struct{ secret, token, api, queue answer }

// peers are these services at one address, as raw TCP: a response need not be HTTP, and an
// empty response closes the connection.
type peers struct {
	answers

	address string
	mu      sync.Mutex
	letters []string // the attributes of the messages sent to queues
}

func (p *peers) listen(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	p.address = "http://" + l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
}

func (p *peers) serve(c net.Conn) {
	defer c.Close()
	reader := bufio.NewReader(c)
	for {
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(r.Body)
		out := p.answer(r, body)
		if _, err := io.WriteString(c, out); err != nil || out == "" || strings.Contains(out, "Connection: close") {
			return
		}
	}
}

func (p *peers) answer(r *http.Request, body []byte) string {
	usual, hostile := "", p.api
	switch target := r.Header.Get("X-Amz-Target"); {
	case strings.HasPrefix(target, "secretsmanager."):
		value := text(map[string]string{
			"tenantId": "contoso.example", "clientId": "c", "clientSecret": heldSecret,
			"serviceRootUrl": p.address + "/api/data/v9.2/", "authorityHost": p.address,
		})
		usual, hostile = response("200 OK", "", text(map[string]string{"SecretString": value})), p.secret
	case strings.HasPrefix(target, "AmazonSQS."):
		p.keep(body)
		usual, hostile = response("200 OK", "", `{"MessageId":"sent"}`), p.queue
	case strings.Contains(r.URL.Path, "/oauth2/"):
		usual, hostile = response("200 OK", "Content-Type: application/json\r\n", text(map[string]any{
			"access_token": heldToken, "token_type": "Bearer", "expires_in": 3599,
		})), p.token
	default:
		usual = response("500 Internal Server Error", "", "")
	}
	if hostile == nil {
		return usual
	}
	return hostile(r, body)
}

// keep keeps all parts of a message of a queue except its body, which is the original
// message.
func (p *peers) keep(body []byte) {
	var sent map[string]any
	_ = json.Unmarshal(body, &sent)
	delete(sent, "MessageBody")
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, text(sent))
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// response is an HTTP response, after which the connection ends.
func response(status, header, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, header, len(body), body)
}

// said is all output of the function: its log without whole events, its metrics, the
// attributes of messages that it sent to queues, its trace, and its response to Lambda.
func (p *peers) said(t *testing.T, level slog.Level, withQueues bool, message string) string {
	t.Helper()
	p.listen(t)
	daemon, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	tracer, err := xray.Dial(daemon.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	var log, metrics bytes.Buffer
	c := config.Config{SecretARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x", MetricsNamespace: "Test"}
	if withQueues {
		c.RetryQueueURL, c.DeadLetterQueueURL = p.address+"/111122223333/retry", p.address+"/111122223333/dead"
	}
	h := function.New(function.Config{
		Config: c, Output: &metrics, Tracer: tracer,
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(p.address),
			Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log:    slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level})),
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	//lint:ignore SA1029 aws-lambda-go has this name
	ctx = context.WithValue(ctx, "x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
	_, failed := h.Invoke(ctx, snsEvent(message))
	lines := slices.DeleteFunc(strings.SplitAfter(log.String(), "\n"), isEvent)
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(lines, "") + metrics.String() + strings.Join(p.letters, "\n") + traced(t, daemon) + fmt.Sprintf("\n%v %+v", failed, chain(failed))
}

// isEvent reports whether a line is the DEBUG line that shows a whole event by design.
func isEvent(line string) bool { return strings.Contains(line, `"level":"DEBUG","msg":"event",`) }

// traced returns the subsegment of the message.
func traced(t *testing.T, daemon *net.UDPConn) string {
	t.Helper()
	packet := make([]byte, 64<<10)
	_ = daemon.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := daemon.Read(packet)
	if err != nil {
		t.Fatal(err)
	}
	return string(packet[:n])
}

// chain returns every error that an error wraps.
func chain(err error) []string {
	if err == nil {
		return nil
	}
	all := []string{fmt.Sprintf("%v %+v", err, err)}
	if more, ok := err.(interface{ Unwrap() []error }); ok {
		for _, inner := range more.Unwrap() {
			all = append(all, chain(inner)...)
		}
	}
	if one, ok := err.(interface{ Unwrap() error }); ok {
		all = append(all, chain(one.Unwrap())...)
	}
	return all
}

func snsEvent(message string) json.RawMessage {
	return json.RawMessage(text(map[string]any{"Records": []any{map[string]any{
		"EventSource": "aws:sns",
		"Sns": map[string]any{
			"Type": "Notification", "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t",
			"Message": message, "Timestamp": time.Now().UTC().Format(time.RFC3339Nano), "MessageAttributes": map[string]any{},
		},
	}}}))
}
