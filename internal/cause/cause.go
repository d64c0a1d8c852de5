// Package cause says in fixed words why a request got no response. The texts of net/http,
// net/textproto, net/url and crypto/tls quote the response. A response may quote the
// request, with its token and its row data. So this package keeps only the kind of the
// failure.
package cause

import (
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"syscall"
)

// Error says why a request got no response. Its text has this program's own words, and a
// host or an address that was dialed. It is safe for concurrent use.
type Error struct {
	words     string
	is        error // the error for [errors.Is] and [errors.As]; it has no text of a peer
	isTimeout bool
	// isUnreached says that no connection came about, although the name has an address.
	isUnreached bool
}

// Error is one line.
func (e *Error) Error() string { return e.words }

// Unwrap returns an error of the standard library without a text of the peer, such as
// [io.ErrUnexpectedEOF], [syscall.ECONNRESET] or a [*net.DNSError]. It returns nil if the
// cause has no such error.
func (e *Error) Unwrap() error { return e.is }

// Timeout reports whether time ran out. It implements [net.Error].
func (e *Error) Timeout() bool { return e.isTimeout }

// Unreached reports whether no route leads to the endpoint, as far as a connection can tell:
// nothing responded to the attempt to connect. A missing route, an endpoint of a VPC or a
// security group is the usual reason.
func (e *Error) Unreached() bool { return e.isUnreached }

// Temporary implements [net.Error].
func (e *Error) Temporary() bool { return e.isTimeout }

// ConnectionError tells the AWS SDK's retries that no response came.
func (e *Error) ConnectionError() bool { return true }

// Of returns the cause of a failed request, or of a failed read of its response. It returns
// nil for nil, [context.DeadlineExceeded] or [context.Canceled] if the error wraps one of
// them, and otherwise an [*Error].
func Of(err error) error {
	known, isKnown := errors.AsType[*Error](err)
	proxy, isProxy := errors.AsType[*net.OpError](err)
	isProxy = isProxy && proxy.Op == "proxyconnect"
	unreached := ofDial(err)
	switch {
	case err == nil:
		return nil
	case unreached != nil && isProxy:
		return ofProxy(proxy.Err)
	case unreached != nil:
		return unreached
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case isKnown:
		return known
	}
	if isProxy {
		return ofProxy(proxy.Err)
	}
	for _, find := range []func(error) *Error{ofName, ofTLS, ofSystem, ofText, ofEnd} {
		if e := find(err); e != nil {
			return e
		}
	}
	if strings.Contains(err.Error(), "transport connection broken") {
		return &Error{words: "malformed response: the connection broke"}
	}
	return &Error{words: "no response: the connection failed"}
}

// hostname is the form of a host. A resolver repeats the name that it was asked for, and
// this name is part of the program's own configuration.
var hostname = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9.-]{1,253}$`) })

func ofName(err error) *Error {
	dns, ok := errors.AsType[*net.DNSError](err)
	if !ok {
		return nil
	}
	clean := &net.DNSError{Err: "name lookup failed", IsTimeout: dns.IsTimeout, IsTemporary: dns.IsTemporary, IsNotFound: dns.IsNotFound}
	switch {
	case dns.IsTimeout:
		clean.Err = "timeout of the name lookup"
	case dns.IsNotFound, dns.Err == "no such host":
		clean.Err = "no such host"
	}
	words := clean.Err
	if hostname().MatchString(dns.Name) {
		clean.Name = dns.Name
		words += " " + dns.Name
	}
	return &Error{words: words, is: clean, isTimeout: dns.IsTimeout}
}

// ofSystem returns the cause for an error of the operating system, during the dial or the
// use of a connection.
func ofSystem(err error) *Error {
	for number, words := range map[syscall.Errno]string{
		syscall.ECONNREFUSED: "connection refused", syscall.ECONNRESET: "connection reset", syscall.ECONNABORTED: "connection aborted",
		syscall.EPIPE: "connection closed while the request was sent", syscall.EHOSTUNREACH: "host unreachable",
		syscall.ENETUNREACH: "network unreachable", syscall.ETIMEDOUT: "connection timed out",
	} {
		if errors.Is(err, number) {
			return &Error{words: words + endpoint(" by ", err), is: number, isTimeout: number == syscall.ETIMEDOUT, isUnreached: isNoRoute(number) && isDial(err)}
		}
	}
	return nil
}

// address returns the IP address and the port of a failed dial. It is empty for an error of
// an existing connection.
func address(before string, err error) string {
	op, _ := errors.AsType[*net.OpError](err)
	if !isDial(err) {
		return ""
	}
	if tcp, ok := op.Addr.(*net.TCPAddr); ok {
		return before + (&net.TCPAddr{IP: tcp.IP, Port: tcp.Port}).String()
	}
	return ""
}

// isDial reports whether an error belongs to a dial, and not to an existing connection.
func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

func ofEnd(err error) *Error {
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		words := "timeout"
		if isDial(err) {
			words = "timeout of the connection" + endpoint(" to ", err)
		}
		return &Error{words: words, isTimeout: true}
	}
	for _, end := range []error{io.ErrUnexpectedEOF, io.EOF, net.ErrClosed} {
		if errors.Is(err, end) {
			return &Error{words: "connection closed before the end of the response (" + end.Error() + ")", is: end}
		}
	}
	return nil
}
