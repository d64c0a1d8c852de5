package handler_test

import (
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// The limits of the memory of a message, including freed memory: a number of bytes for each
// byte of its text and of the responses to it, a number for each byte of its expanded
// references and its tag, which are at most 4 MiB together, and a constant for requests and
// for the index of a refusal.
const (
	costOfByte    = 64
	costOfSize    = 10
	costOfMessage = 256 << 10
)

// cost is the memory of the steps of a message.
type cost struct {
	decode, identity uint64
	alone, shared    step // with another message, half of the memory
	size             int  // the expanded size
}

type step struct{ took, answered uint64 }

// check fails if a message needs more memory than it may, alone or with another message.
func (c cost) check(t *testing.T, name string, length int) {
	t.Helper()
	for _, s := range []step{c.alone, c.shared} {
		took := c.decode + c.identity + s.took
		if may := costOfByte*(uint64(length)+s.answered) + costOfSize*uint64(c.size) + costOfMessage; took > may {
			t.Errorf("%s: %d bytes took %d bytes of memory, want at most %d: %+v", name, length, took, may, c)
		}
	}
}

// costOf runs all steps for a message: the function decodes it, identifies its row, and
// sends it. The refusal quotes it. Then the function sends it together with another
// message.
func costOf(t testing.TB, text string) cost {
	t.Helper()
	var c cost
	var op operation.Operation
	var err error
	c.decode = allocated(func() {
		op, err = message.Envelope{TopicARN: topicARN, MessageID: messageID, Published: published(), Message: text}.Operation()
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
	c.shared = service.step(func() { _ = client.RunAll(t.Context(), []operation.Operation{op, op}) })
	c.shared.took /= 2
	return c
}

// allocated returns the bytes that a function allocates, including freed bytes.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func identify(op *operation.Operation) {
	_ = operation.Reference{EntitySet: op.EntitySet, Row: op.Row}.Identity()
	_ = op.Related.Identity()
}

// refusals is a service that refuses every operation, and quotes the request.
type refusals struct {
	mu       sync.Mutex
	answered uint64
}

// step is the memory of a step, and the size of the responses during it.
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

// FuzzCost checks the memory for any message.
func FuzzCost(f *testing.F) {
	for _, text := range costly(2 << 10) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		costOf(t, text).check(t, "message", len(text))
	})
}
