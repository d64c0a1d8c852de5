package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Neither service redirects. Whoever makes one do so gets neither the client
// secret nor the token.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, service := range []dynamicstest.Service{dynamicstest.Entra, dynamicstest.Dataverse} {
		server.Fail(1, dynamicstest.Fault{
			Service: service, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {elsewhere.URL}},
		})
		client := dynamics.New(dynamics.Config{
			Credentials: func(context.Context) (dynamics.Credentials, error) {
				text, err := json.Marshal(server.Connection())
				if err != nil {
					return dynamics.Credentials{}, err
				}
				return dynamics.ParseCredentials(text)
			},
		})
		_, err := client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusTemporaryRedirect {
			t.Errorf("Run = %v, want the 307", err)
		}
	}
}
