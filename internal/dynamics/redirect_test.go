package dynamics_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Neither service redirects. Whoever makes one do so gets neither the client
// secret nor the token.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	for _, service := range []dynamicstest.Service{dynamicstest.Entra, dynamicstest.Dataverse} {
		e := setup(t)
		e.Fail(1, dynamicstest.Fault{
			Service: service, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {elsewhere.URL}},
		})
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusTemporaryRedirect {
			t.Errorf("Run = %v, want the 307", err)
		}
	}
}
