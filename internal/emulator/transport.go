package emulator

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Transport returns an http.RoundTripper that passes requests to the emulator in process,
// without a network. It ignores the host of a request. It is for tests with very many
// requests, and for tests with a clock of their own. For example, the clock of
// testing/synctest stands still during a wait for a network.
func (e *Emulator) Transport() http.RoundTripper { return inProcess{e} }

type inProcess struct{ emulator *Emulator }

// errDropped is the error of the client if the connection breaks.
var errDropped = errors.New("the connection was closed without a response")

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
	received := r.WithContext(r.Context()) // another request that shares the read-only parts
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
	case a.Stall:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case a.Drop:
		return nil, errDropped
	}
	var content io.Reader = bytes.NewReader(a.Body)
	if a.Truncate && len(a.Body) > 0 {
		content = io.MultiReader(bytes.NewReader(a.Body[:len(a.Body)/2]), brokenOff{})
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)), StatusCode: a.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header.Clone(), Body: io.NopCloser(content), ContentLength: int64(len(a.Body)), Request: r,
	}, nil
}

// brokenOff is a reader that ends too early.
type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
