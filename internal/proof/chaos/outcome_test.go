package chaos

import (
	"net/http"
	"strings"
)

// recordOutcome records the effect of a request.
func (n network) recordOutcome(x *requestTrace, r *http.Request, f fault, genuine serverResponse, err error) {
	x.note("%s %s, of %d: %d%s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], len(x.messages), genuine.status, errText(err))
	if isSignIn(r) {
		if genuine.status == http.StatusUnauthorized {
			kind := "client secret rotated"
			if n.w.outages.during(expiredFrom, expiredTo) {
				kind = "client secret expired"
			}
			n.w.faultCounts.count(kind, x.messages...)
		}
		return
	}
	if genuine.status == http.StatusUnauthorized {
		n.w.faultCounts.count(revoked, x.messages...)
	}
	if !x.write {
		return
	}
	if f.silent || f.isCut(r) || err != nil && !f.refuse {
		x.unanswered()
	}
	x.miss(genuine)
	if done := x.carriedOut(genuine.status, genuine.body); len(done) > 0 {
		x.commit(done)
	}
}

// isCut reports whether the fault cuts off the part of a response that tells the result
// of a write. The status of a batch does not tell it.
func (f fault) isCut(r *http.Request) bool {
	return f.truncate && strings.HasSuffix(r.URL.Path, "/$batch")
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return " " + err.Error()
}
