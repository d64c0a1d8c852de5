package dynamics

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Question is a request to the Web API that is no operation of a message, such
// as those by which tools look at an environment or set it up.
type Question struct {
	// Op is what is being done, for errors.
	Op string
	// Method is the HTTP method; empty means GET.
	Method string
	// Path leads on from the service root, its query included and encoded, such
	// as "systemusers?$select=fullname". What a person or a file says in it is
	// for [Literal] to encode.
	Path string
	// Header adds to the headers that every request carries, of which it can
	// replace Accept alone.
	Header http.Header
	// Body is JSON; empty means none.
	Body []byte
	// MaxAnswer is how many bytes the answer may have; 0 means 8 MiB. A longer
	// one is an error.
	MaxAnswer int64
}

// Answer is what Dataverse answered, with a status of 2xx.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask sends a request as the application itself, and returns the answer. While
// the service is [Unavailable] it tries again as [Client.Run] does, but for a
// POST that got no answer: whether that was carried out is [Unknown]. The error
// is an [*Error], with Status 304 where an If-None-Match held, or comes from
// Config.Credentials.
func (c *Client) Ask(ctx context.Context, q Question) (Answer, error) {
	r := request{op: q.Op, method: q.Method, header: q.Header, body: q.Body, maxBody: q.MaxAnswer}
	if r.method == "" {
		r.method = http.MethodGet
	}
	r.path, _, _ = strings.Cut(q.Path, "?")
	r.once = r.method == http.MethodPost
	var a answer
	_, err := c.retry(ctx, func() request { return r }, 0, func() (err error) {
		a, err = c.send(ctx, caller{}, func(root Root) request {
			r.url = root.String() + q.Path
			return r
		})
		if e, ok := errors.AsType[*Error](err); ok && e.Op == q.Op && r.method == http.MethodPost && e.mayHaveRun() {
			e.outcomeUnknown = true
		}
		return err
	})
	return Answer{Status: a.status, Header: a.header, Body: a.body}, Operation{}.leave(err)
}

// Literal is a text as a quoted OData string, encoded to stand in a URL.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
func Literal(text string) string {
	return escape("'" + strings.ReplaceAll(text, "'", "''") + "'")
}
