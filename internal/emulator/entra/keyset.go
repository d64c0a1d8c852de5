package entra

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"slices"
)

// LoadKeys reads the key set of the issuer of the assertion in a token request, unless the
// key of the assertion is known. It reads the key sets of the issuers of federated identity
// credentials only. Call it before [Server.Serve], without a lock.
//
// See https://openid.net/specs/openid-connect-discovery-1_0.html
func (n *Server) LoadKeys(ctx context.Context, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("client_assertion") == "" {
		return
	}
	a, ok := parseAssertion(form.Get("client_assertion"))
	if !ok || !n.trust.lacks(a) {
		return
	}
	keys := n.trust.fetch(ctx, a.claims.Issuer)
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	n.trust.keys[a.claims.Issuer] = keys
}

// lacks reports whether an assertion is of a known issuer, and its key is not known.
func (t *trust) lacks(a assertion) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.keys[a.claims.Issuer][a.header.KeyID] == nil && slices.ContainsFunc(t.federated, func(c FederatedCredential) bool { return c.Issuer == a.claims.Issuer })
}

// fetch returns the RSA keys of an issuer by their ids. It returns no key if the issuer cannot
// be read.
func (t *trust) fetch(ctx context.Context, issuer string) map[string]*rsa.PublicKey {
	var discovered struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	var set struct {
		Keys []struct {
			Type string `json:"kty"`
			ID   string `json:"kid"`
			N    string `json:"n"`
			E    string `json:"e"`
		} `json:"keys"`
	}
	if !t.read(ctx, issuer+"/.well-known/openid-configuration", &discovered) || discovered.Issuer != issuer || !t.read(ctx, discovered.Keys, &set) {
		return nil
	}
	keys := map[string]*rsa.PublicKey{}
	for _, k := range set.Keys {
		modulus, errN := base64.RawURLEncoding.DecodeString(k.N)
		exponent, errE := base64.RawURLEncoding.DecodeString(k.E)
		if k.Type != "RSA" || errN != nil || errE != nil || len(exponent) > 4 {
			continue
		}
		keys[k.ID] = &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(new(big.Int).SetBytes(exponent).Int64())}
	}
	return keys
}

// maxDocument bounds what is read of a document of an issuer.
const maxDocument = 1 << 20

// read reads a JSON document.
func (t *trust) read(ctx context.Context, address string, into any) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	resp, err := t.client.Do(r)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK && json.NewDecoder(io.LimitReader(resp.Body, maxDocument)).Decode(into) == nil
}
