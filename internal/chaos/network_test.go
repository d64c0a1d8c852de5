package chaos

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
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
	err := i.enter()
	m, s := i.current()
	var f fault
	if err == nil {
		if left := time.Until(n.c.quiet); left > 0 {
			n.w.wrong(m, "container %d sends %v before it may: %s", n.c.n, left, r.URL.Path)
		}
		f = n.choose(m, r)
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
		return nil, errRefused
	}
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if f.revoke {
		n.w.emulator.RevokeTokens()
	}
	if !n.travel(m, r, "there") {
		n.w.mu.Lock()
		defer n.w.mu.Unlock()
		m.unanswered++ // as far as the client can tell
		return nil, r.Context().Err()
	}
	resp, genuine, err := n.serve(r, f)
	n.travel(m, r, "back")
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	n.learn(m, s, r, f, genuine, err)
	if f.kind == "" {
		n.w.turnedAway(m, resp)
	}
	n.hush(resp)
	if dead := i.leave(); dead != nil {
		return nil, dead
	}
	return resp, err
}

// travel takes the time that a request or an answer is on its way, so that those
// of several containers overtake each other. It ends early with the context.
func (n network) travel(m *message, r *http.Request, way string) bool {
	n.w.mu.Lock()
	d := n.w.dice("travel", way, m.n, m.requests)
	n.w.mu.Unlock()
	return pass(r.Context(), d, 300*time.Millisecond)
}

// pass lets a time of up to most go by, unless ctx ends before. It is random to
// the nanosecond: of two things at one instant nothing would decide which is
// first.
func pass(ctx context.Context, d *rand.Rand, most time.Duration) bool {
	timer := time.NewTimer(1 + time.Duration(d.Int64N(int64(most))))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// serve has the emulator answer, with a fault if there is one. genuine is the
// status of its own answer, 0 where it gave none.
func (n network) serve(r *http.Request, f fault) (resp *http.Response, genuine int, err error) {
	ctx := r.Context()
	isFault := f.kind != "" && !f.revoke
	if isFault {
		ctx = dynamicstest.WithFault(ctx, f.Fault, &genuine)
	}
	if f.Stall {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	resp, err = n.w.emulator.Transport().RoundTrip(r.WithContext(ctx))
	switch {
	case err != nil && f.Stall && r.Context().Err() == nil:
		err = errNoWord
	case err == nil && !isFault:
		genuine = resp.StatusCode
	}
	return resp, genuine, err
}

// persevere wants a container to have done with a token, or a secret, soon after
// it is refused: that it is good for nothing delays messages and loses none.
func (n network) persevere(m *message, genuine int) {
	const most = 6 // as the secret cannot always be read at once
	switch {
	case genuine != http.StatusUnauthorized && genuine != 0, n.w.readable != n.w.secret, n.w.weather.during(expiredFrom, expiredTo):
		n.c.refused = 0
	case genuine == http.StatusUnauthorized:
		if n.c.refused++; n.c.refused > most {
			n.w.wrong(m, "container %d goes on with a token or a secret that is refused", n.c.n)
		}
	}
}

// hush keeps until when the answer asks the container to be quiet.
func (n network) hush(resp *http.Response) {
	if resp == nil {
		return
	}
	value := resp.Header.Get("Retry-After")
	until, err := http.ParseTime(value)
	if seconds, bad := strconv.Atoi(value); bad == nil {
		until, err = time.Now().Add(time.Duration(seconds)*time.Second), nil
	}
	if err == nil && until.After(n.c.quiet) {
		n.c.quiet = until
	}
}

// choose decides which fault a request meets.
func (n network) choose(m *message, r *http.Request) fault {
	if strings.Contains(r.URL.Path, "/oauth2/") {
		return n.chooseSignIn(m)
	}
	m.requests++
	d := n.w.dice("request", m.n, m.requests)
	write := r.Method != http.MethodGet
	f, bad := n.w.weather.overDataverse(d)
	switch {
	case bad:
	case m.never && write:
		f = answers("a service that never answers for a row", http.StatusServiceUnavailable, "", "")
	case m.requests <= 40 && d.IntN(5) == 0:
		all := choices(wait(d))
		if !write {
			all = append(all, notJSON(), notJSON(), notJSON())
		}
		f = all[d.IntN(len(all))]
	}
	f, injected := m.plugIn(f, write)
	if injected && !f.revoke { // counted when the token is refused
		n.w.tally.count(f.kind, m)
	}
	return f
}

func (n network) chooseSignIn(m *message) fault {
	n.c.tokens++
	d := n.w.dice("sign-in", n.c.fleet.name, n.c.n, n.c.tokens)
	f, bad := n.w.weather.overSignIn(d)
	switch {
	case bad:
	case d.IntN(8) == 0:
		all := tokenChoices(5)
		f = all[d.IntN(len(all))]
	default:
		return fault{}
	}
	n.w.tally.count(f.kind, m)
	return f
}

// learn keeps what a request did.
func (n network) learn(m *message, s *start, r *http.Request, f fault, genuine int, err error) {
	m.note("%s %s: %d%s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], genuine, errText(err))
	if strings.Contains(r.URL.Path, "/oauth2/") {
		n.persevere(m, genuine)
		if genuine == http.StatusUnauthorized {
			kind := "client secret rotated"
			if n.w.weather.during(expiredFrom, expiredTo) {
				kind = "client secret expired"
			}
			n.w.tally.count(kind, m)
		}
		return
	}
	n.persevere(m, genuine)
	if genuine == http.StatusUnauthorized {
		n.w.tally.count(revoked, m)
	}
	if r.Method == http.MethodGet {
		return
	}
	if f.silent || err != nil && !f.refuse {
		m.unanswered++
	}
	if genuine >= 200 && genuine < 300 {
		s.runs++
		m.commits++
		if m.mode == ordered {
			n.w.commits[m.group] = append(n.w.commits[m.group], m.n)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return " " + err.Error()
}
