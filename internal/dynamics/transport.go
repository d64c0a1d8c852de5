package dynamics

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/cause"
)

const (
	// silence is how long a peer may acknowledge nothing, while something is under
	// way, before its connection counts as dead. Half of it passes before a ping.
	silence = 10 * time.Second
	// idleLife is how long an idle connection is kept: less than servers and the
	// gateways before them keep theirs.
	idleLife = 25 * time.Second
)

// newTransport returns a transport that gives up on a connection that does not
// come about, or that went dead, in seconds, but waits for a response a little
// longer than the two minutes that Dataverse gives a request of its own.
func newTransport() *http.Transport {
	dialer := net.Dialer{
		Timeout: 5 * time.Second,
		// For HTTP/1, which has no pings.
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: silence / 5, Count: 2},
		Control:         boundSilence,
	}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 125 * time.Second,
		IdleConnTimeout:       idleLife,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: silence / 2, PingTimeout: silence / 2},
	}
}

// connection is what a request learns of its connections. The zero value learns
// nothing.
type connection struct{ asked, got atomic.Int32 }

// traceConnection watches which connections a request gets, where that is needed:
// for a POST, which may have to be sent at most once, and for a request without a
// body. net/http sends the latter again by itself where it can; its second
// connection ends it, before anything is written on it. The context is to be ended
// with cancel.
func traceConnection(ctx context.Context, r request) (traced context.Context, c *connection, cancel context.CancelCauseFunc) {
	c = &connection{}
	bare := len(r.body) == 0
	if r.method != http.MethodPost && !bare {
		return ctx, c, func(error) {}
	}
	ctx, cancel = context.WithCancelCause(ctx)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			if r.method == http.MethodPost { // of nothing else is it asked whether it was sent
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

// isSent reports whether a request that ended with err may have reached the
// server. One that got no connection never did, and may be sent again whatever it
// does. A transport that does not tell counts as connected.
func (c *connection) isSent(err error) bool {
	return (c.got.Load() > 0 || c.asked.Load() == 0) && !neverRan(err)
}

// plainCause is why a request got no response, in words of this program's own.
func plainCause(ctx context.Context, err error) error {
	if neverRan(err) || context.Cause(ctx) == errSentAgain {
		return errNotProcessed
	}
	return cause.Of(err)
}

// neverRan reports whether an error of net/http says that an HTTP/2 server did not
// process the request: RFC 9113, sections 5.4.2, 6.8 and 8.7. Only its text tells,
// as the types are internal to net/http; a text that is not known counts as a
// request that may have run.
func neverRan(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	if inner, ok := strings.CutPrefix(text, "http2: Transport: cannot retry err ["); ok {
		text, _, _ = strings.Cut(inner, "] after Request.Body was written")
	}
	switch {
	case text == "http2: Transport received Server's graceful shutdown GOAWAY", // above its last stream
		strings.HasPrefix(text, "http2: Transport received GOAWAY from server ErrCode:"), // for the first stream
		text == "http2: client conn not usable",
		text == "http2: client conn could not be established":
		return true
	}
	return refusedStream.MatchString(text)
}

var refusedStream = regexp.MustCompile(`^stream error: stream ID \d+; REFUSED_STREAM; received from peer$`)
