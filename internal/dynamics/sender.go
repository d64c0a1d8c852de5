package dynamics

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/cause"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/transport"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
)

// sender sends requests to the Web API of one environment, with a token, and no faster
// than the service allows. It is safe for concurrent use.
type sender struct {
	session       *auth.Session
	transports    *transport.Pair
	header        http.Header // the headers of every request, without the token; never changed
	now           func() time.Time
	jitter        func(time.Duration) time.Duration
	sessionTokens webapi.SessionTokens // of the last writes to elastic tables
	throttle      *throttle.Throttle
	pace          *throttle.Pace  // nil if the client does not wait for turns
	watch         clock.Stopwatch // the clock of the pace
	limit         int             // limits the requests at a time
	hint          atomic.Int64    // the degree of parallelism that Dataverse recommends
	onRequest     func(Exchange)
}

// response is a successful response of the Web API.
type response struct {
	status    int
	requestID string
	header    http.Header
	body      []byte
	token     string // the token of its request
}

// send sends the request that build returns for the environment, as a user. If Dataverse
// refuses the token, send signs in and sends the request once more. The error is an
// *Error, or the error of Config.Credentials. While the throttle holds requests back,
// send sends nothing and the error wraps [throttle.ErrHeld]. The request counts once;
// see [requestCount].
func (s *sender) send(ctx context.Context, as webapi.UserHeader, build func(webapi.Root) webapi.Request) (response, error) {
	for first := true; ; first = false {
		g, err := s.signIn(ctx)
		if err != nil {
			return response{}, err
		}
		r := build(g.Root)
		hasWaited, err := s.awaitTurn(ctx, r)
		if err != nil {
			return response{}, err
		}
		if hasWaited {
			// Meanwhile the token may have expired, or another request may have met its refusal.
			before := g
			if g, err = s.signIn(ctx); err != nil {
				return response{}, err
			}
			if g.Value != before.Value { // the sign-in took time
				r = build(g.Root)
				if err := s.checkTurn(ctx, r, hasWaited); err != nil {
					return response{}, err
				}
			}
		}
		if first {
			if err := countOf(ctx).add(r); err != nil {
				return response{}, err
			}
		}
		began := time.Now()
		a, err := s.sendOnce(ctx, g, as, r)
		s.report(began, a, err)
		s.observeRetryAfter(err) // here, because a caller may ignore the error
		if !isUnauthorized(err) {
			return a, err
		}
		s.session.Drop(g.Value)
		if !first {
			return a, err
		}
	}
}

func (s *sender) sendOnce(ctx context.Context, g auth.Token, as webapi.UserHeader, r webapi.Request) (response, error) {
	e := &Error{Op: r.Op, Method: r.Method, Path: r.Path, Impersonated: as.Name != "", began: time.Now()}
	fail := func(err error) (response, error) {
		e.Err = err
		return response{}, e
	}
	ctx, connection, cancel := transport.Trace(ctx, r.Method, len(r.Body) == 0)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return fail(errors.New("the address of the request is malformed"))
	}
	req.GetBody = nil // otherwise net/http may send the request again, and no attempt would be counted
	s.setHeaders(req, g, as, r)
	// A transport may find this out before it reports a connection. Then an action would
	// count as sent.
	if err := ctx.Err(); err != nil {
		return fail(err)
	}
	resp, err := s.transports.Send(req, r.AtMostOnce)
	e.sent = connection.IsSent(err)
	if err != nil {
		return fail(transport.Cause(ctx, err))
	}
	defer resp.Body.Close()
	s.observeHint(resp.Header)
	s.sessionTokens.Note(r.Path, resp.Header)
	most := cmp.Or(r.MaxBody, maxBody)
	var body []byte
	if resp.Body != http.NoBody { // ReadAll would allocate half a kilobyte for it
		body, err = io.ReadAll(io.LimitReader(resp.Body, most+1))
	}
	whole := webapi.Response{Status: resp.StatusCode, Header: resp.Header, Body: body}
	e.foreign = whole.IsForeign()
	if !e.foreign {
		s.observePace(e.began, whole)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		e.truncated = err != nil
		refused := s.refusal(e, whole)
		refused.withhold(g.Value)
		return response{}, refused
	}
	if e.foreign {
		// No response of Dataverse says that it carried out the request.
		return fail(fmt.Errorf("the response is not from the Web API (status %d)", resp.StatusCode))
	}
	// The body of a write is not needed: the status says that the write is done.
	if int64(len(body)) > most && r.Method == http.MethodGet {
		e.finding = "too-long" // the next response would be as long
		return fail(fmt.Errorf("the response is longer than %d bytes", most))
	}
	if err != nil && r.Method == http.MethodGet {
		return fail(fmt.Errorf("read the response: %w", cause.Of(err)))
	}
	return response{status: resp.StatusCode, requestID: webapi.RequestID(resp.Header), header: resp.Header, body: body, token: g.Value}, nil
}

