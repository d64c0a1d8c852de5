package inspector

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/url"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// tokenHeader and tokenField carry the token of a request that changes anything:
// a program's, and a form's.
const (
	tokenHeader = "X-Inspector-Token"
	tokenField  = "token"
)

// maxPosted bounds what is read of a request: several times what SNS takes.
const maxPosted = 2 << 20

// guard lets nobody but this machine's own users at the page: not a site that
// gave its name this machine's address, nor one that sends a form here.
func (i *Inspector) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-i.ready
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin") // with none, a form's Origin is "null"
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxPosted)
		if err := i.admit(r); err != nil {
			refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refusal is an answer that is none.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func refusef(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// admit says why a request is not for us.
func (i *Inspector) admit(r *http.Request) error {
	if !dynamicstest.IsLoopbackHost(r.Host) {
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
		return refusef(http.StatusForbidden, "%s: expected the token of %s/token, which is another after every start", tokenHeader, Prefix)
	}
	return nil
}

// isOrigin reports whether an Origin header is that of the page on that host.
func isOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host == host
}

func isForm(r *http.Request) bool {
	return hasType(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}
