package dynamics

import (
	"net/http"
	"sync"
	"time"
)

// freshLife is how long a connection may have been idle that a request gets which
// must not run twice: on an older one it may vanish, and nobody knew whether it
// ran.
const freshLife = 5 * time.Second

// transports send requests: those that must not run twice through connections of
// their own, which are hardly ever idle. It is safe for concurrent use.
type transports struct {
	common, fresh http.RoundTripper
	now           func() time.Time

	mu   sync.Mutex
	used moment // when a request last went through fresh
}

// newTransports takes connections as t makes them. net/http compares the time that
// one was idle by the wall clock, so a freeze counts. A transport of another kind
// sends everything.
func newTransports(t http.RoundTripper, now func() time.Time) *transports {
	all := &transports{common: t, fresh: t, now: now}
	if h, ok := t.(*http.Transport); ok {
		fresh := h.Clone()
		if fresh.IdleConnTimeout == 0 || fresh.IdleConnTimeout > freshLife {
			fresh.IdleConnTimeout = freshLife
		}
		all.fresh = fresh
	}
	return all
}

// send sends a request; once says that it must not run twice. A connection without
// a response may be dead, and others with it: then none that is idle is used again,
// lest each takes an attempt.
func (t *transports) send(req *http.Request, once bool) (*http.Response, error) {
	through := t.common
	if once {
		through = t.fresh
		if t.use() > freshLife {
			closeIdle(through) // also those that were never used, which net/http keeps
		}
		defer t.use()
	}
	resp, err := through.RoundTrip(req)
	if err != nil {
		closeIdle(through)
	}
	return resp, err
}

// use notes that a request goes through fresh now, and returns the time since one
// last did.
func (t *transports) use() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	idle := t.used.since(now)
	t.used = at(now)
	return idle
}

func closeIdle(t http.RoundTripper) {
	if c, ok := t.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
