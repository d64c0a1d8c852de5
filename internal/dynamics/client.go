// Package dynamics runs operations against the Dataverse Web API of Microsoft Dynamics 365
// as an application user. [Client.Run] carries out one operation, [Client.RunAll]
// several in few requests, and [Client.Do] sends any other request. The client signs in,
// retries, obeys Retry-After, and decides what a refusal means.
//
// The client knows nothing of AWS: a function in [Config] returns the credentials. Every
// request that fails is an [*Error], and [ClassOf] says what can be done about it.
//
// The packages below it have the parts: auth signs in, webapi builds requests and reads
// responses, transport sends them, throttle obeys Retry-After and the limits, redaction
// cleans messages.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
package dynamics

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/transport"
	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// maxBody limits the bytes of a response that are read, unless a [Request] has another
// limit. No response to an operation is that long.
const maxBody = 8 << 20

// Config configures a [Client].
type Config struct {
	// Credentials returns the credentials to sign in with. The client calls it before
	// the first request, and again when the token endpoint refuses the secret. One call
	// runs at a time. An error that wraps [auth.ErrCredentialsUnavailable] is
	// [operation.Unavailable], any other error is [operation.Misconfigured].
	Credentials func(context.Context) (auth.Credentials, error)
	// UserAgent is sent with every request; empty means "sns-dynamics".
	UserAgent string
	// Transport sends the requests; nil means [transport.New].
	Transport http.RoundTripper
	// Now is the wall clock; nil means time.Now.
	Now func() time.Time
	// Jitter returns a random time from 0 to less than bound; nil means a random
	// generator of the runtime. It must be safe for concurrent use.
	Jitter func(bound time.Duration) time.Duration
	// Parallel limits the requests that one call of [Client.RunAll] sends at the same
	// time; 0 means 8.
	Parallel int
	// Clients is the number of clients of the same application user that may send at the
	// same time, this client included; 0 means 10.
	Clients int
	// Unpaced is for a client of few requests, such as a command of an operator. The client
	// does not wait for turns below the limits of Dataverse. It obeys a Retry-After.
	Unpaced bool
	// LedgerTable is the entity set name of the ledger table, which operations with
	// [operation.Operation.NeedsLedger] need; empty means that the environment has no
	// such table.
	LedgerTable string
	// OnRequest is called after each request; nil means that nothing is called. The
	// client waits for it. It must be safe for concurrent use.
	OnRequest func(Exchange)
}

// Client runs operations in one Dataverse environment. It is safe for concurrent use.
// Keep it: it caches the token, the connections, the definitions of tables and the users
// that were looked up.
type Client struct {
	*catalog
	// Names tells the names of tables of the environment.
	Names  Names
	users  users
	self   self
	values resolver
	ledger string // the entity set of the ledger table
}

// New returns a client. It sends nothing before [Client.Prepare] or the first operation.
func New(c Config) *Client {
	if c.Transport == nil {
		c.Transport = transport.New()
	}
	if c.Now == nil {
		// Without the monotonic reading, which stops while Lambda freezes a
		// function. The lifetime of a token does not stop.
		c.Now = func() time.Time { return time.Now().Round(0) }
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	hc := &http.Client{
		Transport: c.Transport,
		// Dataverse and Microsoft Entra ID do not redirect. A redirect would carry the
		// token, or the client secret, to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if c.OnRequest == nil {
		c.OnRequest = func(Exchange) {}
	}
	h := &throttle.Throttle{}
	client := &Client{ledger: c.LedgerTable, catalog: &catalog{sender: &sender{
		session: &auth.Session{Credentials: c.Credentials, HTTP: hc, Now: c.Now, Throttle: h, OnRequest: func(status int, retryAfter, took time.Duration) {
			c.OnRequest(Exchange{IsForToken: true, Status: status, RetryAfter: retryAfter, Took: took})
		}},
		transports: transport.NewPair(c.Transport, c.Now),
		header:     commonHeader(cmp.Or(c.UserAgent, "sns-dynamics")),
		now:        c.Now,
		jitter:     c.Jitter,
		throttle:   h,
		pace:       throttle.NewPace(cmp.Or(c.Clients, defaultClients)),
		limit:      cmp.Or(c.Parallel, defaultParallel),
		onRequest:  c.OnRequest,
	}}}
	if c.Unpaced {
		client.pace = nil
	}
	client.values = resolver{values.New(client.readAll, c.Now)}
	client.Names = Names{client.catalog, client.values.Resolver}
	return client
}

// commonHeader returns the headers that all requests have.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
func commonHeader(userAgent string) http.Header {
	h := http.Header{}
	h.Set("Accept", "application/json")
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("OData-MaxVersion", "4.0")
	h.Set("OData-Version", "4.0")
	h.Set("User-Agent", userAgent)
	return h
}

// Prepare signs in and opens a connection to Dataverse, both at the same time as far as
// possible, so that the first operation finds them ready. If the client has a token,
// Prepare does nothing. All its work has ended when it returns, at the latest when ctx
// ends, because Lambda would cut off later work by a freeze.
//
// The error is the error of the sign-in, as [Client.Run] returns it. A failed connection
// is no error. After an error the client is unchanged, except that it obeys a
// Retry-After; the next operation signs in itself.
func (c *Client) Prepare(ctx context.Context) error {
	_, p, _ := c.session.StartOrJoin(ctx)
	if p == nil {
		return nil
	}
	if root, isRead := <-p.Root; isRead {
		c.open(ctx, root, p.Done)
	}
	<-p.Done
	return leave(operation.Operation{}, signInError(p.Err))
}

// Forget forgets the token, so that the next request signs in.
func (c *Client) Forget() { c.session.Forget() }

// open sends a request to open a connection. With HTTP/2, only a request makes a
// connection that later requests use. The request has no token: Dataverse can only
// refuse it with 401, and does not count it, because the limits are limits of a user.
// After the connection is open and done is closed, open does not wait for the response.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
func (s *sender) open(ctx context.Context, root webapi.Root, done <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		go func() {
			<-done
			cancel()
		}()
	}})
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, root.String(), nil)
	if err != nil {
		return
	}
	req.Header.Set("User-Agent", s.header.Get("User-Agent"))
	if resp, err := s.transports.Common.RoundTrip(req); err == nil {
		resp.Body.Close()
	}
}

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
