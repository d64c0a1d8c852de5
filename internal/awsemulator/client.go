package awsemulator

import (
	"io"
	"net/http"
)

// PlainClient is the HTTP client for an AWS SDK against a server on loopback. It keeps the
// SDK from aborting a response that begins before the server has read the request's body.
//
// The SDK closes the body when the response begins. net/http may still read the body then.
// If the closed body implements io.WriterTo, net/http reports a failed write, and the SDK
// repeats the request: the messages of the first ReceiveMessage stay hidden. If the closed
// body implements io.Reader alone, net/http reads the end of the body.
type PlainClient struct{ *http.Client }

// Do sends a request. It returns the errors of http.Client.Do.
func (c PlainClient) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return c.Client.Do(r)
}
