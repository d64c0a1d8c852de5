package dynamics

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	// expiryMargin is how long before its end a token counts as spent: long
	// enough for a request that Dataverse takes its two minutes for.
	expiryMargin = 150 * time.Second
	// signInTimeout bounds reading the secret and fetching a token, for which
	// nobody's deadline stands, as many may wait for one sign-in.
	signInTimeout = 30 * time.Second
)

// grant is a token and the environment it is for.
type grant struct {
	token   string
	fetched moment
	life    time.Duration // since it was fetched, after which it counts as spent
	root    Root
	// application tells whom the token is for from others of the client's life.
	application string
}

// session keeps the credentials and the token between operations. However many
// ask for a grant at once, one signs in and the others wait for it.
type session struct {
	credentials func(context.Context) (Credentials, error)
	http        *http.Client
	now         func() time.Time
	hold        *hold // the client's
	watch       func(Exchange)

	mu      sync.Mutex
	known   *Credentials // as last read; nil before the first sign-in
	current grant
	pending *attempt // the one under way, or nil
}

// attempt is one sign-in; grant and err are set when done closes.
type attempt struct {
	root  chan Root // holds the environment once credentials are read
	done  chan struct{}
	grant grant
	err   error
}

// grant returns a token that is still good. It waits for a sign-in no longer
// than ctx lasts; the sign-in itself goes on for those who wait longer.
func (s *session) grant(ctx context.Context) (grant, error) {
	for {
		g, p, joined := s.join(context.WithoutCancel(ctx))
		if p == nil {
			return g, nil
		}
		select {
		case <-p.done:
			if joined && errors.Is(p.err, context.DeadlineExceeded) {
				// Its time ran out while Lambda had the function frozen, or
				// nearly so before we came.
				continue
			}
			return p.grant, p.err
		case <-ctx.Done():
			return grant{}, &Error{Op: "get token", Method: http.MethodPost, Path: tokenPath, Err: ctx.Err(), fromEntra: true}
		}
	}
}

// join returns the grant at hand, or else the sign-in to wait for: the one
// under way, or a new one that lasts no longer than ctx.
func (s *session) join(ctx context.Context) (g grant, p *attempt, joined bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.token != "" && s.current.fetched.since(s.now()) < s.current.life {
		return s.current, nil, false
	}
	if s.pending != nil {
		return grant{}, s.pending, true
	}
	s.pending = &attempt{root: make(chan Root, 1), done: make(chan struct{})}
	go s.signIn(ctx, s.pending)
	return grant{}, s.pending, false
}

// drop forgets a token that Dataverse refused, unless it was replaced since.
func (s *session) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.token == token {
		s.current = grant{}
	}
}

func (s *session) signIn(ctx context.Context, p *attempt) {
	ctx, cancel := context.WithTimeout(ctx, signInTimeout)
	defer cancel()
	p.grant, p.err = s.fetch(ctx, p.root)
	// Those who waited for it may be gone, and nobody else would.
	s.hold.heed(p.err, s.now())
	s.mu.Lock()
	if p.err == nil {
		s.current = p.grant
	}
	s.pending = nil
	s.mu.Unlock()
	close(p.done)
}

// fetch gets a token with the credentials known, and, when the token endpoint
// refuses them, once more with those read anew if they are others: that is how
// a rotated secret, or another application, comes in without a deployment.
func (s *session) fetch(ctx context.Context, found chan<- Root) (grant, error) {
	// Only fetch touches known, and one fetch runs at a time.
	var refusal error
	if s.known != nil {
		g, err := s.requestToken(ctx, *s.known)
		if !isCredentialsRefused(err) {
			return g, err
		}
		refusal = err
	}
	c, err := s.credentials(ctx)
	if err != nil {
		return grant{}, err
	}
	if refusal != nil && c == *s.known {
		return grant{}, refusal
	}
	found <- c.Root
	g, err := s.requestToken(ctx, c)
	if !isCredentialsRefused(err) {
		s.known = &c
	}
	return g, err
}
