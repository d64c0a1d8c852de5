package dynamics

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/cause"
)

// maxBody bounds what is read of an answer, unless a [Question] says otherwise.
// No answer to an operation comes near it.
const maxBody = 8 << 20

// Config is what a [Client] is made of.
type Config struct {
	// Credentials returns the credentials to sign in with. It is called on
	// first use, and again when the token endpoint refuses their secret; one
	// call runs at a time. Its errors are [Misconfigured], but those that wrap
	// ErrCredentialsUnavailable.
	Credentials func(context.Context) (Credentials, error)
	// UserAgent is sent with every request; empty means "sns-dynamics".
	UserAgent string
	// Transport sends the requests; nil means one with the timeouts that
	// Dataverse calls for.
	Transport http.RoundTripper
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Jitter returns a random time of at least 0 and less than bound; nil means
	// one of the runtime's own generator. Operations that run at the same time
	// call it at the same time.
	Jitter func(bound time.Duration) time.Duration
	// Parallel is how many requests of one call of [Client.RunAll] are under way
	// at a time at most; 0 means 8.
	Parallel int
	// Watch is told of every request once it ended; nil means nobody. Requests that
	// end at the same time call it at the same time, and wait for it.
	Watch func(Exchange)
}

// Client runs operations in one Dataverse environment. It is safe for
// concurrent use, and is meant to be kept: it keeps the token, the connections
// and the users looked up.
type Client struct {
	session     *session
	transports  *transports
	header      http.Header // what every request carries but the token; never changed
	now         func() time.Time
	jitter      func(time.Duration) time.Duration
	users       users
	tables      tables
	self        self
	decimals    columns[int]  // how many digits after the point a Decimal column keeps
	dateColumns columns[bool] // whether a column holds a date or a time
	// sessionTokens are those of the last writes to elastic tables.
	sessionTokens sessionTokens
	hold          *hold
	most          int // requests at a time
	hint          atomic.Int64
	watch         func(Exchange)
}

