// Package cause says in fixed words why a request got no response. The texts of
// net/http, net/textproto, net/url and crypto/tls quote the response, and a
// response may quote the request, its token and its row data: nothing of them is
// kept here but the kind.
package cause

import (
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
)

// Error is why a request got no response. Its text is made of this program's own
// words, and of a host or an address that was dialed. It is safe for concurrent use.
type Error struct {
	words     string
	is        error // what [errors.Is] and [errors.As] find; no text of a peer's is in it
	isTimeout bool
}

// Error is one line.
func (e *Error) Error() string { return e.words }

// Unwrap returns an error of the standard library that has no text of a peer's, such
// as [io.ErrUnexpectedEOF], [syscall.ECONNRESET] or a [*net.DNSError]; nil if
// the cause has no such error.
func (e *Error) Unwrap() error { return e.is }

// Timeout reports whether time ran out, as [net.Error] has it.
func (e *Error) Timeout() bool { return e.isTimeout }

// Temporary is there for [net.Error].
func (e *Error) Temporary() bool { return e.isTimeout }

// ConnectionError tells the AWS SDK's retries that no response came.
func (e *Error) ConnectionError() bool { return true }

// Of returns the cause of a failed request, or of a failed read of its response: nil
// for nil, [context.DeadlineExceeded] or [context.Canceled] where it is one of these,
// else an [*Error].
func Of(err error) error {
	known, isKnown := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case isKnown:
		return known
	}
	if proxy, ok := errors.AsType[*net.OpError](err); ok && proxy.Op == "proxyconnect" {
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

// hostname is what a host may look like. A resolver repeats the name that it was
// asked for, which is the program's own configuration.
var hostname = regexp.MustCompile(`^[A-Za-z0-9.-]{1,253}$`)

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
	if hostname.MatchString(dns.Name) {
		clean.Name = dns.Name
		words += " " + dns.Name
	}
	return &Error{words, clean, dns.IsTimeout}
}

// ofSystem is an error of the operating system, and of a connection that was dialed
// or used.
func ofSystem(err error) *Error {
	for number, words := range map[syscall.Errno]string{
		syscall.ECONNREFUSED: "connection refused", syscall.ECONNRESET: "connection reset", syscall.ECONNABORTED: "connection aborted",
		syscall.EPIPE: "connection closed while the request was sent", syscall.EHOSTUNREACH: "host unreachable",
		syscall.ENETUNREACH: "network unreachable", syscall.ETIMEDOUT: "connection timed out",
	} {
		if errors.Is(err, number) {
			return &Error{words + address(" by ", err), number, number == syscall.ETIMEDOUT}
		}
	}
	return nil
}

// address is where a connection was to go, an IP address and a port; empty where it
// was there already.
func address(before string, err error) string {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "dial" {
		return ""
	}
	if tcp, ok := op.Addr.(*net.TCPAddr); ok {
		return before + (&net.TCPAddr{IP: tcp.IP, Port: tcp.Port}).String()
	}
	return ""
}

func ofEnd(err error) *Error {
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		words := "timeout"
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
			words = "timeout of the connection" + address(" to ", err)
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
