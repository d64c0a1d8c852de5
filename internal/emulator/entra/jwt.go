package entra

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// assertion is a JSON Web Token that proves an application's identity.
//
// See https://www.rfc-editor.org/rfc/rfc7519
type assertion struct {
	header struct {
		Algorithm  string `json:"alg"`
		KeyID      string `json:"kid"`
		SHA1       string `json:"x5t"`
		Thumbprint string `json:"x5t#S256"`
	}
	claims    claims
	signed    string
	signature []byte
}

type claims struct {
	Issuer    string          `json:"iss"`
	Subject   string          `json:"sub"`
	Audience  json.RawMessage `json:"aud"`
	ID        string          `json:"jti"`
	NotBefore *float64        `json:"nbf"`
	Expires   *float64        `json:"exp"`
}

// parseAssertion reads a token without checking it.
func parseAssertion(token string) (a assertion, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return a, false
	}
	var texts [3][]byte
	for i, part := range parts {
		text, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return a, false
		}
		texts[i] = text
	}
	if json.Unmarshal(texts[0], &a.header) != nil || json.Unmarshal(texts[1], &a.claims) != nil {
		return a, false
	}
	a.signed, a.signature = parts[0]+"."+parts[1], texts[2]
	return a, a.claims.Issuer != "" && a.claims.Subject != "" && a.claims.Expires != nil
}

// isSignedBy reports whether a key made the signature, by the algorithm of the header:
// RS256 or PS256.
func (a assertion) isSignedBy(key *rsa.PublicKey) bool {
	digest := sha256.Sum256([]byte(a.signed))
	if a.header.Algorithm == "PS256" {
		return rsa.VerifyPSS(key, crypto.SHA256, digest[:], a.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
	}
	return a.header.Algorithm == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], a.signature) == nil
}

// audience is the audience of a token with one audience; empty otherwise.
func (c claims) audience() string {
	var one string
	var list []string
	if json.Unmarshal(c.Audience, &one) == nil {
		return one
	}
	if json.Unmarshal(c.Audience, &list) == nil && len(list) == 1 {
		return list[0]
	}
	return ""
}

// clockSkew is the difference of clocks that is forgiven. Microsoft does not document it.
const clockSkew = 5 * time.Minute

func (c claims) start() time.Time {
	if c.NotBefore == nil {
		return time.Time{}
	}
	return time.Unix(int64(*c.NotBefore), 0)
}

func (c claims) end() time.Time { return time.Unix(int64(*c.Expires), 0) }

// isCurrent reports whether a token is within its time.
func (c claims) isCurrent(now time.Time) bool {
	return !now.Before(c.start().Add(-clockSkew)) && now.Before(c.end().Add(clockSkew))
}
