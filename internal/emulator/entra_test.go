package emulator_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

func TestTokenRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	set := func(name, value string) func(url.Values) { return func(f url.Values) { f.Set(name, value) } }
	drop := func(name string) func(url.Values) { return func(f url.Values) { f.Del(name) } }
	host := strings.TrimPrefix(c.conn.AuthorityHost, "http://")
	for _, tt := range []struct {
		name   string
		change func(url.Values)
		status int
		kind   string
		number string
	}{
		{"grant type", set("grant_type", "password"), 400, "unsupported_grant_type", "70003"},
		{"no grant type", drop("grant_type"), 400, "invalid_request", "900144"},
		{"no client", drop("client_id"), 400, "invalid_request", "900144"},
		{"another client", set("client_id", emulator.TenantID), 400, "unauthorized_client", "700016"},
		{"no secret", drop("client_secret"), 401, "invalid_client", "7000218"},
		{"wrong secret", set("client_secret", "x"), 401, "invalid_client", "7000215"},
		{"no scope", drop("scope"), 400, "invalid_request", "900144"},
		{"no default", set("scope", "http://"+host), 400, "invalid_scope", "70011"},
		{"two scopes", set("scope", "http://"+host+"/.default offline_access"), 400, "invalid_scope", "70011"},
		{"another host", set("scope", "http://contoso.example/.default"), 400, "invalid_resource", "500011"},
		{"another scheme", set("scope", "https://"+host+"/.default"), 400, "invalid_resource", "500011"},
		{"a trailing slash", set("scope", "http://"+host+"//.default"), 400, "invalid_resource", "500011"},
		{"an assertion without its type", set("client_assertion", "x"), 400, "invalid_request", "900144"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := c.requestToken(tt.change)
			body := r.json(t)
			description, _ := body["error_description"].(string)
			numbers, _ := body["error_codes"].([]any)
			if r.status != tt.status || body["error"] != tt.kind || len(numbers) != 1 || numbers[0].(interface{ String() string }).String() != tt.number {
				t.Errorf("got %d %s, want %d %s %s", r.status, r.body, tt.status, tt.kind, tt.number)
			}
			if lines := strings.Split(description, "\r\n"); len(lines) != 4 || !strings.HasPrefix(description, "AADSTS"+tt.number+":") {
				t.Errorf("description %q", description)
			}
		})
	}
}

func TestTokenTenantAndMethod(t *testing.T) {
	c := start(t, emulator.Options{})
	header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for _, tt := range []struct{ method, path, want string }{
		{"POST", "/contoso/oauth2/v2.0/token", "AADSTS90002"},
		{"GET", "/" + c.conn.TenantID + "/oauth2/v2.0/token", "AADSTS900561"},
		{"POST", "/" + c.conn.TenantID + "/oauth2/token", "the emulator does not know"},
	} {
		r := c.do(tt.method, c.conn.AuthorityHost+tt.path, []byte("grant_type=client_credentials"), header)
		if r.status < 400 || !strings.Contains(string(r.body), tt.want) {
			t.Errorf("%s %s: %d %s, want %s", tt.method, tt.path, r.status, r.body, tt.want)
		}
	}
}

func TestSecretRotation(t *testing.T) {
	c := start(t, emulator.Options{})
	number := func() string {
		body := string(c.requestToken(nil).body)
		number, _, _ := strings.Cut(body[strings.Index(body, "AADSTS")+1:], ":")
		return strings.TrimPrefix(number, "ADSTS")
	}
	c.ExpireClientSecret()
	if got := number(); got != "7000222" {
		t.Errorf("expired secret: %s", got)
	}
	c.SetClientSecret("a+b&c")
	if got := number(); got != "7000215" {
		t.Errorf("old secret: %s", got)
	}
	c.conn.ClientSecret = "a+b&c"
	c.login()
}

func TestTokensExpireAndAreRevoked(t *testing.T) {
	now := fixedClock()
	c := start(t, emulator.Options{Now: func() time.Time { return now }})
	c.must(200, "GET", "WhoAmI()", "")
	now = now.Add(3598 * time.Second)
	c.must(200, "GET", "WhoAmI()", "")
	now = now.Add(time.Second)
	r := c.must(401, "GET", "WhoAmI()", "")
	want := "Bearer authorization_uri=" + c.conn.AuthorityHost + "/" + c.conn.TenantID + "/oauth2/authorize, resource_id=" + c.conn.AuthorityHost + "/"
	if got := r.header.Get("WWW-Authenticate"); got != want {
		t.Errorf("WWW-Authenticate %q, want %q", got, want)
	}
	c.login()
	c.must(200, "GET", "WhoAmI()", "")
	c.RevokeTokens()
	c.must(401, "GET", "WhoAmI()", "")
	c.must(401, "GET", "WhoAmI()", "", "Authorization", "")
	c.must(401, "GET", "WhoAmI()", "", "Authorization", c.token)
}
