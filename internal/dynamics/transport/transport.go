package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/cause"
)

const (
	// silence is the longest time for which a peer may acknowledge nothing while a request
	// is open. After it the connection counts as dead. The transport sends a ping after
	// half of it.
	silence = 10 * time.Second
	// idleLife is the time for which the transport keeps an idle connection. Servers, and
	// the gateways in front of them, keep idle connections longer.
	idleLife = 25 * time.Second
)

// New returns a transport that gives up within seconds on a connection that fails or is
// dead. It waits for a response a little longer than the two minutes that Dataverse
// gives a request.
func New() *http.Transport {
	dialer := net.Dialer{
		Timeout: 5 * time.Second,
		// HTTP/1 has no pings.
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: silence / 5, Count: 2},
		Control:         boundSilence,
	}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           cause.Dialer(&dialer),
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 125 * time.Second,
		IdleConnTimeout:       idleLife,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: silence / 2, PingTimeout: silence / 2},
	}
}

// Connection records the connections of one request. The zero value has recorded
// nothing.
type Connection struct{ asked, got atomic.Int32 }

// Trace watches which connections a request gets, if this is needed: for a POST, which
// may have to be sent at most once, and for a request without a body (bare). net/http
// sends a request without a body again if it can; Trace ends such a request at its
// second connection, before anything is written. The caller must end the context with
// cancel.
func Trace(ctx context.Context, method string, bare bool) (traced context.Context, c *Connection, cancel context.CancelCauseFunc) {
	c = &Connection{}
	if method != http.MethodPost && !bare {
		return ctx, c, func(error) {}
	}
	ctx, cancel = context.WithCancelCause(ctx)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			if method == http.MethodPost { // the client asks IsSent only about a POST
				c.asked.Add(1)
			}
		},
		GotConn: func(httptrace.GotConnInfo) {
			if c.got.Add(1) > 1 && bare {
				cancel(errSentAgain)
			}
		},
	}), c, cancel
}

var (
	errSentAgain    = errors.New("sent again by net/http")
	errNotProcessed = errors.New("the server did not process the request")
)

// IsSent reports whether a request that ended with err may have reached the server. A
// request without a connection did not reach the server, and may be sent again in any case.
// If a transport does not report connections, the request counts as sent.
func (c *Connection) IsSent(err error) bool {
	return (c.got.Load() > 0 || c.asked.Load() == 0) && !neverRan(err)
}

// Cause returns the error of a request without a response, in fixed words.
func Cause(ctx context.Context, err error) error {
	if neverRan(err) || context.Cause(ctx) == errSentAgain {
		return errNotProcessed
	}
	return cause.Of(err)
}

// neverRan reports whether an error of net/http says that an HTTP/2 server did not
// process the request: RFC 9113, sections 5.4.2, 6.8 and 8.7. Only the text tells,
// because the types are internal to net/http. An unknown text counts as a request that
// may have run.
func neverRan(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	if inner, ok := strings.CutPrefix(text, "http2: Transport: cannot retry err ["); ok {
		text, _, _ = strings.Cut(inner, "] after Request.Body was written")
	}
	switch {
	case text == "http2: Transport received Server's graceful shutdown GOAWAY", // the number of the request is above the last stream of the server
		strings.HasPrefix(text, "http2: Transport received GOAWAY from server ErrCode:"), // the same for the first stream
		text == "http2: client conn not usable",
		text == "http2: client conn could not be established":
		return true
	}
	return refusedStream().MatchString(text)
}

var refusedStream = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^stream error: stream ID \d+; REFUSED_STREAM; received from peer$`)
})
