package awsemulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sts"
)

// ServesIssuer reports whether a request is for a document of the issuer of web identity
// tokens.
func (e *Endpoint) ServesIssuer(r *http.Request) bool {
	return r.Method == http.MethodGet && sts.ServesPath(r.URL.Path)
}

// Serves reports whether a request is signed for a service of the endpoint. It does not
// check the signature.
func (e *Endpoint) Serves(r *http.Request) (s Service, ok bool) {
	name, _, signed := protocol.Scope(r.Header.Get("Authorization"))
	_, known := e.services[name]
	return name, signed && known
}

// RoundTrip implements http.RoundTripper: it serves a request of the same process without a
// connection. It returns the error of the request's body, and io.ErrUnexpectedEOF where a
// served connection would be closed without a response.
func (e *Endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, fmt.Errorf("read the request for the AWS emulator: %w", err)
		}
	}
	out := e.respond(r, body)
	if out.Drop {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		Status: strconv.Itoa(out.Status) + " " + http.StatusText(out.Status), StatusCode: out.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: out.Header, Body: io.NopCloser(bytes.NewReader(out.Body)), ContentLength: int64(len(out.Body)), Request: r,
	}, nil
}
