package inspector

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Beside serves the page, and passes every request that is not for it on to the
// emulator.
func (i *Inspector) Beside(emulator http.Handler) http.Handler {
	page, before := i.Page(), i.Before(emulator)
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

// Before passes every request on to the emulator, and finds out which message it
// is of. A message published to SNS it takes itself.
func (i *Inspector) Before(emulator http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-i.ready
		if isSNS(r) {
			i.serveSNS(w, r)
			return
		}
		seen := &sight{}
		if c := i.calls.find(r.Header.Get(callHeader)); c != nil {
			seen.entries = c.entries
		}
		r.Header.Del(callHeader)
		began := time.Now()
		defer func() { // after the panic of an answer that is cut off, too
			if seen.number != 0 {
				i.history.took(seen.entries, seen.number, time.Since(began))
			}
		}()
		emulator.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sightKey{}, seen)))
	})
}

// sight is a request on its way through the emulator.
type sight struct {
	entries []*entry
	number  int // once it was answered
}

type sightKey struct{}

// observe takes in what the emulator answered.
func (i *Inspector) observe(ctx context.Context, o dynamicstest.Observation) {
	seen, ok := ctx.Value(sightKey{}).(*sight)
	if !ok { // it came past us, in process
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
