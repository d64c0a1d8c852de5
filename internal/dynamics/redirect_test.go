package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
)

// Dataverse and Microsoft Entra ID do not redirect. If another server makes them redirect,
// it does not get the client secret or the token.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, service := range []emulator.Service{emulator.Entra, emulator.Dataverse} {
		server.Fail(1, emulator.Fault{
			Service: service, Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {elsewhere.URL}},
		})
		client := dynamics.New(dynamics.Config{
			Credentials: func(context.Context) (auth.Credentials, error) {
				text, err := json.Marshal(server.Connection())
				if err != nil {
					return auth.Credentials{}, err
				}
				return auth.ParseCredentials(text)
			},
		})
		_, err := client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusTemporaryRedirect {
			t.Errorf("Run = %v, want the 307", err)
		}
	}
}
