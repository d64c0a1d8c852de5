package dynamics

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// Request is a request to the Web API that is no operation of a message. Tools send such
// requests to inspect an environment or to set it up.
type Request struct {
	// Op says for errors what the request does.
	Op string
	// Method is the HTTP method; empty means GET.
	Method string
	// Path is the path after the service root, with the query, encoded, such as
	// "systemusers?$select=fullname". The caller encodes values with
	// [operation.Literal].
	Path string
	// Header adds headers to the headers that every request has. It can replace
	// Accept and Content-Type, and no other of these headers.
	Header http.Header
	// Body is JSON; empty means no body.
	Body []byte
	// MaxResponse limits the bytes of the response; 0 means 8 MiB. A longer response
	// is an error.
	MaxResponse int64
}

// Response is a response of Dataverse with a status of 2xx.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request as the application user and returns the response. While the
// service is [operation.Unavailable], it retries like [Client.Run]. It does not retry a
// POST without a response: the outcome of that request is [operation.Unknown].
//
// The error is an [*Error], or the error of Config.Credentials. If the condition of an
// If-None-Match is false, the error has Status 304.
func (c *Client) Do(ctx context.Context, q Request) (Response, error) {
	r := webapi.Request{Op: q.Op, Method: q.Method, Header: q.Header, Body: q.Body, MaxBody: q.MaxResponse}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	r.Path, _, _ = strings.Cut(q.Path, "?")
	r.AtMostOnce = r.Method == http.MethodPost
	var a response
	_, err := c.retry(ctx, func() webapi.Request { return r }, 0, func() (err error) {
		a, err = c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
			r.URL = root.String() + q.Path
			return r
		})
		if e, ok := errors.AsType[*Error](err); ok && e.Op == q.Op && r.Method == http.MethodPost && e.mayHaveRun() {
			e.class = operation.Unknown
		}
		return err
	})
	return Response{Status: a.status, Header: a.header, Body: a.body}, leave(operation.Operation{}, err)
}
