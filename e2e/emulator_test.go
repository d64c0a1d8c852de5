//go:build e2e

package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// emulatorProcess is a running `dynctl emulate`. The test knows only its output.
type emulatorProcess struct {
	Address        string `json:"address"`
	ServiceRootURL string `json:"serviceRootUrl"`
	AuthorityHost  string `json:"authorityHost"`
	TenantID       string `json:"tenantId"`
	ClientID       string `json:"clientId"`
	ClientSecret   string `json:"clientSecret"`
	SecretARN      string `json:"secretArn"`
	AWSEndpointURL string `json:"awsEndpointUrl"`
	CAPEM          string `json:"caPem"`
	InspectorURL   string `json:"inspectorUrl"`
}

func startEmulator(t *testing.T, args ...string) emulatorProcess {
	t.Helper()
	dynctl := build(t, "./cmd/dynctl")
	return decode[emulatorProcess](t, start(t, dynctl, append([]string{"emulate", "--json"}, args...)...))
}

// rows requests rows from the Web API, as the application user.
func (e emulatorProcess) rows(t *testing.T, query string) []map[string]any {
	t.Helper()
	client := &http.Client{}
	if e.CAPEM != "" {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM([]byte(e.CAPEM))
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	}
	answer, err := client.PostForm(e.AuthorityHost+"/"+e.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {e.ClientID}, "client_secret": {e.ClientSecret},
		"scope": {e.AuthorityHost + "/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	request, err := http.NewRequest(http.MethodGet, e.ServiceRootURL+strings.ReplaceAll(query, " ", "%20"), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.AccessToken)
	request.Header.Set("OData-MaxVersion", "4.0")
	request.Header.Set("OData-Version", "4.0")
	request.Header.Set("Accept", "application/json")
	answer, err = client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d %s (%v)", query, answer.StatusCode, body, err)
	}
	return decode[struct{ Value []map[string]any }](t, string(body)).Value
}

// wantRows checks the number of rows of a query.
func (e emulatorProcess) wantRows(t *testing.T, want int, query string) {
	t.Helper()
	if got := e.rows(t, query); len(got) != want {
		t.Errorf("%s: %d rows, want %d: %v", query, len(got), want, got)
	}
}
