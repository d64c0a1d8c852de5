package cause_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"sns-dynamics/internal/cause"
)

// TestDialer wants the name of the endpoint in the error of a connection, and a word for
// each kind of failure.
func TestDialer(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(closed.Addr().String())
	closed.Close()
	fails := func(number error) *net.Dialer {
		return &net.Dialer{Control: func(string, string, syscall.RawConn) error { return number }}
	}
	for _, tt := range []struct {
		name        string
		dialer      *net.Dialer
		want        string
		isUnreached bool
	}{
		{"no response to a lookup", &net.Dialer{Timeout: time.Nanosecond}, "timeout of the name lookup localhost", false},
		{"no response", fails(os.ErrDeadlineExceeded), "timeout of the connection to localhost:" + port, true},
		{"refused", &net.Dialer{}, "connection refused by localhost:" + port, false},
		{"no route to the host", fails(syscall.EHOSTUNREACH), "host unreachable by localhost:" + port, true},
		{"no route to the network", fails(syscall.ENETUNREACH), "network unreachable by localhost:" + port, true},
		{"no response, by the kernel", fails(syscall.ETIMEDOUT), "timeout of the connection to localhost:" + port, true},
	} {
		client := http.Client{Transport: &http.Transport{DialContext: cause.Dialer(tt.dialer)}}
		response, err := client.Get("http://localhost:" + port)
		if err == nil {
			response.Body.Close()
			t.Errorf("%s: no error", tt.name)
			continue
		}
		got, ok := errors.AsType[*cause.Error](cause.Of(err))
		if !ok || got.Error() != tt.want || got.Unreached() != tt.isUnreached {
			t.Errorf("%s: %v, want %s, unreached %t", tt.name, cause.Of(err), tt.want, tt.isUnreached)
		}
	}
}

// The end of a context is not the end of the dialer's own time.
func TestDialerInAContextThatEnds(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := cause.Dialer(&net.Dialer{})(ctx, "tcp", "127.0.0.1:1"); cause.Of(err) != context.DeadlineExceeded {
		t.Errorf("Of(%v) = %v, want the end of the context", err, cause.Of(err))
	}
}

// An open port gives a connection.
func TestDialerConnects(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := cause.Dialer(&net.Dialer{})(t.Context(), "tcp", l.Addr().String())
	if err != nil || !strings.Contains(c.RemoteAddr().String(), "127.0.0.1") {
		t.Fatal(err)
	}
	c.Close()
}
