package chaos

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// network is the way from a container to Dataverse and the token endpoint.
type network struct {
	w *world
	c *container
}

// patience is how long the deployed function's transport waits for an answer.
const patience = 125 * time.Second

var (
	errRefused = errors.New("connect: connection refused")
	errNoWord  = errors.New("net/http: timeout awaiting response headers")
)

// RoundTrip implements http.RoundTripper, with what httptrace tells of a real
// transport: that the connection stands.
func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	i := invocationOf(r.Context())
	n.w.mu.Lock()
	x, err := i.passage(r)
	if left := n.c.wait(); err == nil && left > 0 && !n.c.dead {
		n.w.wrong(x.messages[0], "container %d sends %v before it may: %s", n.c.n, left, r.URL.Path)
	}
	n.w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	sent := time.Now()
	// Several may be sent at one instant: it takes each a while of its own to get
	// into the network.
	if !pass(r.Context(), x.dice("socket"), 20*time.Millisecond) {
		return nil, r.Context().Err()
	}
	n.w.mu.Lock()
	call, err := i.enter()
	var f, inner fault
	if err == nil {
		if f = n.choose(x, r); f.kind == "" {
			var at int
			var meets bool
			if at, inner, meets = n.chooseInner(x); meets {
				r = r.WithContext(dynamicstest.WithInnerFault(r.Context(), at, inner.inPart()))
			}
		}
	}
	n.w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	trace := httptrace.ContextClientTrace(r.Context())
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(r.URL.Host)
	}
	if f.refuse {
		n.w.mu.Lock()
		defer n.w.mu.Unlock()
		i.share(x, false, false)
		return nil, errRefused
	}
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if f.revoke {
		n.w.emulator.RevokeTokens()
	}
	if !pass(r.Context(), x.dice("there"), 300*time.Millisecond) {
		n.w.mu.Lock()
		defer n.w.mu.Unlock()
		x.unanswered() // as far as the client can tell
		return nil, r.Context().Err()
	}
	resp, genuine, err := n.serve(x, r, f)
	pass(r.Context(), x.dice("back"), 300*time.Millisecond)
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	n.learn(x, r, f, genuine, sent, err)
	i.share(x, genuine.status >= 200 && genuine.status < 300, err == nil && resp.StatusCode < 300)
	if f.kind == "" {
		n.w.turnedAway(resp, x.messages...)
	}
	if resp != nil {
		n.hush(resp.Header)
	}
	if genuine.status == http.StatusOK && inner.kind != "" { // else nothing in the batch was looked at
		n.hush(inner.header)
		n.w.tally.count("in a $batch: "+inner.kind, x.messages...)
	}
	if dead := i.leave(call); dead != nil {
		return nil, dead
	}
	return resp, err
}

// pass lets a time of up to most go by, unless ctx ends before. It is random to
// the nanosecond: of two things at one instant nothing would decide which is
// first.
func pass(ctx context.Context, d *rand.Rand, most time.Duration) bool {
	return elapse(ctx, 1+time.Duration(d.Int64N(int64(most))))
}

// persevere wants a container to have done with a token, or a secret, soon after
// it is refused: that it is good for nothing delays messages and loses none.
// Of requests under way at a time, those that were sent before the first of them
// was refused count as one.
func (n network) persevere(m *message, genuine int, sent time.Time) {
	const most = 6 // as the secret cannot always be read at once
	switch {
	case genuine != http.StatusUnauthorized && genuine != 0, n.w.readable != n.w.secret, n.w.weather.during(expiredFrom, expiredTo):
		n.c.refused = 0
	case genuine == http.StatusUnauthorized && !sent.Before(n.c.refusal):
		n.c.refusal = time.Now()
		if n.c.refused++; n.c.refused > most {
			n.w.wrong(m, "container %d goes on with a token or a secret that is refused", n.c.n)
		}
	}
}

// hush keeps until when an answer, or a part of it, asks the container to be quiet.
func (n network) hush(h http.Header) {
	value := h.Get("Retry-After")
	until, err := http.ParseTime(value)
	if seconds, bad := strconv.Atoi(value); bad == nil {
		until, err = time.Now().Add(time.Duration(seconds)*time.Second), nil
	}
	if err == nil && until.After(n.c.quiet) {
		n.c.quiet, n.c.quietSkew = until, n.c.clock.skew()
	}
}
