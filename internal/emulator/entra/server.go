// Package entra is the token endpoint of Microsoft Entra ID.
package entra

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// Server is the token endpoint of Microsoft Entra ID for two applications in one tenant: app
// and the administrator's application. The client secret of app can change. App may also send
// client assertions.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
type Server struct {
	tenantID string
	host     string      // of the token endpoint; empty is the origin of the request
	app      Application // its secret can change
	admin    Application
	expired  bool
	tokens   map[string]issue // by token
	trust    *trust           // of app
}

// Application is an application of the tenant, with its client secret.
type Application struct{ ClientID, Secret string }

// New returns the token endpoint of a tenant. The secret of app can change, and the secret
// of admin stays. authorityHost is the scheme and host of the endpoint; empty means the
// origin of a request. issuers reads the key sets of the issuers of federated tokens; nil means a
// client of 10 seconds.
func New(tenantID string, app, admin Application, authorityHost string, issuers *http.Client) *Server {
	return &Server{tenantID: tenantID, host: authorityHost, app: app, admin: admin, tokens: map[string]issue{}, trust: newTrust(issuers)}
}

// Secret is the client secret of the application.
func (n *Server) Secret() string { return n.app.Secret }

// SetSecret makes secret the client secret of the application from now on.
func (n *Server) SetSecret(secret string) { n.app.Secret, n.expired = secret, false }

// ExpireSecret makes the client secret expire, until SetSecret.
func (n *Server) ExpireSecret() { n.expired = true }

// RevokeTokens revokes all tokens that were issued before.
func (n *Server) RevokeTokens() { clear(n.tokens) }

// issue is a token that was issued.
type issue struct {
	clientID string
	expires  time.Time
}

// tokenLifetime is the lifetime in the documented responses.
const tokenLifetime = 3599 * time.Second

func (n *Server) token(r *http.Request, body []byte, now time.Time) response.Response {
	clientID, refusal := n.check(r, body, now)
	if refusal != nil {
		return refusal.answer(now)
	}
	// A client takes each part of its token of ten characters or more out of a message that it
	// logs. So the token has no word of a message in it.
	token := "emutoken." + guid.New() + guid.New()
	n.tokens[token] = issue{clientID, now.Add(tokenLifetime)}
	grant := func(token string) []byte {
		return orderedjson.Encode(orderedjson.Object{
			{"token_type", "Bearer"},
			{"expires_in", int(tokenLifetime.Seconds())},
			{"ext_expires_in", int(tokenLifetime.Seconds())},
			{"access_token", token},
		})
	}
	return response.Response{Status: http.StatusOK, Header: tokenHeader(), Body: grant(token), Recorded: grant(response.Redacted)}
}

func tokenHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Cache-Control": {"no-store, no-cache"}}
}

// check follows the order of Entra's checks: the tenant, the form of the request, the
// application, its credential, the resource. It returns the application that may have a
// token.
func (n *Server) check(r *http.Request, body []byte, now time.Time) (clientID string, refusal *tokenError) {
	tenant, endpoint, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if endpoint != "oauth2/v2.0/token" {
		return "", unknownToEntra("the endpoint " + endpoint)
	}
	if r.Method != http.MethodPost {
		return "", onlyPost(r.Method)
	}
	if !strings.EqualFold(tenant, n.tenantID) {
		return "", tenantNotFound(tenant)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return "", missingParameter("grant_type")
	}
	if _, _, basic := r.BasicAuth(); basic {
		return "", unknownToEntra("client credentials in the Authorization header")
	}
	for _, name := range []string{"grant_type", "client_id", "scope"} {
		if form.Get(name) == "" {
			return "", missingParameter(name)
		}
	}
	asserts := form.Has("client_assertion") || form.Has("client_assertion_type")
	clientID, secret := strings.ToLower(form.Get("client_id")), form.Get("client_secret")
	secrets := map[string]string{n.app.ClientID: n.app.Secret, n.admin.ClientID: n.admin.Secret}
	switch {
	case form.Get("grant_type") != "client_credentials":
		return "", unsupportedGrant(form.Get("grant_type"))
	case secrets[clientID] == "":
		return "", unknownApplication(form.Get("client_id"), n.tenantID)
	case asserts && clientID != n.app.ClientID:
		return "", unknownToEntra("client assertions of the administrator's application")
	case asserts:
		if refusal := n.checkAssertion(form, cmp.Or(n.host, odata.Origin(r))+"/"+tenant+"/"+endpoint, now); refusal != nil {
			return "", refusal
		}
	case secret == "":
		return "", noCredential()
	case secret != secrets[clientID]:
		return "", wrongSecret(clientID)
	case n.expired && clientID == n.app.ClientID:
		return "", expiredSecret(clientID)
	}
	return clientID, n.checkScope(form.Get("scope"), odata.Origin(r))
}

// checkScope accepts one resource: the Web API on this listener.
func (n *Server) checkScope(scope, origin string) *tokenError {
	resource, isDefault := strings.CutSuffix(scope, "/.default")
	u, err := url.Parse(resource)
	if !isDefault || err != nil || u.Scheme == "" || u.Host == "" || strings.ContainsAny(scope, " \t") {
		return invalidScope(scope)
	}
	if resource != origin {
		return unknownResource(resource, n.tenantID)
	}
	return nil
}

// Authenticated returns the application of the token in the Authorization header. The token
// must come from this server, and must not be revoked or expired.
func (n *Server) Authenticated(header string, now time.Time) (clientID string, ok bool) {
	token, isBearer := strings.CutPrefix(header, "Bearer ")
	issued, found := n.tokens[token]
	return issued.clientID, isBearer && found && now.Before(issued.expires)
}
