package chaos

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// doom is when an invocation is killed, unless it ends before: a time after it
// began, or at one of its requests.
type doom struct {
	after time.Duration
	come  chan struct{} // nil: after a time
	call  int           // which request to any service; 0: the first write
	late  bool          // when the service has done its part, before it answers
}

// aim decides whether an invocation is killed, and when. The kill counts until it
// is known to have missed, as the other workers count too.
func (k *killing) aim(d *rand.Rand, first bool) *doom {
	if k.left <= 0 || d.IntN(4) == 0 {
		return nil
	}
	k.left--
	calls := 2
	if first {
		calls = 4 // for the secret and the token as well
	}
	switch d.IntN(4) {
	case 0:
		return &doom{after: time.Duration(d.Int64N(int64(k.usual[first] * 3 / 2)))}
	case 1:
		return &doom{call: 1 + d.IntN(calls), late: d.IntN(2) == 0, come: make(chan struct{})}
	}
	return &doom{late: d.IntN(4) > 0, come: make(chan struct{})}
}

// strikes reports whether it is the doom of a request.
func (d *doom) strikes(call int, r *http.Request) bool {
	isWrite := r.Header.Get("X-Amz-Target") == "" && !isSignIn(r) && r.Method != http.MethodGet
	return d != nil && d.come != nil && (d.call == call || d.call == 0 && isWrite)
}

// strike tells of the doom, and holds the request until the process is gone. One
// that nobody waits for any more comes too late.
func (d *doom) strike(r *http.Request, gone <-chan struct{}) {
	select {
	case d.come <- struct{}{}:
		<-gone
	case <-gone:
	case <-r.Context().Done():
	}
}

// witness sees the status of an answer, before the client does.
type witness struct {
	http.ResponseWriter
	see func(status int)
}

func (w *witness) WriteHeader(status int) {
	w.see(status)
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets a connection be broken through it.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }
