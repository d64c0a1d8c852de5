package dynamicstest

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// entra is the token endpoint of Microsoft Entra ID, for two applications in one
// tenant: the one whose client secret can change, and the administrator's.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
type entra struct {
	secret  string
	expired bool
	tokens  map[string]issue // by token
}

// issue is a token that was issued.
type issue struct {
	clientID string
	expires  time.Time
}

// tokenLifetime is what the documented answers show.
const tokenLifetime = 3599 * time.Second

// SetClientSecret makes secret the one the token endpoint accepts from now
// on; the one before it gets AADSTS7000215.
func (e *Emulator) SetClientSecret(secret string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.secrets.learn(e.entra.secret) // it stays one when it is good for nothing
	e.entra.secret, e.entra.expired = secret, false
}

// ExpireClientSecret makes the token endpoint answer AADSTS7000222 to the
// right secret, until [Emulator.SetClientSecret].
func (e *Emulator) ExpireClientSecret() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entra.expired = true
}

// RevokeTokens makes the Web API answer 401 to every token issued so far.
func (e *Emulator) RevokeTokens() {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.entra.tokens)
}

func (n *entra) token(r *http.Request, body []byte, now time.Time) answer {
	clientID, refusal := n.check(r, body)
	if refusal != nil {
		return refusal.answer(now)
	}
	token := "dynamicstest." + newGUID() + newGUID()
	n.tokens[token] = issue{clientID, now.Add(tokenLifetime)}
	grant := func(token string) []byte {
		return encode(object{
			{"token_type", "Bearer"},
			{"expires_in", int(tokenLifetime.Seconds())},
			{"ext_expires_in", int(tokenLifetime.Seconds())},
			{"access_token", token},
		})
	}
	return answer{status: http.StatusOK, header: tokenHeader(), body: grant(token), recorded: grant(redacted)}
}

func tokenHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Cache-Control": {"no-store, no-cache"}}
}

// check follows the order in which Entra finds fault: the tenant, the shape
// of the request, the application, its credential, the resource. It returns the
// application that may have a token.
func (n *entra) check(r *http.Request, body []byte) (clientID string, refusal *tokenError) {
	tenant, endpoint, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if endpoint != "oauth2/v2.0/token" {
		return "", unknownToEntra("the endpoint " + endpoint)
	}
	if r.Method != http.MethodPost {
		return "", onlyPost(r.Method)
	}
	if !strings.EqualFold(tenant, TenantID) {
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
	if form.Has("client_assertion") || form.Has("client_assertion_type") {
		return "", unknownToEntra("client assertions")
	}
	clientID, secret := strings.ToLower(form.Get("client_id")), form.Get("client_secret")
	secrets := map[string]string{ClientID: n.secret, AdminClientID: AdminClientSecret}
	switch {
	case form.Get("grant_type") != "client_credentials":
		return "", unsupportedGrant(form.Get("grant_type"))
	case secrets[clientID] == "":
		return "", unknownApplication(form.Get("client_id"))
	case secret == "":
		return "", noCredential()
	case secret != secrets[clientID]:
		return "", wrongSecret(clientID)
	case n.expired && clientID == ClientID:
		return "", expiredSecret(clientID)
	}
	return clientID, checkScope(form.Get("scope"), originOf(r))
}

// checkScope accepts the one resource there is: the Web API on this listener.
func checkScope(scope, origin string) *tokenError {
	resource, isDefault := strings.CutSuffix(scope, "/.default")
	u, err := url.Parse(resource)
	if !isDefault || err != nil || u.Scheme == "" || u.Host == "" || strings.ContainsAny(scope, " \t") {
		return invalidScope(scope)
	}
	if resource != origin {
		return unknownResource(resource)
	}
	return nil
}

// authenticated returns the application whose token the Authorization header
// bears: one that was issued here, not revoked since, and is not expired.
func (n *entra) authenticated(header string, now time.Time) (clientID string, ok bool) {
	token, isBearer := strings.CutPrefix(header, "Bearer ")
	issued, found := n.tokens[token]
	return issued.clientID, isBearer && found && now.Before(issued.expires)
}
