package relay_test

import (
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// What a message may take of memory, counting all that is given back meanwhile: so
// many bytes for each byte of its text and of the responses to it, so many for each
// byte of what it comes to by references and its tag, which is at most 4 MiB, and so
// many whatever it holds, for requests and the index of a refusal.
const (
	costOfByte    = 64
	costOfSize    = 10
	costOfMessage = 256 << 10
)

// cost is what the steps of a message took.
type cost struct {
	decode, identity uint64
	alone, shared    step // with a neighbour, half of it
	size             int  // what it comes to
}

type step struct{ took, answered uint64 }

// check fails where a message took more than it may, by itself or with a neighbour.
func (c cost) check(t *testing.T, name string, length int) {
	t.Helper()
	for _, s := range []step{c.alone, c.shared} {
		took := c.decode + c.identity + s.took
		if may := costOfByte*(uint64(length)+s.answered) + costOfSize*uint64(c.size) + costOfMessage; took > may {
			t.Errorf("%s: %d bytes took %d bytes of memory, want at most %d: %+v", name, length, took, may, c)
		}
	}
}

// costOf takes a message through all steps: it is decoded, its row is identified, it
// is sent and refused with words that quote it, and it is sent with a neighbour.
func costOf(t testing.TB, text string) cost {
	t.Helper()
	var c cost
	var op dynamics.Operation
	var err error
	published := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	c.decode = allocated(func() {
		op, err = message.Envelope{TopicARN: topicARN, MessageID: messageID, Published: published, Message: text}.Operation()
		if err != nil {
			_ = err.Error()
		}
	})
	if err != nil {
		return c
	}
	c.size = op.Size()
	c.identity = allocated(func() {
		identify(&op)
		for i := range op.Operations {
			identify(&op.Operations[i])
		}
	})
	service := &refusals{}
	client := dynamics.New(dynamics.Config{Transport: service, Credentials: connection})
	if err := client.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.alone = service.step(func() { _, _ = client.Run(t.Context(), op) })
	c.shared = service.step(func() { _ = client.RunAll(t.Context(), []dynamics.Operation{op, op}) })
	c.shared.took /= 2
	return c
}

// allocated is how many bytes a function takes, those that it gives back included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func identify(op *dynamics.Operation) {
	_ = dynamics.Reference{EntitySet: op.EntitySet, Row: op.Row}.Identity()
	_ = op.Related.Identity()
}

// refusals is a service that refuses every operation, and quotes what it was sent.
type refusals struct {
	mu       sync.Mutex
	answered uint64
}

// step is what a function took, and what was answered meanwhile.
func (s *refusals) step(f func()) step {
	before := s.answered
	took := allocated(f)
	return step{took, s.answered - before}
}

func (s *refusals) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := make([]byte, 1200)
	if r.Body != nil {
		n, _ := io.ReadFull(r.Body, sent)
		sent = sent[:n]
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	status, body := http.StatusBadRequest, map[string]any{"error": map[string]string{"code": "0x80040265", "message": "refused: " + string(sent)}}
	switch {
	case strings.Contains(r.URL.Path, "oauth2"):
		status, body = http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": "abc"}
	case strings.HasSuffix(r.URL.Path, "/EntityDefinitions"):
		status, body = http.StatusOK, map[string]any{"value": []any{map[string]string{
			"LogicalName": "x", "EntitySetName": strings.Split(r.URL.Query().Get("$filter"), "'")[1], "PrimaryIdAttribute": "xid",
		}}}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.answered += uint64(len(text))
	s.mu.Unlock()
	return &http.Response{
		StatusCode: status, Request: r, Body: io.NopCloser(strings.NewReader(string(text))),
		Header: http.Header{"Content-Type": {"application/json"}, "Odata-Version": {"4.0"}},
	}, nil
}

func TestCost(t *testing.T) {
	for name, text := range costly(256 << 10) {
		costOf(t, text).check(t, name, len(text))
	}
}

// A message of four times the length takes about four times as long, whatever it
// holds: not sixteen times.
func TestTimeIsLinear(t *testing.T) {
	const most, tries = 9, 5
	short, long := costly(64<<10), costly(256<<10)
	for name := range short {
		var ratio float64
		for range tries {
			if ratio = float64(timeOf(t, long[name])) / float64(timeOf(t, short[name])+2*time.Millisecond); ratio < most {
				break
			}
		}
		if ratio >= most {
			t.Errorf("%s: %d bytes take %.1f times as long as %d", name, len(long[name]), ratio, len(short[name]))
		}
	}
}

func timeOf(t *testing.T, text string) time.Duration {
	began := time.Now()
	costOf(t, text)
	return time.Since(began)
}

// FuzzCost holds any message to what it may take of memory.
func FuzzCost(f *testing.F) {
	for _, text := range costly(2 << 10) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		costOf(t, text).check(t, "message", len(text))
	})
}
