package dynamics_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
)

// watch is a transport that records the time of each request to the Web API, and lets a
// test act before and after it.
type watch struct {
	next http.RoundTripper
	// before is called with the number of each request to the Web API, from 1, before it is
	// sent. after is called with its response. Both may be nil.
	before func(n int, r *http.Request)
	after  func(n int)

	mu sync.Mutex
	at []time.Time
}

func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "/oauth2/") {
		return w.next.RoundTrip(r)
	}
	w.mu.Lock()
	w.at = append(w.at, time.Now())
	n := len(w.at)
	w.mu.Unlock()
	if w.before != nil {
		w.before(n, r)
	}
	resp, err := w.next.RoundTrip(r)
	if w.after != nil {
		w.after(n)
	}
	return resp, err
}

// times returns when the requests were sent, since start.
func (w *watch) times(start time.Time) []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []time.Duration
	for _, at := range w.at {
		all = append(all, at.Sub(start))
	}
	return all
}

// watch makes the environment's client a client with watched requests, and signs in.
func (e *environment) watch(t *testing.T) *watch {
	t.Helper()
	w := &watch{next: e.Transport()}
	e.client = e.newClientThrough(t, w, emulator.ClientSecret)
	e.run(t, updateContact(), dynamics.Done)
	e.learn(t)
	w.at = nil
	return w
}
