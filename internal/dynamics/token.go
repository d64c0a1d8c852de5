package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"sns-dynamics/internal/cause"
)

// tokenPath stands for the token endpoint's path in errors.
const tokenPath = "/{tenant}/oauth2/v2.0/token"

// requestToken fetches one token.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
func (s *session) requestToken(ctx context.Context, c Credentials) (grant, error) {
	if c.Token != "" {
		return grant{token: c.Token, fetched: at(s.now()), life: usefulLife(time.Time{}), root: c.Root}, nil
	}
	if left := s.hold.left(s.now()); left > 0 {
		// Somebody was asked to wait since this sign-in began.
		return grant{}, &Error{Op: "get token", Method: http.MethodPost, Path: tokenPath, RetryAfter: left, Err: errHeld, fromEntra: true}
	}
	config := clientcredentials.Config{
		ClientID:     c.ClientID,
		ClientSecret: c.ClientSecret,
		TokenURL:     c.tokenURL(),
		Scopes:       []string{c.Root.Scope()},
		// Left to detect the style, oauth2 sends a refused request twice.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	began := time.Now()
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.http))
	if err != nil {
		e := s.tokenError(err, c)
		s.watch(Exchange{IsForToken: true, Status: e.Status, RetryAfter: e.RetryAfter, Took: time.Since(began)})
		return grant{}, e
	}
	s.watch(Exchange{IsForToken: true, Status: http.StatusOK, Took: time.Since(began)})
	return grant{
		token: token.AccessToken, fetched: at(s.now()), life: usefulLife(token.Expiry), root: c.Root,
		application: c.Root.String() + c.TenantID + "/" + c.ClientID,
	}, nil
}

// usefulLife is how long a token that ends at expiry is used. A token whose end is
// not told is used until Dataverse refuses it.
func usefulLife(expiry time.Time) time.Duration {
	if expiry.IsZero() {
		return math.MaxInt64
	}
	life := time.Until(expiry)
	return life - min(expiryMargin, life/2)
}

// tokenError turns a failure of the token endpoint into an *Error, with the
// AADSTS number as its code and without the lines that only identify the
// request.
func (s *session) tokenError(err error, c Credentials) *Error {
	e := &Error{Op: "get token", Method: http.MethodPost, Path: tokenPath, fromEntra: true}
	refusal, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		e.Err = tokenCause(err)
		return e
	}
	var body struct {
		Codes   []int  `json:"error_codes"`
		TraceID string `json:"trace_id"`
	}
	// A body of another form leaves the status, which is what matters then.
	_ = json.Unmarshal(refusal.Body, &body)
	e.Status, e.RequestID = refusal.Response.StatusCode, guids(body.TraceID)
	e.RetryAfter = parseRetryAfter(refusal.Response.Header, s.now())
	e.withhold(c.ClientSecret) // which a proxy may quote
	e.Code = oneLine(refusal.ErrorCode)
	first, _, _ := strings.Cut(refusal.ErrorDescription, "\n")
	first, _, _ = strings.Cut(first, " Trace ID:")
	if code, text, ok := strings.Cut(first, ": "); ok && strings.HasPrefix(code, "AADSTS") {
		e.Code, first = code, text
	}
	if len(body.Codes) > 0 {
		e.Code = fmt.Sprintf("AADSTS%d", body.Codes[0])
	}
	e.Message = oneLine(first)
	return e
}

// isCredentialsRefused reports whether the token endpoint found fault with the
// request, and so with the credentials, rather than with itself.
func isCredentialsRefused(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status >= 400 && e.Status < 500 &&
		e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests
}

// tokenCause is why there is no token although nothing was refused: no response
// came, or one that has none. The texts of package oauth2 quote it.
func tokenCause(err error) error {
	_, isLost := errors.AsType[*url.Error](err)
	switch text := err.Error(); {
	case isLost:
		return cause.Of(err)
	case strings.HasPrefix(text, "oauth2: server response missing access_token"):
		return cause.Malformed("no access_token")
	case strings.HasPrefix(text, "oauth2: cannot parse"):
		return cause.Malformed("not the JSON of a token")
	case strings.HasPrefix(text, "oauth2: cannot fetch token"):
		return cause.Malformed("the token breaks off")
	}
	return cause.Of(err)
}
