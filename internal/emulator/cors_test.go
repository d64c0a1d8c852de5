package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestPreflight sends the requests that a browser sends before a request of a page of another
// origin. They have no token.
func TestPreflight(t *testing.T) {
	c := start(t, emulator.Options{})
	root, before := c.conn.ServiceRootURL, accounts(t, c.Server)
	for _, tt := range []struct {
		name, method, path, origin, wanted string
		status                             int
		allowed                            string
	}{
		{"create", "OPTIONS", "accounts", "https://page.example", "POST", 200, "*"},
		{"delete", "OPTIONS", "accounts(" + emulator.AccountID + ")", "https://page.example", "DELETE", 200, "*"},
		{"a page of a file", "OPTIONS", "$batch", "null", "POST", 200, "*"},
		{"without an origin", "OPTIONS", "accounts", "", "POST", 401, ""},
		{"without a method", "OPTIONS", "accounts", "https://page.example", "", 401, "*"},
		{"no preflight", "DELETE", "accounts(" + emulator.AccountID + ")", "https://page.example", "DELETE", 401, "*"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := map[string]string{"Access-Control-Request-Headers": "authorization,odata-version"}
			for name, value := range map[string]string{"Origin": tt.origin, "Access-Control-Request-Method": tt.wanted} {
				if value != "" {
					h[name] = value
				}
			}
			r := c.do(tt.method, root+tt.path, nil, h)
			if r.status != tt.status || r.header.Get("Access-Control-Allow-Origin") != tt.allowed {
				t.Fatalf("%d %v", r.status, r.header)
			}
			if tt.status == 200 && (len(r.body) > 0 || r.header.Get("Access-Control-Allow-Methods") != tt.wanted || r.header.Get("Access-Control-Allow-Headers") != "authorization,odata-version") {
				t.Errorf("%s %v", r.body, r.header)
			}
		})
	}
	if after := accounts(t, c.Server); after != before {
		t.Errorf("the rows changed:\n%s", after)
	}
}

// TestCrossOriginResponses asks for tokens and secrets as a page of another origin does. The
// browser must not give the response to the page. A write in the Web API shares its headers.
func TestCrossOriginResponses(t *testing.T) {
	c := start(t, emulator.Options{})
	const origin = "https://page.example"
	form := map[string]string{"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
	secret := map[string]string{"Origin": origin, "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.GetSecretValue"}
	for _, tt := range []struct {
		name, method, url, body string
		header                  map[string]string
	}{
		{"token", "POST", c.conn.AuthorityHost + "/" + emulator.TenantID + "/oauth2/v2.0/token",
			"grant_type=client_credentials&client_id=" + emulator.ClientID + "&client_secret=" + emulator.ClientSecret + "&scope=" + c.conn.AuthorityHost + "/.default", form},
		{"discovery", "GET", c.conn.AuthorityHost + "/" + emulator.TenantID + "/v2.0/.well-known/openid-configuration", "", map[string]string{"Origin": origin}},
		{"secret", "POST", c.conn.AuthorityHost + "/", `{"SecretId":"` + emulator.SecretARN + `"}`, secret},
	} {
		if r := c.do(tt.method, tt.url, []byte(tt.body), tt.header); r.header.Get("Access-Control-Allow-Origin") != "" || r.status != 200 {
			t.Errorf("%s: %d %v", tt.name, r.status, r.header)
		}
	}
	h := c.header("Origin", origin, "Content-Type", "application/json")
	r := c.do("POST", c.conn.ServiceRootURL+"accounts", []byte(`{"name":"x"}`), h)
	if at := r.header.Get("OData-EntityId"); r.status != 204 || at == "" || r.header.Get("Location") != at || r.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", r.status, r.header)
	}
}
