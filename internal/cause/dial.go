package cause

import (
	"context"
	"net"
	"syscall"

	"errors"
)

// Dialer returns a function that connects like d, for the field DialContext of an HTTP
// transport. Its error keeps the host and the port that the connection was for, so that
// [Of] names the endpoint and not one of its IP addresses. If ctx ends, d makes the
// error. The function is safe for concurrent use.
func Dialer(d *net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, address)
		if err != nil && ctx.Err() == nil {
			return nil, &dialError{address, err}
		}
		return c, err
	}
}

// dialError is a failed connection with the endpoint that it was for.
type dialError struct {
	endpoint string // host and port
	error
}

func (e *dialError) Unwrap() error { return e.error }

// ofDial is a connection that [Dialer] could not make in time. It comes before the check for
// the end of a context: net gives the end of a dialer's own time the same error.
func ofDial(err error) *Error {
	dial, ok := errors.AsType[*dialError](err)
	if !ok {
		return nil
	}
	if e := ofName(err); e != nil {
		return e
	}
	if timeout, ok := errors.AsType[net.Error](dial.error); ok && timeout.Timeout() {
		return &Error{words: "timeout of the connection" + endpoint(" to ", err), isTimeout: true, isUnreached: true}
	}
	return nil
}

// isNoRoute reports whether a number of the operating system says that no way leads to the
// address.
func isNoRoute(number syscall.Errno) bool {
	return number == syscall.EHOSTUNREACH || number == syscall.ENETUNREACH || number == syscall.ETIMEDOUT
}

// endpoint is the endpoint that a connection was for. It is the IP address and the port if
// [Dialer] did not make the connection, and empty if there was a connection.
func endpoint(before string, err error) string {
	if dial, ok := errors.AsType[*dialError](err); ok {
		if host, port, err := net.SplitHostPort(dial.endpoint); err == nil && (hostname().MatchString(host) || net.ParseIP(host) != nil) {
			return before + net.JoinHostPort(host, port)
		}
	}
	return address(before, err)
}
