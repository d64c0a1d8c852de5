package entra

import (
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// discoveryPath is the end of the path of the discovery document. MSAL, and so every
// library on top of it, reads the address of the token endpoint from this document.
const discoveryPath = "/.well-known/openid-configuration"

// ServesPath reports whether a path belongs to Entra or to Microsoft Graph.
func ServesPath(path string) bool {
	return strings.Contains(path, "/oauth2/") || strings.HasSuffix(path, discoveryPath) || strings.HasPrefix(path, "/v1.0/")
}

// Serve serves the two endpoints of Entra, and the federated identity credentials of
// Microsoft Graph.
func (n *Server) Serve(r *http.Request, body []byte, now time.Time) response.Response {
	if tenant, found := strings.CutSuffix(r.URL.Path, "/v2.0"+discoveryPath); found && r.Method == http.MethodGet {
		return n.discovery(strings.TrimPrefix(tenant, "/"), odata.Origin(r), now)
	}
	if strings.HasPrefix(r.URL.Path, "/v1.0/") {
		return n.graph(r, body, now)
	}
	return n.token(r, body, now)
}

// discovery is the part of the document that a client of the client credentials grant
// needs.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
func (n *Server) discovery(tenant, origin string, now time.Time) response.Response {
	if !strings.EqualFold(tenant, n.tenantID) {
		return tenantNotFound(tenant).answer(now)
	}
	of := origin + "/" + n.tenantID
	return response.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: orderedjson.Encode(orderedjson.Object{
		{"token_endpoint", of + "/oauth2/v2.0/token"},
		{"token_endpoint_auth_methods_supported", []any{"client_secret_post", "private_key_jwt"}},
		{"issuer", of + "/v2.0"},
		{"authorization_endpoint", of + "/oauth2/v2.0/authorize"},
		{"response_types_supported", []any{"code"}},
	})}
}
