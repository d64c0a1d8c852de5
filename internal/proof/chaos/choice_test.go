package chaos

import (
	"net/http"
	"slices"
)

// mostFaults limits the requests of a message that meet faults of their own, so that the
// message reaches an end.
const mostFaults = 40

// choose decides which fault a request meets.
func (n network) choose(x *requestTrace, r *http.Request) fault {
	if isSignIn(r) {
		return n.chooseSignIn(x)
	}
	for _, m := range x.messages {
		m.requests++
	}
	if x.write {
		x.i.partsOf(x)
	}
	d := x.random("request")
	f, bad := n.w.outages.dataverseFault(d)
	switch {
	case bad:
	case x.write && x.has(func(m *message) bool { return m.neverAnswered && !m.answeredAgain }) != nil:
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
	if m := x.has(func(m *message) bool { return m.pluginAborts }); m != nil {
		f, injected = m.pluginFault(f, x.write)
	}
	if injected && !f.revoke { // otherwise counted when the token is refused
		n.w.faultCounts.count(f.kind, x.messages...)
	}
	return f
}

// chooseInner decides which request in a $batch meets a fault of its own, and which
// fault. It is a response of Dataverse, because all requests in the $batch share the
// connection.
func (n network) chooseInner(x *requestTrace) (at int, f fault, meets bool) {
	d := x.random("part")
	if len(x.parts) == 0 || d.IntN(3) > 0 || x.has(func(m *message) bool { return m.requests > mostFaults }) != nil {
		return 0, fault{}, false
	}
	all := slices.DeleteFunc(choices(wait(d), false), func(f fault) bool {
		return f.refuse || f.revoke || f.drop || f.stall || f.truncate || f.bare
	})
	f = all[d.IntN(len(all))]
	return d.IntN(len(x.parts)), f, true
}

func (n network) chooseSignIn(x *requestTrace) fault {
	n.c.tokens++
	d := n.w.random("sign-in", n.c.fleet.name, n.c.n, n.c.tokens)
	f, bad := n.w.outages.signInFault(d)
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
	n.w.faultCounts.count(f.kind, x.messages...)
	return f
}
