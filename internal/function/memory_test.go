package function_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
)

// TestMemoryOfAnEvent runs an event of eighteen messages with the maximum size of SNS. Each
// refusal quotes its message. The function must stay within half of the template's memory
// and within the minimum of Lambda.
func TestMemoryOfAnEvent(t *testing.T) {
	const messages, size, most = 18, 256 << 10, 128 << 20
	texts := map[string]string{
		// A message that has just 4 MiB after its contentId is replaced.
		"references": `{"operation":"batch","operations":[{"operation":"upsert","contentId":"a","entitySet":"accounts","data":{"a":1},"key":{"k":"` +
			strings.Repeat("%", 1024) + `"}},{"operation":"create","entitySet":"contacts","data":{"a@odata.bind":[` + strings.Repeat(`"$a",`, 1300) + `"$a"]}}]}`,
	}
	for _, item := range []string{`{}`, `[]`, `0`, `10`, `"a"`, `"a b"`, `{"a":1}`} {
		texts[item] = `{"operation":"create","entitySet":"contacts","data":{"a":[` + strings.Repeat(item+",", (size-100)/(len(item)+1)) + `0]}}`
	}
	for name, text := range texts {
		for _, queued := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " queued: ", queued), func(t *testing.T) {
				peak := &peak{}
				s := refusing(t, peak)
				allowed, err := fence.FromEnv(func(name string) (string, bool) { return "*", name == config.AllowedTables })
				if err != nil {
					t.Fatal(err)
				}
				h := function.New(function.Config{
					Config: config.Config{SecretARN: "x"}, Fence: allowed,
					AWS: aws.Config{
						Region: "eu-west-1", BaseEndpoint: aws.String(s.URL), Credentials: aws.AnonymousCredentials{}, HTTPClient: s.Client(),
					},
					Transport: s.Client().Transport,
					Log:       slog.New(slog.NewJSONHandler(io.Discard, nil)),
				})
				event := eventOf(t, messages, text, queued)
				runtime.GC()
				peak.during(func() {
					answer, err := h.Invoke(t.Context(), event)
					if err == nil && (answer == nil || len(answer.BatchItemFailures) != messages) {
						t.Errorf("response %v, want every message to have failed, as there is no dead-letter queue", answer)
					}
				})
				if peak.most > most {
					t.Errorf("%d MiB at the most, want less than %d MiB", peak.most>>20, most>>20)
				}
				t.Logf("%d MiB at the most", peak.most>>20)
			})
		}
	}
}

// eventOf returns an event of n messages with the same text.
func eventOf(t *testing.T, messages int, text string, queued bool) json.RawMessage {
	t.Helper()
	var records []any
	for i := range messages {
		id := fmt.Sprintf("95df01b4-ee98-5cb9-9903-%012x", i)
		if queued {
			records = append(records, map[string]any{
				"eventSource": "aws:sqs", "messageId": id, "receiptHandle": id, "body": text, "eventSourceARN": "arn:aws:sqs:eu-west-1:111122223333:x",
				"attributes": map[string]string{"ApproximateReceiveCount": "1", "SentTimestamp": strconv.FormatInt(time.Now().UnixMilli(), 10)},
			})
			continue
		}
		records = append(records, map[string]any{"EventSource": "aws:sns", "Sns": map[string]any{
			"Type": "Notification", "MessageId": id, "TopicArn": "arn:aws:sns:eu-west-1:111122223333:dynamics", "Message": text, "Timestamp": time.Now().UTC().Format(time.RFC3339Nano),
		}})
	}
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	return event
}

// peak is the largest sampled memory in use: the spans of the heap, also spans that are not
// full, and the stacks.
type peak struct {
	mu   sync.Mutex
	most uint64
}

func (p *peak) sample() {
	all := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"},
	}
	metrics.Read(all)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.most = max(p.most, all[0].Value.Uint64()+all[1].Value.Uint64()+all[2].Value.Uint64())
}

// during samples the memory every millisecond while a function runs.
func (p *peak) during(f func()) {
	ended := make(chan struct{})
	var sampling sync.WaitGroup
	sampling.Go(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			p.sample()
			select {
			case <-tick.C:
			case <-ended:
				return
			}
		}
	})
	f()
	close(ended)
	sampling.Wait()
}

// refusing is all services in one. As Dataverse it refuses everything, and quotes the
// request.
func refusing(t *testing.T, p *peak) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := make([]byte, 1200)
		n, _ := io.ReadFull(r.Body, sent)
		_, _ = io.Copy(io.Discard, r.Body)
		p.sample()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("OData-Version", "4.0")
		origin := "http://" + r.Host
		var body any
		switch {
		case r.URL.Path == "/" && strings.Contains(r.Header.Get("X-Amz-Target"), "secretsmanager"):
			secret, err := json.Marshal(map[string]string{"tenantId": "x.example", "clientId": "x", "clientSecret": "y", "serviceRootUrl": origin, "authorityHost": origin})
			if err != nil {
				t.Error(err)
			}
			body = map[string]string{"SecretString": string(secret)}
		case strings.Contains(r.URL.Path, "oauth2"):
			body = map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": "abc"}
		case strings.HasSuffix(r.URL.Path, "/EntityDefinitions"):
			body = map[string]any{"value": []any{map[string]string{"LogicalName": "contact", "EntitySetName": "contacts", "PrimaryIdAttribute": "contactid"}}}
		default:
			w.WriteHeader(http.StatusBadRequest)
			body = map[string]any{"error": map[string]string{"code": "0x80040265", "message": "refused: " + string(sent[:n])}}
		}
		_ = json.NewEncoder(w).Encode(body)
	}))
	t.Cleanup(s.Close)
	return s
}
