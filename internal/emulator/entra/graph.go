package entra

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// graphPath is the path of the federated identity credentials of an application in
// Microsoft Graph, with the id of a credential at its end or without.
var graphPath = regexp.MustCompile(`^/v1\.0/applications\(appId='([^']*)'\)/federatedIdentityCredentials(?:/([^/]+))?$`)

// graph serves the federated identity credentials of the application: the list, a new
// credential, and a change of one. The administrator's application may use them.
//
// See https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview
func (n *Server) graph(r *http.Request, body []byte, now time.Time) response.Response {
	parts := graphPath.FindStringSubmatch(r.URL.Path)
	if parts == nil || r.URL.RawQuery != "" {
		return graphError(http.StatusNotImplemented, "NotCovered", "the emulator does not know this request to Microsoft Graph.")
	}
	caller, ok := n.Authenticated(r.Header.Get("Authorization"), now)
	switch {
	case !ok:
		return graphError(http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is empty, expired or of another issuer.")
	case caller != n.admin.ClientID:
		return graphError(http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	case !strings.EqualFold(parts[1], n.app.ClientID):
		return graphError(http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+parts[1]+"' does not exist or one of its queried reference-property objects are not present.")
	}
	switch {
	case r.Method == http.MethodGet && parts[2] == "":
		n.trust.mu.Lock()
		defer n.trust.mu.Unlock()
		all := []any{}
		for _, c := range n.trust.federated {
			all = append(all, c.json())
		}
		return graphResponse(http.StatusOK, orderedjson.Object{{"value", all}})
	case r.Method == http.MethodPost && parts[2] == "":
		return n.createCredential(body)
	case r.Method == http.MethodPatch && parts[2] != "":
		return n.changeCredential(parts[2], body)
	}
	return graphError(http.StatusNotImplemented, "NotCovered", "the emulator does not know this request to Microsoft Graph.")
}

// graphCredential is a credential as Microsoft Graph writes it.
type graphCredential struct {
	Name        string   `json:"name"`
	Issuer      string   `json:"issuer"`
	Subject     string   `json:"subject"`
	Audiences   []string `json:"audiences"`
	Description string   `json:"description"`
}

// isValid reports whether a credential has the members and the lengths that are documented.
func (g graphCredential) isValid() bool {
	return len(g.Audiences) == 1 && slices.Max([]int{len(g.Issuer), len(g.Subject), len(g.Audiences[0])}) <= 600 &&
		slices.Min([]int{len(g.Issuer), len(g.Subject), len(g.Audiences[0])}) > 0
}

var credentialName = regexp.MustCompile(`^[A-Za-z0-9_-]{3,120}$`)

// createCredential accepts every subject, as Microsoft Graph does.
func (n *Server) createCredential(body []byte) response.Response {
	var g graphCredential
	if json.Unmarshal(body, &g) != nil || !g.isValid() || !credentialName.MatchString(g.Name) {
		return graphError(http.StatusBadRequest, "Request_BadRequest", "Invalid value specified for a property of the resource 'FederatedIdentityCredential'.")
	}
	c := FederatedCredential{guid.New(), g.Name, g.Issuer, g.Subject, g.Audiences[0]}
	if err := n.AddFederatedCredential(c); err != nil {
		return graphError(http.StatusNotImplemented, "NotCovered", "the emulator does not know the refusal of Microsoft Graph if "+err.Error()+".")
	}
	return graphResponse(http.StatusCreated, c.json())
}

// changeCredential changes the members that the request has. The name cannot change.
func (n *Server) changeCredential(id string, body []byte) response.Response {
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	i := slices.IndexFunc(n.trust.federated, func(c FederatedCredential) bool { return c.ID == id })
	if i < 0 {
		return graphError(http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+id+"' does not exist.")
	}
	c := n.trust.federated[i]
	g := graphCredential{c.Name, c.Issuer, c.Subject, []string{c.Audience}, ""}
	if json.Unmarshal(body, &g) != nil || !g.isValid() || g.Name != c.Name {
		return graphError(http.StatusBadRequest, "Request_BadRequest", "Invalid value specified for a property of the resource 'FederatedIdentityCredential'.")
	}
	n.trust.federated[i] = FederatedCredential{id, c.Name, g.Issuer, g.Subject, g.Audiences[0]}
	return response.Response{Status: http.StatusNoContent, Header: http.Header{}}
}

func (c FederatedCredential) json() orderedjson.Object {
	return orderedjson.Object{{"id", c.ID}, {"name", c.Name}, {"issuer", c.Issuer}, {"subject", c.Subject}, {"description", nil}, {"audiences", []any{c.Audience}}}
}

func graphResponse(status int, body orderedjson.Object) response.Response {
	return response.Response{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: orderedjson.Encode(body)}
}

func graphError(status int, code, message string) response.Response {
	return graphResponse(status, orderedjson.Object{{"error", orderedjson.Object{{"code", code}, {"message", message}}}})
}
