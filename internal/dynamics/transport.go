package dynamics

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// newTransport returns a transport that gives up on a connection that does not
// come about in seconds, but waits for an answer a little longer than the two
// minutes that Dataverse gives a request of its own.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 125 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
	}
}

// traceConnection watches whether a request gets a connection. What never got
// one never reached a server, and may be sent again whatever it does. A
// transport that does not tell counts as connected.
func traceConnection(ctx context.Context) (traced context.Context, connected func() bool) {
	var asked, got atomic.Bool
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { got.Store(true) },
	}
	return httptrace.WithClientTrace(ctx, trace), func() bool { return got.Load() || !asked.Load() }
}
