package sts

import (
	"math/big"
	"net/http"
	"strings"

	"sns-dynamics/internal/awsemulator/protocol"
)

// issuerPath is the path of the issuer on an endpoint. The issuers of AWS have hosts of
// their own and no path.
const issuerPath = "/web-identity-issuer"

// SetEndpoint makes origin, a scheme and a host, the place of the issuer.
func (ts *Tokens) SetEndpoint(origin string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.issuer = origin + issuerPath
}

// Issuer returns the issuer of the tokens; empty before SetEndpoint.
func (ts *Tokens) Issuer() string {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.issuer
}

// EnableFederation turns outbound federation on. It reports whether it was off.
func (ts *Tokens) EnableFederation() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	was := ts.enabled
	ts.enabled = true
	return !was
}

// IsFederationEnabled reports whether outbound federation is on.
func (ts *Tokens) IsFederationEnabled() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.enabled
}

// ServesPath reports whether a path is of a document of the issuer.
func ServesPath(path string) bool { return strings.HasPrefix(path, issuerPath+"/.well-known/") }

// ServeIssuer returns a document of the issuer: the OpenID Connect discovery document or
// the key set. These need no signature.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html
func (ts *Tokens) ServeIssuer(r *http.Request) protocol.Response {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	out := protocol.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
	switch strings.TrimPrefix(r.URL.Path, issuerPath) {
	case "/.well-known/openid-configuration":
		out.Body = protocol.EncodeJSON(map[string]any{
			"issuer": ts.issuer, "jwks_uri": ts.issuer + "/.well-known/jwks.json", "response_types_supported": []string{"id_token"},
			"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	case "/.well-known/jwks.json":
		key := &ts.signer().PublicKey
		out.Body = protocol.EncodeJSON(map[string]any{"keys": []map[string]string{{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": keyID(key), "n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
		}}})
	default:
		out.Status = http.StatusNotFound
	}
	return out
}
