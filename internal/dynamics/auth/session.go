package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/webapi"
)

const (
	// expiryMargin is the time before its expiry at which a token counts as expired.
	// It is longer than the two minutes that Dataverse gives a request.
	expiryMargin = 150 * time.Second
	// signInTimeout bounds the read of the secret or the making of the assertion, and the
	// request for a token. No caller's deadline bounds them, because several callers may wait for one sign-in.
	signInTimeout = 30 * time.Second
)

// Token is an access token, with the environment that it is for. [Session] keeps the
// current token.
type Token struct {
	// Value is the token itself.
	Value string
	// Root is the Web API of the environment.
	Root webapi.Root
	// Application identifies the application that signed in: the environment, the
	// tenant and the client id.
	Application string

	fetched clock.Moment
	life    time.Duration // after fetched; then the token counts as expired
}

// Session keeps the credentials and the token of one client. If several callers need a
// token at the same time, one sign-in runs and all of them wait for it. Set the exported
// fields before the first use. A Session is safe for concurrent use.
type Session struct {
	// Credentials returns the credentials. One call runs at a time.
	Credentials func(context.Context) (Credentials, error)
	// HTTP sends the requests to the token endpoint.
	HTTP *http.Client
	// Now is the wall clock.
	Now func() time.Time
	// Throttle holds requests back. The session observes every Retry-After in it.
	Throttle *throttle.Throttle
	// OnRequest is called after each request to the token endpoint. status is 0 if no
	// response came.
	OnRequest func(status int, retryAfter, took time.Duration)

	mu      sync.Mutex
	known   *Credentials // as they were last read; nil before the first sign-in
	current Token
	pending *SignIn // the sign-in that runs, or nil

	isPreparing atomic.Bool // the sign-in that runs reads the credentials or makes the assertion
}

// SignIn is one sign-in. Err is set when Done is closed; it is an [*Error], an
// [*AssertionError] or the error of Session.Credentials.
type SignIn struct {
	Root chan webapi.Root // receives the environment when the credentials are read; closed at the end
	Done chan struct{}    // closed at the end
	Err  error

	token Token
}

// Token returns a token that has not expired. Without such a token it signs in. It waits no
// longer than ctx lasts; the sign-in continues for the other callers that wait for it.
// The error is an [*Error], an [*AssertionError] or the error of Session.Credentials.
func (s *Session) Token(ctx context.Context) (Token, error) {
	for {
		g, p, joined := s.StartOrJoin(context.WithoutCancel(ctx))
		if p == nil {
			return g, nil
		}
		select {
		case <-p.Done:
			if joined && errors.Is(p.Err, context.DeadlineExceeded) {
				// The sign-in ran out of time while Lambda had frozen the function,
				// or shortly before this caller joined it.
				continue
			}
			return p.token, p.Err
		case <-ctx.Done():
			if s.isPreparing.Load() {
				return Token{}, fmt.Errorf("get the credentials: %w: %w", ErrCredentialsUnavailable, ctx.Err())
			}
			return Token{}, &Error{Err: ctx.Err()}
		}
	}
}

// StartOrJoin returns the current token. Without a token it returns the sign-in to wait for:
// the sign-in that already runs (joined is true), or a new sign-in that ends with ctx at the
// latest.
func (s *Session) StartOrJoin(ctx context.Context) (g Token, p *SignIn, joined bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Value != "" && s.current.fetched.Since(s.Now()) < s.current.life {
		return s.current, nil, false
	}
	if s.pending != nil {
		return Token{}, s.pending, true
	}
	s.pending = &SignIn{Root: make(chan webapi.Root, 1), Done: make(chan struct{})}
	go s.signIn(ctx, s.pending)
	return Token{}, s.pending, false
}

// Drop forgets a token that Dataverse refused, unless a newer token has replaced it.
func (s *Session) Drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Value == token {
		s.current = Token{}
	}
}

// Forget forgets the current token.
func (s *Session) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = Token{}
}

func (s *Session) signIn(ctx context.Context, p *SignIn) {
	ctx, cancel := context.WithTimeout(ctx, signInTimeout)
	defer cancel()
	p.token, p.Err = s.fetch(ctx, p.Root)
	// The callers that waited may be gone, so the session observes the wait itself.
	if e, ok := errors.AsType[*Error](p.Err); ok {
		s.Throttle.Observe(e.RetryAfter, s.Now())
	}
	s.mu.Lock()
	if p.Err == nil {
		s.current = p.token
	}
	s.pending = nil
	s.mu.Unlock()
	close(p.Root)
	close(p.Done)
}

// fetch gets a token with the known credentials. If the token endpoint refuses them,
// fetch reads the credentials again and, if they changed, tries once more. So a rotated
// secret, or another application, takes effect without a deployment.
func (s *Session) fetch(ctx context.Context, found chan<- webapi.Root) (Token, error) {
	// Only fetch uses known, and one fetch runs at a time.
	var refusal error
	if s.known != nil {
		g, err := s.requestToken(ctx, *s.known)
		if !isCredentialsRefused(err) {
			return g, err
		}
		refusal = err
	}
	s.isPreparing.Store(true)
	c, err := s.Credentials(ctx)
	s.isPreparing.Store(false)
	if err != nil {
		return Token{}, err
	}
	if refusal != nil && c == *s.known {
		return Token{}, refusal
	}
	found <- c.Root
	g, err := s.requestToken(ctx, c)
	if !isCredentialsRefused(err) {
		s.known = &c
	}
	return g, err
}
