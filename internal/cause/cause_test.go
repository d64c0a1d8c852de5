package cause_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"sns-dynamics/internal/cause"
)

// peers are texts that a peer sent or was sent. No cause contains a word of them.
const peers = "Rosalind"

func TestOf(t *testing.T) {
	address := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443, Zone: peers}
	op := func(op string, err error) error {
		return &url.Error{Op: "Get", URL: "https://" + peers, Err: &net.OpError{Op: op, Net: peers, Addr: address, Err: err}}
	}
	broken := func(text string) error {
		return fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", errors.New(text+peers))
	}
	for _, tt := range []struct {
		err       error
		want      string
		is        error
		isTimeout bool
	}{
		{fmt.Errorf("%s: %w", peers, context.DeadlineExceeded), "context deadline exceeded", context.DeadlineExceeded, true},
		{fmt.Errorf("%s: %w", peers, context.Canceled), "context canceled", context.Canceled, false},
		{op("dial", os.NewSyscallError("connect", syscall.ECONNREFUSED)), "connection refused by 192.0.2.1:443", syscall.ECONNREFUSED, false},
		{op("read", os.NewSyscallError("read", syscall.ECONNRESET)), "connection reset", syscall.ECONNRESET, false},
		{op("write", os.NewSyscallError("write", syscall.EPIPE)), "connection closed while the request was sent", syscall.EPIPE, false},
		{op("dial", os.ErrDeadlineExceeded), "timeout of the connection to 192.0.2.1:443", nil, true},
		{op("read", os.ErrDeadlineExceeded), "timeout", nil, true},
		{op("dial", &net.DNSError{Err: "no such host", Name: "org.example", Server: peers, IsNotFound: true}), "no such host org.example", nil, false},
		{op("dial", &net.DNSError{Err: peers, Name: "org.example", IsTimeout: true}), "timeout of the name lookup org.example", nil, true},
		{op("dial", &net.DNSError{Err: "server misbehaving", Name: peers + " x"}), "name lookup failed", nil, false},
		{op("proxyconnect", errors.New("Proxy Authentication Required")), "the proxy refused the connection: Proxy Authentication Required", nil, false},
		{op("proxyconnect", errors.New(peers)), "the proxy: no response: the connection failed", nil, false},
		{op("proxyconnect", &net.OpError{Op: "dial", Addr: address, Err: syscall.ECONNREFUSED}), "the proxy: connection refused by 192.0.2.1:443", syscall.ECONNREFUSED, false},
		{op("remote error", tls.AlertError(40)), "TLS: the server refused the handshake", nil, false},
		{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{Cert: &x509.Certificate{}}}, "TLS: the certificate is signed by an unknown authority", nil, false},
		{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{peers}}, Host: "h"}}, "TLS: the certificate is for another host", nil, false},
		{x509.CertificateInvalidError{Reason: x509.Expired, Detail: peers}, "TLS: the certificate has expired or is not yet valid", nil, false},
		{x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign, Detail: peers}, "TLS: the certificate is not valid", nil, false},
		{tls.RecordHeaderError{Msg: peers}, "TLS: the server does not speak TLS", nil, false},
		{errors.New("tls: " + peers), "TLS: the handshake failed", nil, false},
		{errors.New("net/http: TLS handshake timeout"), "timeout of the TLS handshake", nil, true},
		{errors.New("net/http: timeout awaiting response headers"), "timeout awaiting the response", nil, true},
		{fmt.Errorf("x: %w", io.ErrUnexpectedEOF), "connection closed before the end of the response (unexpected EOF)", io.ErrUnexpectedEOF, false},
		{fmt.Errorf("x: %w", io.EOF), "connection closed before the end of the response (EOF)", io.EOF, false},
		{broken("malformed HTTP response "), "malformed response: the status line", nil, false},
		{broken("unsupported transfer encoding: "), "malformed response: the transfer encoding", nil, false},
		{broken(""), "malformed response: the connection broke", nil, false},
		{textproto.ProtocolError(peers), "malformed response: the header", nil, false},
		{errors.New(`http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM, debug="` + peers + `"`), "the server ended the connection (GOAWAY): ENHANCE_YOUR_CALM", nil, false},
		{errors.New("stream error: stream ID 1; REFUSED_STREAM; " + peers), "the server ended the request (HTTP/2 stream error): REFUSED_STREAM", nil, false},
		{errors.New(peers), "no response: the connection failed", nil, false},
		{cause.Malformed("no token"), "malformed response: no token", nil, false},
	} {
		for _, err := range []error{tt.err, &url.Error{Op: "Get", URL: "https://" + peers, Err: tt.err}, cause.Of(tt.err)} {
			got := cause.Of(err)
			if got.Error() != tt.want || tt.is != nil && !errors.Is(got, tt.is) {
				t.Errorf("Of(%v) = %v, want %s", err, got, tt.want)
			}
			if timeout, ok := errors.AsType[net.Error](got); (ok && timeout.Timeout()) != tt.isTimeout {
				t.Errorf("Of(%v) is a timeout: %v", err, !tt.isTimeout)
			}
			for inner := got; inner != nil; inner = errors.Unwrap(inner) {
				if strings.Contains(fmt.Sprintf("%v %+v", inner, inner), peers) {
					t.Errorf("Of(%v) wraps %#v", err, inner)
				}
			}
		}
	}
	if cause.Of(nil) != nil {
		t.Error("no error has a cause")
	}
}

// A resolver's error keeps the fields that callers read. It does not keep the server's
// address.
func TestNameLookup(t *testing.T) {
	got, ok := errors.AsType[*net.DNSError](cause.Of(&net.DNSError{Err: "no such host", Name: "org.example", Server: peers, IsNotFound: true}))
	if !ok || !got.IsNotFound || got.Name != "org.example" || got.Server != "" {
		t.Errorf("the error of the resolver is %+v", got)
	}
}

// A server of another authority, in the words of crypto/tls.
func TestCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err == nil {
		resp.Body.Close()
	}
	if got := cause.Of(err); got == nil || got.Error() != "TLS: the certificate is signed by an unknown authority" {
		t.Errorf("Of(%v) = %v", err, got)
	}
}
