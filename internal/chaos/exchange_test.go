package chaos

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// exchange is one request to Dataverse or the token endpoint.
type exchange struct {
	*message
	*start
	fault
	genuine int // the status of the emulator's own answer, 0 where it gave none
	// hurried says that the deadline is so near that the function may not have
	// waited for the answer, which nobody but itself knows.
	hurried bool
}

// choose decides which fault a request meets. A refused connection is left to
// TestChaos: one listener cannot refuse one connection. A stall lasts until the
// function's deadline, so only invocations with little time meet one.
func (f *front) choose(x *exchange, r *http.Request) fault {
	if isSignIn(r) {
		f.tokens++
		d := f.k.dice("sign-in", f.worker, f.place, f.tokens)
		if x.hurried || d.IntN(8) > 0 {
			return fault{}
		}
		all := append(tokenChoices(1), quotesSecret(dynamicstest.ClientSecret))
		met := all[d.IntN(len(all))]
		f.k.tally.count(met.kind, x.message)
		return met
	}
	m, write := x.message, r.Method != http.MethodGet
	m.requests++
	d := f.k.dice("request", m.n, m.requests)
	var met fault
	if m.requests <= 15 && (d.IntN(5) == 0 || x.hurried && d.IntN(2) == 0) {
		all := append(choices(shortWait(d), write), quotesToken(r))
		all = slices.DeleteFunc(all, func(f fault) bool { return f.refuse || f.late || f.stall != x.hurried })
		met = all[d.IntN(len(all))]
		if f.http2 && !x.hurried && d.IntN(4) == 0 {
			met = connections()[2*d.IntN(2)] // reset, before the commit or after
		}
	}
	if met.drop && f.http2 {
		met = met.named(strings.Replace(met.kind, "connection reset", "HTTP/2 stream reset", 1))
	}
	met, injected := m.plugIn(met, write)
	if injected && !met.revoke { // counted when the token is refused
		f.k.tally.count(met.kind, m)
	}
	return met
}

// shortWait is how many seconds Dataverse asks for: next to none, as the test
// waits for them, or more than an invocation has, so that the function hands over.
func shortWait(d *rand.Rand) int {
	if d.IntN(4) == 0 {
		return 60 + d.IntN(400)
	}
	return d.IntN(2)
}

func isSignIn(r *http.Request) bool { return strings.Contains(r.URL.Path, "/oauth2/") }

// learn keeps what a request did.
func (f *front) learn(x *exchange, r *http.Request) {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	m := x.message
	m.note("%s %s: %d %s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], x.genuine, x.kind)
	switch {
	case isSignIn(r):
		return
	case x.genuine == http.StatusUnauthorized:
		f.k.tally.count(revoked, m)
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
