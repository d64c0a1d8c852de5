package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestRequestsAreRecordedWithoutSecrets(t *testing.T) {
	c := start(t, emulator.Options{})
	c.requestToken(nil)
	c.must(204, "POST", "accounts?tag=a%20b", `{"name":"Fabrikam"}`)
	c.secret("secretsmanager.GetSecretValue", `{"SecretId":"`+c.conn.SecretARN+`"}`)

	got := c.Requests()
	if len(got) != 3 {
		t.Fatalf("%d requests, want 3", len(got))
	}
	for i, want := range []struct {
		service        emulator.Service
		method, target string
		status         int
	}{
		{emulator.Entra, "POST", "/" + c.conn.TenantID + "/oauth2/v2.0/token", 200},
		{emulator.Dataverse, "POST", "/api/data/v9.2/accounts?tag=a%20b", 204},
		{emulator.SecretsManager, "POST", "/", 200},
	} {
		if r := got[i]; r.Service != want.service || r.Method != want.method || r.Target != want.target || r.Status != want.status {
			t.Errorf("request %d is %s %s %s %d, want %v", i, r.Service, r.Method, r.Target, r.Status, want)
		}
	}
	if body := string(got[0].Body); !strings.Contains(body, "client_secret=[redacted]") || !strings.Contains(body, "scope=") {
		t.Errorf("token request body %s", body)
	}
	if body := string(got[0].ResponseBody); !strings.Contains(body, `"access_token":"[redacted]"`) {
		t.Errorf("token response body %s", body)
	}
	if r := got[1]; r.Header.Get("Authorization") != "[redacted]" || string(r.Body) != `{"name":"Fabrikam"}` || r.ResponseHeader.Get("OData-EntityId") == "" {
		t.Errorf("write recorded as %+v", r)
	}
	for _, r := range got {
		for _, part := range []string{string(r.Body), string(r.ResponseBody), r.Header.Get("Authorization")} {
			if strings.Contains(part, c.token) || strings.Contains(part, c.conn.ClientSecret) {
				t.Errorf("a secret in %+v", r)
			}
		}
	}
	c.ForgetRequests()
	if n := len(c.Requests()); n != 0 {
		t.Errorf("%d requests after ForgetRequests", n)
	}
}

func TestEveryAnswerIsTraceable(t *testing.T) {
	c := start(t, emulator.Options{})
	c.Server.Fail(1, emulator.Fault{Status: 429, Header: map[string][]string{"retry-after": {"5"}}})
	for _, path := range []string{"WhoAmI()", "nothings", "WhoAmI()"} {
		r := c.send("GET", path, "")
		service, request := r.header.Get("x-ms-service-request-id"), r.header.Get("REQ_ID")
		if r.header.Get("OData-Version") != "4.0" || len(service) != 36 || len(request) != 36 || service == request {
			t.Errorf("GET %s: headers %v", path, r.header)
		}
	}
	if got := c.Requests()[0].ResponseHeader.Get("Retry-After"); got != "5" {
		t.Errorf("Retry-After %q", got)
	}
}

func TestOldRequestsAreForgotten(t *testing.T) {
	c := start(t, emulator.Options{KeepRequests: 2})
	c.requestToken(nil)
	for _, name := range []string{"a", "b", "c"} {
		c.must(204, "POST", "accounts?tag="+name, `{"name":"Fabrikam"}`)
	}
	got := c.Requests()
	if len(got) != 2 || !strings.HasSuffix(got[0].Target, "tag=b") || !strings.HasSuffix(got[1].Target, "tag=c") {
		t.Errorf("requests = %+v, want the last two", got)
	}
}