// observePace takes in the limits of a response of Dataverse.
func (s *sender) observePace(began time.Time, r webapi.Response) {
	if s.pace == nil {
		return
	}
	p := throttle.Response{Took: time.Since(began), Remaining: throttle.ParseRemaining(r.Header)}
	if p.IsRefused = r.Status == http.StatusTooManyRequests; p.IsRefused {
		p.RetryAfter = throttle.ParseRetryAfter(r.Header, s.now())
		code, _, _ := webapi.ParseErrorBody(r.Header.Get("Content-Type"), r.Body)
		p.Limit = throttle.LimitOf(errorcode.Number(code))
	}
	s.pace.Observe(s.watch.Elapsed(s.now()), p)
}

// setHeaders sets the headers of a request. A header of the request replaces only Accept
// and Content-Type.
func (s *sender) setHeaders(req *http.Request, g auth.Token, as webapi.UserHeader, r webapi.Request) {
	req.Header = s.header.Clone()
	req.Header.Set("Authorization", "Bearer "+g.Value)
	if as.Name != "" {
		req.Header.Set(as.Name, as.Value)
	}
	for name, values := range r.Header {
		if name == "Accept" || name == "Content-Type" || req.Header[name] == nil {
			req.Header[name] = values
		}
	}
}

// tokenPath stands for the path of the token endpoint in errors.
const tokenPath = "/{tenant}/oauth2/v2.0/token"

// signIn returns a token. The error is an [*Error], or the error of Config.Credentials.
func (s *sender) signIn(ctx context.Context) (auth.Token, error) {
	g, err := s.session.Token(ctx)
	return g, signInError(err)
}

// signInError makes an [*Error] of the error of a sign-in, a new one for each operation
// that waited for it. It returns any other error unchanged.
func signInError(err error) error {
	s, ok := errors.AsType[*auth.Error](err)
	if !ok {
		return err
	}
	e := &Error{
		Op: "get token", Method: http.MethodPost, Path: tokenPath, Status: s.Status, Code: s.Code, Message: s.Message,
		RetryAfter: s.RetryAfter, RequestID: s.RequestID, Err: s.Err, fromEntra: true,
	}
	if s.Sent != "" {
		e.withhold(s.Sent)
	}
	return e
}

// defaultParallel is the number of requests at the same time if Config has no number. Several
// functions together stay below the 52 requests that Dataverse accepts from one user at
// the same time.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
const defaultParallel = 8

// defaultClients is the number of clients of the same application user if Config has no number.
const defaultClients = 10

// maxParallel returns how many requests may run at the same time: the configured limit,
// or fewer if Dataverse recommends fewer.
func (s *sender) maxParallel() int {
	most := s.limit
	if hint := int(s.hint.Load()); hint > 0 {
		most = min(most, hint)
	}
	return max(1, most)
}

// observeHint keeps the degree of parallelism that Dataverse recommends.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/send-parallel-requests
func (s *sender) observeHint(h http.Header) {
	if n, err := strconv.Atoi(h.Get("X-Ms-Dop-Hint")); err == nil && n > 0 {
		s.hint.Store(int64(n))
	}
}

// Exchange is a request that was sent, and its response. It has nothing of their
// content.
type Exchange struct {
	// IsForToken tells a request to the token endpoint from one to Dataverse.
	IsForToken bool
	// Status is the status of the response, 0 if no response came.
	Status int
	// RetryAfter is the wait that the response asks for, 0 if it asks for no wait.
	RetryAfter time.Duration
	// Took is the time from the request to the end of the response, or to the end of
	// the wait for a response.
	Took time.Duration
}

// report calls OnRequest for a request to Dataverse, unless it was never sent.
func (s *sender) report(began time.Time, a response, err error) {
	x := Exchange{Status: a.status, Took: time.Since(began)}
	if err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.sent {
			return
		}
		x.Status, x.RetryAfter = e.Status, e.RetryAfter
	}
	s.onRequest(x)
}
