package chaos

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"time"

	"sns-dynamics/internal/emulator"
)

// network is the HTTP transport of a container for Dataverse and the token endpoint.
type network struct {
	w *simulation
	c *container
}

// patience is the time for which the transport of the deployed function waits for a
// response.
const patience = 125 * time.Second

var (
	errRefused = errors.New("connect: connection refused")
	errNoWord  = errors.New("net/http: timeout awaiting response headers")
)

// RoundTrip implements http.RoundTripper. Like a real transport, it reports to httptrace
// that the connection exists.
func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	i := invocationOf(r.Context())
	n.w.mu.Lock()
	x, err := i.requestTrace(r)
	if left := n.c.wait(); err == nil && left > 0 && !n.c.dead {
		n.w.wrong(x.messages[0], "container %d sends %v before it may: %s", n.c.n, left, r.URL.Path)
	}
	n.w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	sent := time.Now()
	// net/http asks for a connection at once. A request whose time ends before it gets one
	// was not sent.
	trace := httptrace.ContextClientTrace(r.Context())
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(r.URL.Host)
	}
	// Requests may be sent at one instant. Each takes a random time of its own to reach
	// the network.
	if !randomDelay(r.Context(), x.random("socket"), 20*time.Millisecond) {
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
				r = r.WithContext(emulator.WithInnerFault(r.Context(), at, inner.inPart()))
			}
		}
	}
	n.w.mu.Unlock()
	if err != nil {
		return nil, err
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
	if !randomDelay(r.Context(), x.random("there"), 300*time.Millisecond) {
		n.w.mu.Lock()
		defer n.w.mu.Unlock()
		x.unanswered() // the client cannot know more
		return nil, r.Context().Err()
	}
	resp, genuine, err := n.serve(x, r, f)
	randomDelay(r.Context(), x.random("back"), 300*time.Millisecond)
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	if isSignIn(r) {
		n.checkRefusedSecret(x.messages[0], genuine.status, sent)
	} else {
		n.checkRefusedToken(x.messages[0], r, genuine.status, resp, sent)
	}
	n.recordOutcome(x, r, f, genuine, err)
	i.share(x, genuine.status >= 200 && genuine.status < 300, err == nil && resp.StatusCode < 300)
	if f.kind == "" {
		n.w.countUserErrors(resp, x.messages...)
	}
	if resp != nil {
		n.recordQuietPeriod(resp.Header)
	}
	if genuine.status == http.StatusOK && inner.kind != "" { // otherwise Dataverse read no request of the batch
		n.recordQuietPeriod(inner.header)
		n.w.faultCounts.count("in a $batch: "+inner.kind, x.messages...)
	}
	if dead := i.leave(call); dead != nil {
		return nil, dead
	}
	return resp, err
}

// randomDelay waits for a random time of up to most, or until ctx ends. The time is
// random to the nanosecond, so that the order of two events is always decided.
func randomDelay(ctx context.Context, d *rand.Rand, most time.Duration) bool {
	return elapse(ctx, 1+time.Duration(d.Int64N(int64(most))))
}

// checkRefusedToken requires that a container sends no request with a token after the response
// that refused the token. A container that does so delays messages without losing them.
func (n network) checkRefusedToken(m *message, r *http.Request, genuine int, resp *http.Response, sent time.Time) {
	token := r.Header.Get("Authorization")
	at, isRefused := n.c.refusals[token]
	switch {
	case isRefused && sent.After(at):
		n.w.wrong(m, "container %d goes on with a token that was refused", n.c.n)
	case !isRefused && genuine == http.StatusUnauthorized && resp != nil && resp.StatusCode == genuine:
		n.c.refusals[token] = time.Now()
	}
}

// checkRefusedSecret requires that a container stops using a secret soon after it is refused.
// Concurrent requests that were sent before the first refusal count as one.
func (n network) checkRefusedSecret(m *message, genuine int, sent time.Time) {
	const most = 6 // because reading the secret may fail first
	switch {
	case genuine != http.StatusUnauthorized && genuine != 0, n.w.readable != n.w.secret, n.w.outages.during(expiredFrom, expiredTo):
		n.c.refused = 0
	case genuine == http.StatusUnauthorized && !sent.Before(n.c.refusal):
		n.c.refusal = time.Now()
		if n.c.refused++; n.c.refused > most {
			n.w.wrong(m, "container %d goes on with a secret that is refused", n.c.n)
		}
	}
}

// recordQuietPeriod stores the end of the time for which a response, or a part of it,
// asks the container to send nothing.
func (n network) recordQuietPeriod(h http.Header) {
	value := h.Get("Retry-After")
	until, err := http.ParseTime(value)
	if seconds, bad := strconv.Atoi(value); bad == nil {
		until, err = time.Now().Add(time.Duration(seconds)*time.Second), nil
	}
	if err == nil && until.After(time.Now()) {
		n.c.quiet = append(n.c.quiet, quiet{until, n.c.clock.skew()})
	}
}
