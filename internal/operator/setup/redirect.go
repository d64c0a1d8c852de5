package setup

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Verdict is the decision of the administrator, from the redirect.
type Verdict struct {
	Granted  bool   `json:"granted"`
	TenantID string `json:"tenantId,omitempty"`
	// Error and Description are the values of Microsoft Entra ID, one line each.
	Error       string `json:"error,omitempty"`
	Description string `json:"errorDescription,omitempty"`
}

// ErrState is the error of [Listener.Wait] for a redirect with another state: it belongs to
// another person's consent or to an older URL.
var ErrState = errors.New("the redirect's state is not the one of the URL")

// Listener waits for the browser on a loopback address.
type Listener struct {
	server  *http.Server
	verdict chan outcome
}

type outcome struct {
	Verdict
	err error
}

// Listen listens on the address of the redirect URI, which must be a loopback address. The
// caller must call Close. The error says that the redirect URI is no such address, or it is
// the error of the network.
func Listen(c Consent) (*Listener, error) {
	address, path, err := listenAddress(c.RedirectURI)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for the redirect: %w", err)
	}
	listener := &Listener{verdict: make(chan outcome, 1)}
	listener.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listener.serve(w, r, path, c.State)
	})}
	go listener.server.Serve(l) // until Close
	return listener, nil
}

// Wait waits for the first redirect. The error comes from ctx, or is [ErrState].
func (l *Listener) Wait(ctx context.Context) (Verdict, error) {
	select {
	case o := <-l.verdict:
		return o.Verdict, o.err
	case <-ctx.Done():
		return Verdict{}, ctx.Err()
	}
}

// Close stops listening after the browser has its response. The error comes from the
// server.
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := l.server.Shutdown(ctx); err != nil {
		return l.server.Close()
	}
	return nil
}

// serve handles the requests of the browser. It responds to a request that is no redirect, such
// as the request for an icon, with 404, and the wait continues.
func (l *Listener) serve(w http.ResponseWriter, r *http.Request, path, state string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	query := r.URL.Query()
	if r.Method != http.MethodGet || r.URL.Path != path || !query.Has("admin_consent") && !query.Has("error") {
		http.Error(w, "This is not the redirect that is waited for.", http.StatusNotFound)
		return
	}
	o := read(query, state)
	switch {
	case o.err != nil:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintln(w, "Not accepted: the state is not the one of the URL. Open the URL that dynctl printed last.")
	case o.Granted:
		fmt.Fprintln(w, "Consent was granted. You can close this page.")
	default:
		fmt.Fprintln(w, "Consent was not granted. dynctl says why. You can close this page.")
	}
	select {
	case l.verdict <- o:
	default: // an earlier redirect decided
	}
}

// read reads the query of a redirect.
func read(query url.Values, state string) outcome {
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1 {
		return outcome{err: ErrState}
	}
	return outcome{Verdict: Verdict{
		Granted:  strings.EqualFold(query.Get("admin_consent"), "true") && !query.Has("error"),
		TenantID: printable(query.Get("tenant")), Error: printable(query.Get("error")), Description: printable(query.Get("error_description")),
	}}
}

// printable returns a text as one line of printable characters, up to 500 characters. The
// text can come from anybody, and a terminal would obey control characters.
func printable(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)), " ")
	if runes := []rune(text); len(runes) > 500 {
		return string(runes[:500]) + "…"
	}
	return text
}
