package inspector

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"sns-dynamics/internal/emulator"
)

// tokenHeader and tokenField carry the token of a request that changes something: the
// header for a program, the field for a form.
const (
	tokenHeader = "X-Inspector-Token"
	tokenField  = "token"
)

// maxPosted limits the body of a request: several times the limit of SNS.
const maxPosted = 2 << 20

// guard allows only users of this machine. It refuses a site whose host name resolves to
// this machine, and a site that submits a form to the page.
func (i web) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-i.ready
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin") // with the policy no-referrer, the Origin of a form is "null"
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxPosted)
		switch err := i.admit(r); {
		case errors.Is(err, errStale):
			i.refuse(w, r, err)
		case err != nil:
			refuse(w, r, err)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// refusal is the error of a refused request.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func refusef(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// errStale says that a request has no token of this start. A page that was open before the start
// sends such a request.
var errStale = refusef(http.StatusForbidden, "%s: expected the token of %s/token, which is another after every start of the emulator; reload the page", tokenHeader, Prefix)

// admit returns the reason to refuse a request, or nil.
func (i web) admit(r *http.Request) error {
	if !emulator.IsLoopbackHost(r.Host) {
		return refusef(http.StatusMisdirectedRequest, "Host %q: the inspector is served as localhost or a loopback address only", r.Host)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return refusef(http.StatusForbidden, "Sec-Fetch-Site %q: another site may change nothing here", site)
	}
	if origin := r.Header.Get("Origin"); origin != "" && !isOrigin(origin, r.Host) {
		return refusef(http.StatusForbidden, "Origin %q: another site may change nothing here", origin)
	}
	given := r.Header.Get(tokenHeader)
	if given == "" && isForm(r) {
		if err := r.ParseForm(); err != nil {
			return refusef(http.StatusRequestEntityTooLarge, "the form is too long, or none")
		}
		given = r.PostForm.Get(tokenField)
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(i.token)) != 1 {
		return errStale
	}
	return nil
}

// isOrigin reports whether an Origin header is the origin of the page on the host.
func isOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host == host
}

func isForm(r *http.Request) bool {
	return hasType(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}
