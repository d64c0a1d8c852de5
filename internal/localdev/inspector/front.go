package inspector

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
)

// Beside serves the page, and passes every other request to the emulator.
func (i *Inspector) Beside(dataverse http.Handler) http.Handler {
	page, before := i.Page(), i.Before(dataverse)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Prefix || strings.HasPrefix(r.URL.Path, Prefix+"/") {
			page.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/favicon.ico" { // which browsers ask for beside a text
			serveAsset(w, r, "icon.svg")
			return
		}
		before.ServeHTTP(w, r)
	})
}

// Before passes every request to the emulator and finds the message of the request. It
// passes requests to the services of AWS to the account.
func (i *Inspector) Before(dataverse http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-i.ready
		if i.isAWS(r) {
			i.serveAWS(w, r)
			return
		}
		seen := &sight{}
		if c := i.calls.find(r.Header.Get(callHeader)); c != nil {
			seen.entries = c.entries
		}
		r.Header.Del(callHeader)
		began := time.Now()
		defer func() { // also after the panic that cuts a response off
			if seen.number != 0 {
				i.history.took(seen.entries, seen.number, time.Since(began))
			}
		}()
		dataverse.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sightKey{}, seen)))
	})
}

// sight is a request that the emulator is handling.
type sight struct {
	entries []*entry
	number  int // the number of the recorded request; 0 before the response
}

type sightKey struct{}

// observe records a response of the emulator.
func (i *Inspector) observe(ctx context.Context, o emulator.Observation) {
	seen, ok := ctx.Value(sightKey{}).(*sight)
	if !ok { // the request came in process, and not through the server
		seen = &sight{}
		if c := callOf(ctx); c != nil {
			seen.entries = c.entries
		}
	}
	seen.number = i.history.exchange(seen.entries, i.newExchange(o))
	if len(o.Changes) > 0 {
		i.hub.tell("rows", 0)
	}
}

// isAWS reports whether a request is signed for a service of the account. Secrets Manager is
// the emulator's.
func (i *Inspector) isAWS(r *http.Request) bool {
	service, ok := i.account.Serves(r)
	return ok && service != awsemulator.SecretsManager || i.account.ServesIssuer(r)
}

// serveAWS serves a request to a service of the account.
func (i *Inspector) serveAWS(w http.ResponseWriter, r *http.Request) {
	// A browser says that it is a browser, whatever page sends the request. A site can give
	// its host name the address of this machine. The browser then treats the emulator as
	// part of the site, and the site can sign requests.
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		http.Error(w, "AuthorizationError: a browser publishes by the inspector's form only", http.StatusBadRequest)
		return
	}
	i.account.ServeHTTP(w, r)
	if a := r.Header.Get("X-Amz-Target"); strings.HasPrefix(a, "AmazonSQS.Delete") || strings.HasPrefix(a, "AmazonSQS.Purge") {
		i.hub.tell("letters", 0)
	}
}
