package emulator_test

import (
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestGraphCredentials makes, changes and lists federated identity credentials as the
// administrator, and refuses everybody else.
func TestGraphCredentials(t *testing.T) {
	c := start(t, emulator.Options{})
	own := c.token
	granted, _ := c.requestToken(func(f url.Values) {
		f.Set("client_id", emulator.AdminClientID)
		f.Set("client_secret", emulator.AdminClientSecret)
	}).json(t)["access_token"].(string)
	path := "/v1.0/applications(appId='" + emulator.ClientID + "')/federatedIdentityCredentials"
	const body = `{"name":"aws","issuer":"https://i.example","subject":"s","audiences":["a"]}`
	send := func(token, method, path, body string, status int, want string) string {
		t.Helper()
		r := c.do(method, c.conn.AuthorityHost+path, []byte(body), map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"})
		if r.status != status || !strings.Contains(string(r.body), want) {
			t.Errorf("%s %s %s: %d %s, want %d %s", method, path, body, r.status, r.body, status, want)
		}
		return string(r.body)
	}
	send("x", "GET", path, "", 401, "InvalidAuthenticationToken")
	send(own, "GET", path, "", 403, "Authorization_RequestDenied")
	send(granted, "GET", strings.Replace(path, emulator.ClientID, emulator.TenantID, 1), "", 404, "Request_ResourceNotFound")
	send(granted, "GET", path, "", 200, `"value":[]`)
	for _, bad := range []string{
		"", `{"name":"aws"}`, strings.Replace(body, `"aws"`, `"a b"`, 1), strings.Replace(body, `["a"]`, `["a","b"]`, 1), strings.Replace(body, `"s"`, `"`+strings.Repeat("s", 601)+`"`, 1),
	} {
		send(granted, "POST", path, bad, 400, "Request_BadRequest")
	}
	made := send(granted, "POST", path, body, 201, `"name":"aws"`)
	_, id, _ := strings.Cut(made, `"id":"`)
	id = id[:36]
	send(granted, "POST", path, body, 501, "NotCovered")
	send(granted, "PATCH", path+"/"+id, `{"subject":"other"}`, 204, "")
	send(granted, "PATCH", path+"/"+id, `{"name":"other"}`, 400, "Request_BadRequest")
	send(granted, "PATCH", path+"/"+emulator.TenantID, `{"subject":"other"}`, 404, "Request_ResourceNotFound")
	send(granted, "GET", path, "", 200, `"subject":"other"`)
	send(granted, "DELETE", path+"/"+id, "", 501, "NotCovered")
	send(granted, "GET", "/v1.0/applications", "", 501, "NotCovered")
	send(granted, "GET", path+"?$top=1", "", 501, "NotCovered")
}
