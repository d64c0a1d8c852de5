package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operation"
)

// counted makes assertions with numbers, or fails.
type counted struct {
	made int
	err  error
}

func (c *counted) Assertion(context.Context, auth.Credentials) (string, error) {
	c.made++
	return fmt.Sprintf("eyJhbGciOi.eyJpc3MiOi.assertion-number-%d", c.made), c.err
}

// TestAssertionOfEachTokenRequest sends a new assertion with each token request, no client
// secret, and takes the assertion out of an error that quotes it.
func TestAssertionOfEachTokenRequest(t *testing.T) {
	var forms []url.Values
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		forms = append(forms, r.PostForm)
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":"invalid_client","error_description":"AADSTS700213: refused: %s","error_codes":[700213]}`, r.PostForm.Get("client_assertion"))
	}))
	t.Cleanup(s.Close)
	c, err := auth.Application("contoso.example", "client", s.URL, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.Asserter = &counted{}
	reads := 0
	client := dynamics.New(dynamics.Config{Credentials: func(context.Context) (auth.Credentials, error) { reads++; return c, nil }})
	for range 2 {
		_, err := client.Run(t.Context(), createContact(newID))
		e, ok := errors.AsType[*dynamics.Error](err)
		if !ok || e.Code != "AADSTS700213" || dynamics.ClassOf(err) != operation.Misconfigured || strings.Contains(fmt.Sprintf("%v %+v", err, *e), "assertion-number") {
			t.Errorf("error %v", err)
		}
	}
	var assertions []string
	for _, f := range forms {
		assertions = append(assertions, f.Get("client_assertion"))
		if f.Has("client_secret") || f.Get("client_id") != "client" || f.Get("grant_type") != "client_credentials" || f.Get("scope") != s.URL+"/.default" ||
			f.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
			t.Errorf("form %v", f)
		}
	}
	if len(assertions) != 2 || len(slices.Compact(assertions)) != 2 {
		t.Errorf("assertions %v, want a new one for each token request", assertions)
	}
}

// TestAssertionThatCannotBeMade is of the class of its cause, and sends nothing.
func TestAssertionThatCannotBeMade(t *testing.T) {
	c, err := auth.Application("contoso.example", "client", "http://127.0.0.1:1", "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	for want, cause := range map[operation.Class]error{
		operation.Misconfigured: errors.New("denied"), operation.Unavailable: fmt.Errorf("%w: later", auth.ErrCredentialsUnavailable),
	} {
		c.Asserter = &counted{err: &auth.AssertionError{Way: auth.WayFederation, Code: "AccessDenied", Err: cause}}
		client := dynamics.New(dynamics.Config{Credentials: func(context.Context) (auth.Credentials, error) { return c, nil }})
		_, err := client.Do(t.Context(), dynamics.Request{Op: "look", Path: "WhoAmI()"})
		f := dynamics.FailureOf(err)
		if f.Class != want || f.Code != "AccessDenied" || f.Fallback != "federation" || !errors.Is(err, cause) {
			t.Errorf("%v: %+v, want class %s", err, f, want)
		}
	}
}
