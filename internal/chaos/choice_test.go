package chaos

import (
	"net/http"
	"slices"
)

// mostFaults is how many requests of a message meet faults of their own, so that
// it comes to its end.
const mostFaults = 40

// choose decides which fault a request meets.
func (n network) choose(x *passage, r *http.Request) fault {
	if isSignIn(r) {
		return n.chooseSignIn(x)
	}
	for _, m := range x.messages {
		m.requests++
	}
	if x.write {
		x.i.partsOf(x)
	}
	d := x.dice("request")
	f, bad := n.w.weather.overDataverse(d)
	switch {
	case bad:
	case x.write && x.has(func(m *message) bool { return m.never && !m.healed }) != nil:
		f = quotesToken(r).named("a service that never answers for a row")
	case x.write && x.messages[0].mode == ordered && d.IntN(8) == 0 && x.messages[0].requests <= mostFaults:
		f = late()[d.IntN(2)]
	case x.has(func(m *message) bool { return m.requests > mostFaults }) == nil && d.IntN(5) == 0:
		all := append(choices(wait(d), x.write), quotesToken(r))
		f = all[d.IntN(len(all))]
	}
	if after, meets := x.afterTheWrite(); meets && !bad {
		f = after
	}
	injected := f.kind != ""
	if m := x.has(func(m *message) bool { return m.aborts }); m != nil {
		f, injected = m.plugIn(f, x.write)
	}
	if injected && !f.revoke { // counted when the token is refused
		n.w.tally.count(f.kind, x.messages...)
	}
	return f
}

// chooseInner decides which fault one of the requests in a $batch meets, and which
// of them: one that Dataverse gives, as the connection is that of all of them.
func (n network) chooseInner(x *passage) (at int, f fault, meets bool) {
	d := x.dice("part")
	if len(x.parts) == 0 || d.IntN(3) > 0 || x.has(func(m *message) bool { return m.requests > mostFaults }) != nil {
		return 0, fault{}, false
	}
	all := slices.DeleteFunc(choices(wait(d), false), func(f fault) bool {
		return f.refuse || f.revoke || f.drop || f.stall || f.truncate || f.bare
	})
	f = all[d.IntN(len(all))]
	return d.IntN(len(x.parts)), f, true
}

func (n network) chooseSignIn(x *passage) fault {
	n.c.tokens++
	d := n.w.dice("sign-in", n.c.fleet.name, n.c.n, n.c.tokens)
	f, bad := n.w.weather.overSignIn(d)
	switch {
	case bad && d.IntN(2) == 0:
		f = quotesSecret(n.w.clientSecret()).named(f.kind)
	case bad:
	case d.IntN(8) == 0:
		all := append(tokenChoices(5), quotesSecret(n.w.clientSecret()))
		f = all[d.IntN(len(all))]
	default:
		return fault{}
	}
	n.w.tally.count(f.kind, x.messages...)
	return f
}
