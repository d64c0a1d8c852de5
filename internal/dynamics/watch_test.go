package dynamics_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// watch is a transport that keeps when each request to the Web API was sent,
// and lets a test step in.
type watch struct {
	next http.RoundTripper
	// before is called with the number of each request to the Web API, from
	// 1, before it is sent, and after with its answer; both may be nil.
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

// watch makes the environment's client one whose requests are watched, and
// signs in.
func (e *environment) watch(t *testing.T) *watch {
	t.Helper()
	w := &watch{next: e.Transport()}
	e.client = e.newClientThrough(t, w, dynamicstest.ClientSecret)
	e.run(t, updateContact(), dynamics.Done)
	e.learn(t)
	w.at = nil
	return w
}
