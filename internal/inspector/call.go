package inspector

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// call is one invocation of the function, by which requests and log lines find the
// messages they belong to.
type call struct {
	entries []*entry
	// handed is how long the retry queue was asked to keep messages, by MessageId,
	// and held the same of messages received, by receipt handle.
	mu     sync.Mutex
	handed map[string]time.Duration
	held   map[string]time.Duration
	// since is the attribute waitingSince of messages handed to the retry queue, by
	// MessageId.
	since map[string]string
}

func newCall(entries []*entry) *call {
	return &call{entries: entries, handed: map[string]time.Duration{}, held: map[string]time.Duration{}, since: map[string]string{}}
}

type callKey struct{}

// callOf returns the invocation that a context is of, or nil.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// callHeader carries an invocation's key with the requests that it makes. It is
// taken off before the emulator sees it.
const callHeader = "X-Inspector-Call"

// calls are the invocations that go on, by a key that nobody else can know.
type calls struct {
	mu    sync.Mutex
	byKey map[string]*call
}

func newCalls() *calls { return &calls{byKey: map[string]*call{}} }

// begin makes a context that is of the invocation.
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

// named sends requests with the key of the invocation that makes them.
type named struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	if key, ok := r.Context().Value(keyKey{}).(string); ok {
		r = r.Clone(r.Context())
		r.Header.Set(callHeader, key)
	}
	return n.RoundTripper.RoundTrip(r)
}
