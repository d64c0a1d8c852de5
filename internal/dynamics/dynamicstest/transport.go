package dynamicstest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Transport returns an http.RoundTripper that hands requests to the emulator in
// process, without a network, whatever host they name. It is for tests that
// make very many, or that run on a clock of their own, as testing/synctest's,
// which stands still while a network is waited for.
func (e *Emulator) Transport() http.RoundTripper { return inProcess{e} }

type inProcess struct{ emulator *Emulator }

// errDropped is what the client of a connection that breaks sees.
var errDropped = errors.New("dynamicstest: the connection was closed without an answer")

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = readBody(r.Body, r.ContentLength); err != nil {
			return nil, err
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	received := r.WithContext(r.Context()) // another request, that shares what is only read
	if received.Host == "" {
		received.Host = r.URL.Host
	}
	if r.URL.Scheme == "https" {
		received.TLS = &tls.ConnectionState{}
	}
	a := t.emulator.serve(received, body)
	err := t.emulator.wait(r.Context())
	t.emulator.finish(a)
	if err != nil {
		return nil, err
	}
	switch {
	case a.stall:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case a.drop:
		return nil, errDropped
	}
	var content io.Reader = bytes.NewReader(a.body)
	if a.truncate && len(a.body) > 0 {
		content = io.MultiReader(bytes.NewReader(a.body[:len(a.body)/2]), brokenOff{})
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header.Clone(), Body: io.NopCloser(content), ContentLength: int64(len(a.body)), Request: r,
	}, nil
}

// brokenOff is a reader that ends too early.
type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
