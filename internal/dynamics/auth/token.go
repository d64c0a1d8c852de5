package auth

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
	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/dynamics/redaction"
	"sns-dynamics/internal/dynamics/throttle"
	"sns-dynamics/internal/dynamics/webapi"
)

// requestToken fetches one token. Each request has an assertion of its own.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
func (s *Session) requestToken(ctx context.Context, c Credentials) (Token, error) {
	if c.Token != "" {
		return Token{Value: c.Token, fetched: clock.At(s.Now()), life: usefulLife(time.Time{}), Root: c.Root}, nil
	}
	if left := s.Throttle.Left(s.Now()); left > 0 {
		// A response after the start of this sign-in asked the client to wait.
		return Token{}, &Error{RetryAfter: left, Err: throttle.ErrHeld}
	}
	config := clientcredentials.Config{
		ClientID:     c.ClientID,
		ClientSecret: c.ClientSecret,
		TokenURL:     c.TokenURL(),
		Scopes:       []string{c.Root.Scope()},
		// With automatic detection of the style, oauth2 sends a refused request twice.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	sent := c.ClientSecret
	if c.Asserter != nil {
		s.isPreparing.Store(true)
		assertion, err := c.Asserter.Assertion(ctx, c)
		s.isPreparing.Store(false)
		if err != nil {
			return Token{}, err
		}
		config.EndpointParams = url.Values{"client_assertion_type": {assertionType}, "client_assertion": {assertion}}
		sent = assertion
	}
	began := time.Now()
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.HTTP))
	if err != nil {
		e := s.tokenError(err, sent)
		s.OnRequest(e.Status, e.RetryAfter, time.Since(began))
		return Token{}, e
	}
	s.OnRequest(http.StatusOK, 0, time.Since(began))
	return Token{
		Value: token.AccessToken, fetched: clock.At(s.Now()), life: usefulLife(token.Expiry), Root: c.Root,
		Application: c.Root.String() + c.TenantID + "/" + c.ClientID,
	}, nil
}

// usefulLife returns how long a token is used. A token without an expiry is used until
// Dataverse refuses it.
func usefulLife(expiry time.Time) time.Duration {
	if expiry.IsZero() {
		return math.MaxInt64
	}
	life := time.Until(expiry)
	return life - min(expiryMargin, life/2)
}

// tokenError turns a failure of the token endpoint into an [*Error], with the
// AADSTS number as its code and without the lines that only identify the
// request.
func (s *Session) tokenError(err error, sent string) *Error {
	e := &Error{}
	refusal, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		e.Err = tokenCause(err)
		return e
	}
	var body struct {
		Codes   []int  `json:"error_codes"`
		TraceID string `json:"trace_id"`
	}
	// A body of another form has no code. The status then decides.
	_ = json.Unmarshal(refusal.Body, &body)
	e.Status, e.RequestID = refusal.Response.StatusCode, webapi.IDs(body.TraceID)
	e.RetryAfter = throttle.ParseRetryAfter(refusal.Response.Header, s.Now())
	e.Sent = sent // a proxy may quote it
	e.Code = redaction.OneLine(refusal.ErrorCode)
	first, _, _ := strings.Cut(refusal.ErrorDescription, "\n")
	first, _, _ = strings.Cut(first, " Trace ID:")
	if code, text, ok := strings.Cut(first, ": "); ok && strings.HasPrefix(code, "AADSTS") {
		e.Code, first = code, text
	}
	if len(body.Codes) > 0 {
		e.Code = fmt.Sprintf("AADSTS%d", body.Codes[0])
	}
	e.Message = redaction.OneLine(first)
	return e
}

// isCredentialsRefused reports whether the token endpoint refused the request, and so
// the credentials. Other errors are failures of the endpoint.
func isCredentialsRefused(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status >= 400 && e.Status < 500 &&
		e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests
}

// tokenCause returns the reason for a missing token if the token endpoint refused
// nothing: no response came, or a response without a token. The texts of package oauth2
// quote the response, so tokenCause returns fixed words.
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
