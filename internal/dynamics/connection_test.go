package dynamics_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// viaTCP sends the first requests to the Web API over real connections of dial, and the
// other requests to next. net/http treats the connections as TLS connections.
type viaTCP struct {
	next  http.RoundTripper
	real  *http.Transport
	first int
	seen  int
}

func (v *viaTCP) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "/oauth2/") {
		return v.next.RoundTrip(r)
	}
	if v.seen++; v.seen > v.first {
		return v.next.RoundTrip(r)
	}
	return v.real.RoundTrip(r)
}

// A connection that fails to open carries no request. A connection that opens and then
// breaks may have carried one.
func TestActionAndConnections(t *testing.T) {
	refused := listen(t, nil)
	refused.Close()
	closing := listen(t, func(c net.Conn) { c.Close() })
	reading := listen(t, func(c net.Conn) {
		http.ReadRequest(bufio.NewReader(c))
		c.Close()
	})
	halfway := listen(t, func(c net.Conn) {
		http.ReadRequest(bufio.NewReader(c))
		io.WriteString(c, "HTTP/1.1 200 O")
		c.Close()
	})
	dial := func(to net.Listener) *http.Transport {
		return &http.Transport{DisableKeepAlives: true, DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", to.Addr().String())
		}}
	}
	handshake := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", closing.Addr().String())
	}}
	for _, tt := range []struct {
		name string
		real *http.Transport
		sent bool
	}{
		{"a closed port", dial(refused), false},
		{"a handshake that fails", handshake, false},
		{"closed once the request was read", dial(reading), true},
		{"closed in the answer's first line", dial(halfway), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				via := &viaTCP{next: e.Transport(), real: tt.real, first: 2}
				e.client = e.newClientThrough(t, via, emulator.ClientSecret)
				r, err := e.client.Run(t.Context(), syncRun())
				if !tt.sent {
					if err != nil || r.Tries != 3 || e.tasks(t) != 1 {
						t.Errorf("Run = %+v, %v, ran %d times, want once in the third attempt", r, err, e.tasks(t))
					}
					return
				}
				checkClass(t, tt.name, err, operation.Unknown)
				if via.seen != 1 || e.tasks(t) != 0 {
					t.Errorf("%d requests, want 1", via.seen)
				}
			})
		})
	}
}

// listen accepts connections on a real port, each for handle.
func listen(t *testing.T, handle func(net.Conn)) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			handle(c)
		}
	}()
	return l
}
