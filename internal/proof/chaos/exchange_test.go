package chaos

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator"
)

// exchange is one request to Dataverse or the token endpoint.
type exchange struct {
	*message
	*start
	fault
	genuine int // status of the emulator's own response; 0 if it gave none
	// hurried means that the deadline is so near that the function may not have waited
	// for the response. Only the function knows.
	hurried bool
}

// choose decides which fault a request meets. Only TestChaos refuses connections: one
// listener cannot refuse a single connection. A stall lasts until the deadline of the
// function, so only invocations with little time meet a stall.
func (f *backend) choose(x *exchange, r *http.Request) fault {
	if isSignIn(r) {
		f.tokens++
		d := f.k.random("sign-in", f.worker, f.place, f.tokens)
		if x.hurried || d.IntN(8) > 0 {
			return fault{}
		}
		all := append(tokenChoices(1), quotesSecret(emulator.ClientSecret))
		met := all[d.IntN(len(all))]
		f.k.faultCounts.count(met.kind, x.message)
		return met
	}
	m, write := x.message, r.Method != http.MethodGet
	m.requests++
	d := f.k.random("request", m.n, m.requests)
	var met fault
	if m.requests <= 15 && (d.IntN(5) == 0 || x.hurried && d.IntN(2) == 0) {
		all := append(choices(shortWait(d), write), quotesToken(r))
		all = slices.DeleteFunc(all, func(f fault) bool { return f.refuse || f.late || f.stall != x.hurried })
		met = all[d.IntN(len(all))]
		if f.http2 && !x.hurried && d.IntN(4) == 0 {
			met = connections()[2*d.IntN(2)] // reset, before the commit or after it
		}
	}
	if met.drop && f.http2 {
		met = met.named(strings.Replace(met.kind, "connection reset", "HTTP/2 stream reset", 1))
	}
	met, injected := m.pluginFault(met, write)
	if injected && !met.revoke { // otherwise counted when the token is refused
		f.k.faultCounts.count(met.kind, m)
	}
	return met
}

// shortWait returns the seconds that Dataverse asks the client to wait. Most waits are short,
// because the test waits too. Other waits exceed the time of an invocation, so that the
// function hands over.
func shortWait(d *rand.Rand) int {
	if d.IntN(4) == 0 {
		return 60 + d.IntN(400)
	}
	return d.IntN(2)
}

func isSignIn(r *http.Request) bool { return strings.Contains(r.URL.Path, "/oauth2/") }

// recordOutcome records the effect of a request.
func (f *backend) recordOutcome(x *exchange, r *http.Request) {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	m := x.message
	m.note("%s %s: %d %s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], x.genuine, x.kind)
	switch {
	case isSignIn(r):
		return
	case x.genuine == http.StatusUnauthorized:
		f.k.faultCounts.count(revoked, m)
	case r.Method == http.MethodGet:
		return
	}
	if x.silent || x.hurried || x.isCut(r) {
		m.unanswered++
	}
	if x.genuine >= 200 && x.genuine < 300 {
		x.runs++
		m.commits++
	}
}
