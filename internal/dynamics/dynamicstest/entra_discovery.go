package dynamicstest

import (
	"net/http"
	"strings"
	"time"
)

// discoveryPath ends the path of the document in which MSAL, and so every
// library on top of it, looks up where the token endpoint is.
const discoveryPath = "/.well-known/openid-configuration"

// answer serves the two endpoints of Entra.
func (n *entra) answer(r *http.Request, body []byte, now time.Time) answer {
	if tenant, found := strings.CutSuffix(r.URL.Path, "/v2.0"+discoveryPath); found && r.Method == http.MethodGet {
		return discovery(strings.TrimPrefix(tenant, "/"), originOf(r), now)
	}
	return n.token(r, body, now)
}

// discovery is the document, as far as a client of the client credentials grant
// needs it.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
func discovery(tenant, origin string, now time.Time) answer {
	if !strings.EqualFold(tenant, TenantID) {
		return tenantNotFound(tenant).answer(now)
	}
	of := origin + "/" + TenantID
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: encode(object{
		{"token_endpoint", of + "/oauth2/v2.0/token"},
		{"token_endpoint_auth_methods_supported", []any{"client_secret_post"}},
		{"issuer", of + "/v2.0"},
		{"authorization_endpoint", of + "/oauth2/v2.0/authorize"},
		{"response_types_supported", []any{"code"}},
	})}
}
