package dynamics_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics/auth"
)

// secretJSON is a secret's value with some fields changed; "" leaves one out.
func secretJSON(t *testing.T, change map[string]string) []byte {
	t.Helper()
	fields := map[string]string{
		"tenantId":       "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
		"clientId":       "11111111-2222-4333-8444-555555555555",
		"clientSecret":   "hunter2-of-the-client",
		"serviceRootUrl": "https://org.api.crm4.dynamics.com/api/data/v9.2/",
	}
	maps.Copy(fields, change)
	maps.DeleteFunc(fields, func(_, value string) bool { return value == "" })
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestParseCredentials(t *testing.T) {
	const root = "https://org.api.crm4.dynamics.com/api/data/v9.2/"
	tests := []struct {
		name, serviceRootURL, authorityHost string
		wantRoot, wantAuthority             string
	}{
		{"as Dynamics shows it", root, "", root, "https://login.microsoftonline.com"},
		{"without the closing slash", strings.TrimSuffix(root, "/"), "", root, "https://login.microsoftonline.com"},
		{"a bare host", "org.api.crm4.dynamics.com", "", root, "https://login.microsoftonline.com"},
		{"a host as a URL", "https://org.api.crm4.dynamics.com/", "", root, "https://login.microsoftonline.com"},
		{"blanks around it", "  " + root + "\n", "", root, "https://login.microsoftonline.com"},
		{"an older version", "https://org.crm.dynamics.com/api/data/v9.0/", "", "https://org.crm.dynamics.com/api/data/v9.0/", "https://login.microsoftonline.com"},
		{"GCC is on the worldwide authority", "org.crm9.dynamics.com", "", "https://org.crm9.dynamics.com/api/data/v9.2/", "https://login.microsoftonline.com"},
		{"GCC High", "org.crm.microsoftdynamics.us", "", "https://org.crm.microsoftdynamics.us/api/data/v9.2/", "https://login.microsoftonline.us"},
		{"DoD", "org.crm.appsplatform.us", "", "https://org.crm.appsplatform.us/api/data/v9.2/", "https://login.microsoftonline.us"},
		{"China", "org.crm.dynamics.cn", "", "https://org.crm.dynamics.cn/api/data/v9.2/", "https://login.chinacloudapi.cn"},
		{"an authority as a host", root, "login.example", root, "https://login.example"},
		{"an authority as a URL", root, "https://login.example/", root, "https://login.example"},
		{"loopback without TLS", "http://127.0.0.1:8080", "http://localhost:8081", "http://127.0.0.1:8080/api/data/v9.2/", "http://localhost:8081"},
		{"loopback of IPv6", "http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080/api/data/v9.2/", "http://[::1]:8080"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := auth.ParseCredentials(secretJSON(t, map[string]string{
				"serviceRootUrl": tt.serviceRootURL, "authorityHost": tt.authorityHost,
			}))
			if err != nil {
				t.Fatalf("ParseCredentials: %v", err)
			}
			if got := c.Root.String(); got != tt.wantRoot {
				t.Errorf("root = %s, want %s", got, tt.wantRoot)
			}
			if c.AuthorityHost != tt.wantAuthority {
				t.Errorf("authority = %s, want %s", c.AuthorityHost, tt.wantAuthority)
			}
		})
	}
}

func TestParseCredentialsNamesTheField(t *testing.T) {
	tests := []struct {
		name, secret, want string
	}{
		{"not JSON", `hunter2-of-the-client`, "not a JSON object"},
		{"not an object", `["hunter2-of-the-client"]`, "not a JSON object"},
		{"a field of another type", `{"clientSecret": 1}`, "clientSecret"},
		{"no tenant", string(secretJSON(t, map[string]string{"tenantId": ""})), "tenantId"},
		{"no client", string(secretJSON(t, map[string]string{"clientId": ""})), "clientId"},
		{"no client secret", string(secretJSON(t, map[string]string{"clientSecret": ""})), "clientSecret"},
		{"no root", string(secretJSON(t, map[string]string{"serviceRootUrl": ""})), "serviceRootUrl"},
		{"a tenant that is a path", string(secretJSON(t, map[string]string{"tenantId": "a/../b"})), "tenantId"},
		{"a tenant that is a parent", string(secretJSON(t, map[string]string{"tenantId": ".."})), "tenantId"},
		{"a root without TLS", string(secretJSON(t, map[string]string{"serviceRootUrl": "http://org.crm.dynamics.com"})), "serviceRootUrl"},
		{"a root that looks like loopback", string(secretJSON(t, map[string]string{"serviceRootUrl": "http://127.0.0.1.example"})), "serviceRootUrl"},
		{"a root with a query", string(secretJSON(t, map[string]string{"serviceRootUrl": "https://org.crm.dynamics.com/?x=1"})), "serviceRootUrl"},
		{"a root with a user", string(secretJSON(t, map[string]string{"serviceRootUrl": "https://hunter2-of-the-client@org.crm.dynamics.com/"})), "serviceRootUrl"},
		{"a root with another path", string(secretJSON(t, map[string]string{"serviceRootUrl": "https://org.crm.dynamics.com/main.aspx"})), "serviceRootUrl"},
		{"a root that is no URL", string(secretJSON(t, map[string]string{"serviceRootUrl": "https://hunter2-of-the-client\x7f"})), "serviceRootUrl"},
		{"a scheme that is a secret", string(secretJSON(t, map[string]string{"serviceRootUrl": "hunter2://org.crm.dynamics.com"})), "serviceRootUrl"},
		{"a path that is a secret", string(secretJSON(t, map[string]string{"serviceRootUrl": "https://org.crm.dynamics.com/hunter2"})), "serviceRootUrl"},
		{"an authority with a path", string(secretJSON(t, map[string]string{"authorityHost": "https://login.example/tenant"})), "authorityHost"},
		{"an authority without TLS", string(secretJSON(t, map[string]string{"authorityHost": "http://login.example"})), "authorityHost"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := auth.ParseCredentials([]byte(tt.secret))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("ParseCredentials = %v, want an error naming %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error holds the secret: %v", err)
			}
		})
	}
}
