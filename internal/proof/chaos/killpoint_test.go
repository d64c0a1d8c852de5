package chaos

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// killPoint is the moment at which an invocation is killed, unless it ends before: a
// time after its start, or one of its requests.
type killPoint struct {
	after  time.Duration
	signal chan struct{} // nil: after a time
	call   int           // number of the request to any service; 0: the first write
	late   bool          // after the service carried out the request, and before its response
}

// chooseKillPoint decides whether an invocation is killed, and when. The kill counts as
// used until the invocation ends without it, because concurrent workers share the kills.
func (k *killing) chooseKillPoint(d *rand.Rand, first bool) *killPoint {
	if k.left <= 0 || d.IntN(4) == 0 {
		return nil
	}
	k.left--
	calls := 2
	if first {
		calls = 4 // with the requests for the secret and the token
	}
	switch d.IntN(4) {
	case 0:
		return &killPoint{after: time.Duration(d.Int64N(int64(k.typicalDuration[first] * 3 / 2)))}
	case 1:
		return &killPoint{call: 1 + d.IntN(calls), late: d.IntN(2) == 0, signal: make(chan struct{})}
	}
	return &killPoint{late: d.IntN(4) > 0, signal: make(chan struct{})}
}

// matches reports whether a request is the kill point.
func (d *killPoint) matches(call int, r *http.Request) bool {
	isWrite := r.Header.Get("X-Amz-Target") == "" && !isSignIn(r) && r.Method != http.MethodGet
	return d != nil && d.signal != nil && (d.call == call || d.call == 0 && isWrite)
}

// trigger reports the kill point, and holds the request until the process has ended. It
// has no effect if the invocation has ended.
func (d *killPoint) trigger(r *http.Request, gone <-chan struct{}) {
	select {
	case d.signal <- struct{}{}:
		<-gone
	case <-gone:
	case <-r.Context().Done():
	}
}

// statusRecorder reports the status of a response before the client gets it.
type statusRecorder struct {
	http.ResponseWriter
	onStatus func(status int)
}

func (w *statusRecorder) WriteHeader(status int) {
	w.onStatus(status)
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
