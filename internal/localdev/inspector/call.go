package inspector

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// call is one invocation of the function. It connects requests and log lines with their
// messages.
type call struct {
	entries []*entry
	// handed has the delays of messages sent to the retry queue, by MessageId. held has the
	// visibility timeouts of received messages, by receipt handle.
	mu     sync.Mutex
	handed map[string]time.Duration
	held   map[string]time.Duration
	// isPolled says that the messages come from the account's retry queue.
	isPolled bool
}

func newCall(entries []*entry) *call {
	return &call{entries: entries, handed: map[string]time.Duration{}, held: map[string]time.Duration{}}
}

type callKey struct{}

// callOf returns the invocation of a context, or nil.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// callHeader carries the key of an invocation in its requests. It is removed before the
// emulator gets the request.
const callHeader = "X-Inspector-Call"

// calls are the running invocations, by a secret key.
type calls struct {
	mu    sync.Mutex
	byKey map[string]*call
}

func newCalls() *calls { return &calls{byKey: map[string]*call{}} }

// begin returns a context of the invocation.
func (cs *calls) begin(ctx context.Context, c *call) (_ context.Context, end func()) {
	key := rand.Text()
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.byKey[key] = c
	ctx = context.WithValue(context.WithValue(ctx, callKey{}, c), keyKey{}, key)
	return ctx, func() {
		cs.mu.Lock()
		defer cs.mu.Unlock()
		delete(cs.byKey, key)
	}
}

type keyKey struct{}

func (cs *calls) find(key string) *call {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.byKey[key]
}

// named sends requests with the key of their invocation.
type named struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper]. The errors come from the wrapped transport.
func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	if key, ok := r.Context().Value(keyKey{}).(string); ok {
		r = r.Clone(r.Context())
		r.Header.Set(callHeader, key)
	}
	return n.RoundTripper.RoundTrip(r)
}
