package cause

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"
)

// Malformed returns the error of a response that cannot be read. what names the malformed
// part in fixed words.
func Malformed(what string) error { return &Error{words: "malformed response: " + what} }

// texts lists the failures without a type of their own, by a part of their text. The first
// part that matches decides. If a response quotes such a part, the error gets the wrong
// words. These words contain nothing of the response.
func texts() []struct{ part, words string } {
	return []struct{ part, words string }{
		{"TLS handshake timeout", "timeout of the TLS handshake"},
		{"timeout awaiting response headers", "timeout awaiting the response"},
		{"server gave HTTP response to HTTPS client", "TLS: the server speaks plain HTTP"},
		{"malformed HTTP", "malformed response: the status line"},
		{"response headers exceeded", "malformed response: the header is too long"},
		{"Content-Length", "malformed response: the length of the body"},
		{"Content-Encoding", "malformed response: the encoding of the body"},
		{"transfer encoding", "malformed response: the transfer encoding"},
		{"Transfer-Encoding", "malformed response: the transfer encoding"},
		{"chunk", "malformed response: the chunks of the body"},
		{"trailer", "malformed response: the trailer"},
		{"MIME header", "malformed response: the header"},
		{"gzip:", "malformed response: the compression of the body"},
		{"failed to parse Location", "malformed response: the header Location"},
		{"302 response missing Location", "malformed response: the header Location"},
		{"GOAWAY", "the server ended the connection (GOAWAY)"},
		{"stream error", "the server ended the request (HTTP/2 stream error)"},
		{"http2:", "malformed response: HTTP/2"},
		{"server closed idle connection", "connection closed before the response"},
		{"server closed connection", "connection closed before the response"},
		{"connection refused", "connection refused"},
		{"connection reset", "connection reset"},
		{"no such host", "no such host"},
	}
}

// ofText returns the cause for a failure of net/http, by its text.
func ofText(err error) *Error {
	end, text := ofEnd(err), err.Error()
	for _, known := range texts() {
		if !strings.Contains(text, known.part) {
			continue
		}
		e := &Error{words: known.words, isTimeout: strings.HasPrefix(known.words, "timeout")}
		if strings.Contains(known.words, "HTTP/2 stream") || strings.Contains(known.words, "GOAWAY") {
			e.words += reason(text)
		}
		if end != nil {
			e.is = end.is
		}
		return e
	}
	if _, ok := errors.AsType[textproto.ProtocolError](err); ok {
		return &Error{words: "malformed response: the header"}
	}
	return nil
}

// reason returns the error code of HTTP/2 in a text, or "" if the text has no code.
//
// See https://www.rfc-editor.org/rfc/rfc9113#section-7
func reason(text string) string {
	for _, code := range []string{
		"PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM",
		"CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED", "NO_ERROR",
	} {
		if strings.Contains(text, code) {
			return ": " + code
		}
	}
	return ""
}

// ofTLS returns the cause for a failed handshake. It leaves out the names in a certificate,
// because they are the server's own words.
func ofTLS(err error) *Error {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, otherHost := errors.AsType[x509.HostnameError](err)
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, refused := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	op, isOp := errors.AsType[*net.OpError](err)
	words := ""
	switch {
	case unknown:
		words = "the certificate is signed by an unknown authority"
	case otherHost:
		words = "the certificate is for another host"
	case isInvalid && invalid.Reason == x509.Expired:
		words = "the certificate has expired or is not yet valid"
	case isInvalid, refused:
		words = "the certificate is not valid"
	case record:
		words = "the server does not speak TLS"
	case alert, isOp && op.Op == "remote error":
		words = "the server refused the handshake"
	case isOp && op.Op == "local error", strings.Contains(err.Error(), "tls: "):
		words = "the handshake failed"
	default:
		return nil
	}
	return &Error{words: "TLS: " + words}
}

// ofProxy returns the cause for a connection that the proxy of the environment refused.
func ofProxy(err error) error {
	for status := http.StatusBadRequest; status < 600; status++ {
		if text := http.StatusText(status); text != "" && err.Error() == text {
			return &Error{words: "the proxy refused the connection: " + text}
		}
	}
	e := &Error{words: "the proxy gave no connection"}
	if inner, ok := errors.AsType[*Error](Of(err)); ok && !errors.Is(err, io.EOF) {
		e.words, e.is, e.isTimeout = "the proxy: "+inner.words, inner.is, inner.isTimeout
	}
	return e
}
