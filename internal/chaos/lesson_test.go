package chaos

import (
	"net/http"
	"strings"
	"time"
)

// learn keeps what a request did that was sent then.
func (n network) learn(x *passage, r *http.Request, f fault, genuine truth, sent time.Time, err error) {
	x.note("%s %s, of %d: %d%s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], len(x.messages), genuine.status, errText(err))
	n.persevere(x.messages[0], genuine.status, sent)
	if isSignIn(r) {
		if genuine.status == http.StatusUnauthorized {
			kind := "client secret rotated"
			if n.w.weather.during(expiredFrom, expiredTo) {
				kind = "client secret expired"
			}
			n.w.tally.count(kind, x.messages...)
		}
		return
	}
	if genuine.status == http.StatusUnauthorized {
		n.w.tally.count(revoked, x.messages...)
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

// isCut reports whether what says how a write went breaks off: of a batch, its
// status does not.
func (f fault) isCut(r *http.Request) bool {
	return f.truncate && strings.HasSuffix(r.URL.Path, "/$batch")
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return " " + err.Error()
}
