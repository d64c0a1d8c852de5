package dynamics_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
)

// transport responds to requests without a network, for tests with very many requests.
type transport func(*http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// newRecordingClient makes a client that stores the target of its last request to the Web
// API in sent.
func newRecordingClient(t *testing.T, sent *string) *dynamics.Client {
	t.Helper()
	credentials, err := auth.ParseCredentials(secretJSON(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) { return credentials, nil },
		Transport: transport(func(r *http.Request) *http.Response {
			if strings.Contains(r.URL.Path, "/oauth2/") {
				return response(http.StatusOK, `{"access_token":"t","token_type":"Bearer","expires_in":3599}`)
			}
			*sent = r.URL.RequestURI()
			return response(http.StatusNoContent, "")
		}),
	})
}

func response(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

// checkSegment reads a request target like a server and finds the value.
func checkSegment(t *testing.T, target, value string) {
	t.Helper()
	const before, after = "/api/data/v9.2/accounts(accountnumber='", "')"
	inner, ok := strings.CutPrefix(target, before)
	inner, ok2 := strings.CutSuffix(inner, after)
	if !ok || !ok2 || strings.ContainsAny(inner, "/?#'()& \r\n") {
		t.Fatalf("target = %q for value %q", target, value)
	}
	got, err := url.PathUnescape(inner)
	if err != nil || strings.ReplaceAll(got, "''", "'") != value {
		t.Errorf("target %q carries %q, want %q (%v)", target, got, value, err)
	}
}