// New returns a client. Nothing is sent before [Client.Prepare] or the first
// operation.
func New(c Config) *Client {
	if c.Transport == nil {
		c.Transport = newTransport()
	}
	if c.Now == nil {
		// Without the monotonic reading, which stands still while Lambda
		// freezes a function: a token's hour does not.
		c.Now = func() time.Time { return time.Now().Round(0) }
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	hc := &http.Client{
		Transport: c.Transport,
		// Neither service redirects; following one would carry the token, or
		// the client secret, to wherever it points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if c.Watch == nil {
		c.Watch = func(Exchange) {}
	}
	h := &hold{}
	return &Client{
		session:    &session{credentials: c.Credentials, http: hc, now: c.Now, hold: h, watch: c.Watch},
		transports: newTransports(c.Transport, c.Now),
		header:     commonHeader(cmp.Or(c.UserAgent, "sns-dynamics")),
		now:        c.Now,
		jitter:     c.Jitter,
		hold:       h,
		most:       cmp.Or(c.Parallel, defaultParallel),
		watch:      c.Watch,
	}
}

// answer is a successful answer of the Web API.
type answer struct {
	status    int
	requestID string
	header    http.Header
	body      []byte
	token     string // that it was asked with
}

// send makes the request for the environment signed in to and sends it as the
// caller, once more with a new token if Dataverse refuses the token. The error
// is an *Error, or says why there is no token. Nothing is sent while the service
// asks for a wait, of which another operation may have been told since this one
// began: the error is errHeld.
func (c *Client) send(ctx context.Context, as caller, build func(Root) request) (answer, error) {
	for first := true; ; first = false {
		g, err := c.session.grant(ctx)
		if err != nil {
			return answer{}, err
		}
		r := build(g.root)
		if left := c.hold.left(c.now()); left > 0 {
			return answer{}, r.held(left)
		}
		if r.timeToBegin > 0 && !hasTime(ctx, r.timeToBegin) {
			return answer{}, r.notBegun()
		}
		began := time.Now()
		a, err := c.sendOnce(ctx, g, as, r)
		c.tell(began, a, err)
		c.hold.heed(err, c.now()) // here, as a question may come to nothing without its error
		if !first || !isUnauthorized(err) {
			return a, err
		}
		c.session.drop(g.token)
	}
}

func (c *Client) sendOnce(ctx context.Context, g grant, as caller, r request) (answer, error) {
	e := &Error{Op: r.op, Method: r.method, Path: r.path, Impersonated: as.header != "", began: time.Now()}
	fail := func(err error) (answer, error) {
		e.Err = err
		return answer{}, e
	}
	ctx, connection, cancel := traceConnection(ctx, r)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return fail(errors.New("the address of the request is malformed"))
	}
	req.GetBody = nil // or net/http sends it again by itself, and nobody counts that
	c.setHeaders(req, g, as, r)
	// A transport may find this out before it tells of a connection, and then
	// an action would count as sent.
	if err := ctx.Err(); err != nil {
		return fail(err)
	}
	resp, err := c.transports.send(req, r.once)
	e.sent = connection.isSent(err)
	if err != nil {
		return fail(plainCause(ctx, err))
	}
	defer resp.Body.Close()
	c.heedHint(resp.Header)
	c.sessionTokens.note(r.path, resp.Header)
	most := cmp.Or(r.maxBody, maxBody)
	var body []byte
	if resp.Body != http.NoBody { // for which ReadAll would take half a kilobyte
		body, err = io.ReadAll(io.LimitReader(resp.Body, most+1))
	}
	whole := part{status: resp.StatusCode, header: resp.Header, body: body}
	e.foreign = whole.isForeign()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		e.brokenOff = err != nil
		refused := c.refusal(e, whole)
		refused.withhold(g.token)
		return answer{}, refused
	}
	if e.foreign {
		// Nobody says that anything was done.
		return fail(fmt.Errorf("the answer is not the Web API's (status %d)", resp.StatusCode))
	}
	// What a write answers is not needed: its status says that it was done.
	if int64(len(body)) > most && r.method == http.MethodGet {
		e.finding = "too-long" // it would be as long the next time
		return fail(fmt.Errorf("the answer is longer than %d bytes", most))
	}
	if err != nil && r.method == http.MethodGet {
		return fail(fmt.Errorf("read the answer: %w", cause.Of(err)))
	}
	return answer{status: resp.StatusCode, requestID: requestID(resp.Header), header: resp.Header, body: body, token: g.token}, nil
}

// commonHeader is what every request carries.
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

// setHeaders sets the headers of a request. Its own add to those that every
// request carries, of which they replace what says how a body is to be read.
func (c *Client) setHeaders(req *http.Request, g grant, as caller, r request) {
	req.Header = c.header.Clone()
	req.Header.Set("Authorization", "Bearer "+g.token)
	if as.header != "" {
		req.Header.Set(as.header, as.id)
	}
	for name, values := range r.header {
		if name == "Accept" || name == "Content-Type" || req.Header[name] == nil {
			req.Header[name] = values
		}
	}
}

// refusal fills in the error of an answer other than 2xx, to a request or to a
// part of one. Where a batch ended with the refusal of one of its parts, it is
// that part's.
func (c *Client) refusal(e *Error, p part) *Error {
	e.Status = p.status
	e.RetryAfter = parseRetryAfter(p.header, c.now())
	e.RequestID = requestID(p.header)
	if parts, err := (answer{header: p.header, body: p.body}).parts(); err == nil && len(parts) > 0 {
		p = parts[len(parts)-1]
		e.contentID = p.contentID
		e.RetryAfter = max(e.RetryAfter, parseRetryAfter(p.header, c.now()))
		e.RequestID = cmp.Or(e.RequestID, requestID(p.header))
	}
	e.Code, e.Message, e.documented = parseErrorBody(p.header.Get("Content-Type"), p.body)
	if e.isBare() {
		e.Code = strconv.Itoa(e.Status) // in one form
	}
	e.rows = parseRowReport(p.body)
	e.cause = causeOf(e.Code, e.Status, e.Message)
	return e
}
