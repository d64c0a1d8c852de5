package chaos

import (
	"net/http"
	"strings"
	"time"
)

// learn keeps what a request did that was sent then.
func (n network) learn(x *passage, r *http.Request, f fault, genuine int, sent time.Time, err error) {
	x.note("%s %s, of %d: %d%s", r.Method, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], len(x.messages), genuine, errText(err))
	n.persevere(x.messages[0], genuine, sent)
	if isSignIn(r) {
		if genuine == http.StatusUnauthorized {
			kind := "client secret rotated"
			if n.w.weather.during(expiredFrom, expiredTo) {
				kind = "client secret expired"
			}
			n.w.tally.count(kind, x.messages...)
		}
		return
	}
	if genuine == http.StatusUnauthorized {
		n.w.tally.count(revoked, x.messages...)
	}
	if !x.write {
		return
	}
	if f.silent || f.isCut(r) || err != nil && !f.refuse {
		x.unanswered()
	}
	if genuine >= 200 && genuine < 300 {
		x.commit()
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
