package faultswitch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
)

// Guard keeps pages of other sites away from a handler that controls the emulator:
// a Host that is neither a loopback name or address nor the address that the
// connection came in by gets 403, so that no name can be made to lead here, and so
// does an unsafe method of another origin, by Origin and Sec-Fetch-Site.
func Guard(inner http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isHere(r) {
			refuse(w, http.StatusForbidden, errors.New("host: expected localhost, a loopback address or the address of the emulator"))
			return
		}
		if err := origins.Check(r); err != nil {
			refuse(w, http.StatusForbidden, fmt.Errorf("origin: %w", err))
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// isHere reports whether the Host header names this machine.
func isHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
		if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
			host = host[1 : len(host)-1]
		}
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ip.IsLoopback() || ok && local.IP.Equal(ip)
}
