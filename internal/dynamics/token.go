package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// tokenPath stands for the token endpoint's path in errors.
const tokenPath = "/{tenant}/oauth2/v2.0/token"

// requestToken fetches one token.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
func (s *session) requestToken(ctx context.Context, c Credentials) (grant, error) {
	if c.Token != "" {
		return grant{token: c.Token, expires: s.spentAt(time.Time{}), root: c.Root}, nil
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
	return grant{token: token.AccessToken, expires: s.spentAt(token.Expiry), root: c.Root, application: c.Root.String() + c.TenantID + "/" + c.ClientID}, nil
}

// spentAt is when a token that ends at expiry counts as spent, by the session's
// clock. A token whose end is not told is kept until Dataverse refuses it.
func (s *session) spentAt(expiry time.Time) time.Time {
	if expiry.IsZero() {
		return s.now().AddDate(1, 0, 0)
	}
	life := time.Until(expiry)
	return s.now().Add(life - min(expiryMargin, life/2))
}

// tokenError turns a failure of the token endpoint into an *Error, with the
// AADSTS number as its code and without the lines that only identify the
// request.
func (s *session) tokenError(err error, c Credentials) *Error {
	e := &Error{Op: "get token", Method: http.MethodPost, Path: tokenPath, fromEntra: true}
	refusal, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		e.Err = withoutURL(err)
		return e
	}
	var body struct {
		Codes   []int  `json:"error_codes"`
		TraceID string `json:"trace_id"`
	}
	// A body of another form leaves the status, which is what matters then.
	_ = json.Unmarshal(refusal.Body, &body)
	e.Status, e.RequestID = refusal.Response.StatusCode, oneLine(body.TraceID)
	e.RetryAfter = parseRetryAfter(refusal.Response.Header, s.now())
	// Neither of them has cause to repeat the secret, and a proxy may quote all.
	keep := func(s string) string { return replaceSecret(oneLine(s), c.ClientSecret) }
	e.RequestID = keep(e.RequestID)
	e.Code = keep(refusal.ErrorCode)
	first, _, _ := strings.Cut(refusal.ErrorDescription, "\n")
	first, _, _ = strings.Cut(first, " Trace ID:")
	if code, text, ok := strings.Cut(first, ": "); ok && strings.HasPrefix(code, "AADSTS") {
		e.Code, first = keep(code), text
	}
	if len(body.Codes) > 0 {
		e.Code = fmt.Sprintf("AADSTS%d", body.Codes[0])
	}
	e.Message = shorten(keep(first))
	return e
}

// isCredentialsRefused reports whether the token endpoint found fault with the
// request, and so with the credentials, rather than with itself.
func isCredentialsRefused(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status >= 400 && e.Status < 500 &&
		e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests
}

// withoutURL drops the URL that net/http puts before the cause of a failed
// request: it holds alternate-key values.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
