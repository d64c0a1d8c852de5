package transport

import (
	"net/http"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/clock"
)

// freshLife is the limit of the idle time of a connection for a request that must not run
// twice. On an older connection the request may get lost, and the client would not know
// whether it ran.
const freshLife = 5 * time.Second

// Pair sends requests through two pools of connections: one pool for requests that must
// not run twice, with connections that were hardly ever idle, and one for all others. It
// is safe for concurrent use.
type Pair struct {
	Common, fresh http.RoundTripper
	now           func() time.Time

	mu   sync.Mutex
	used clock.Moment // when a request last went through fresh
}

// NewPair returns a pair whose connections are made like the connections of t. net/http measures
// the idle time of a connection by the wall clock, so a freeze counts. If t is no
// *http.Transport, it sends all requests.
func NewPair(t http.RoundTripper, now func() time.Time) *Pair {
	all := &Pair{Common: t, fresh: t, now: now}
	if h, ok := t.(*http.Transport); ok {
		fresh := h.Clone()
		if fresh.IdleConnTimeout == 0 || fresh.IdleConnTimeout > freshLife {
			fresh.IdleConnTimeout = freshLife
		}
		all.fresh = fresh
	}
	return all
}

// Send sends a request; once says that the request must not run twice. If no response
// comes, the connection may be dead, and the other idle connections too. Send then
// closes all idle connections, so that they do not cost an attempt each. The error is
// the error of the transport.
func (t *Pair) Send(req *http.Request, once bool) (*http.Response, error) {
	through := t.Common
	if once {
		through = t.fresh
		if t.use() > freshLife {
			closeIdle(through) // also the connections that were never used, which net/http keeps
		}
		defer t.use()
	}
	resp, err := through.RoundTrip(req)
	if err != nil {
		closeIdle(through)
	}
	return resp, err
}

// use notes that a request goes through the fresh pool now, and returns the time since
// the last such request.
func (t *Pair) use() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	idle := t.used.Since(now)
	t.used = clock.At(now)
	return idle
}

// CloseIdle closes all idle connections.
func (t *Pair) CloseIdle() {
	closeIdle(t.Common)
	closeIdle(t.fresh)
}

func closeIdle(t http.RoundTripper) {
	if c, ok := t.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
