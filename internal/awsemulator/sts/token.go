package sts

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

type tokenRequest struct {
	Audience         []string
	SigningAlgorithm string
	DurationSeconds  *int `json:",string"`
}

// getWebIdentityToken returns a token of the caller's role.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html
func (ts *Tokens) getWebIdentityToken(ctx context.Context, in tokenRequest) (any, error) {
	duration := 300
	if in.DurationSeconds != nil {
		duration = *in.DurationSeconds
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	switch {
	case len(in.Audience) < 1 || len(in.Audience) > 10:
		return nil, protocol.Refuse(http.StatusBadRequest, "ValidationError", "Audience must have 1 to 10 members")
	case in.SigningAlgorithm != "RS256" && in.SigningAlgorithm != "ES384":
		return nil, protocol.Refuse(http.StatusBadRequest, "ValidationError", "SigningAlgorithm must be RS256 or ES384")
	case duration < 60 || duration > 3600:
		return nil, protocol.Refuse(http.StatusBadRequest, "ValidationError", "DurationSeconds must be between 60 and 3600")
	case !ts.enabled:
		return nil, protocol.Refuse(http.StatusForbidden, "OutboundWebIdentityFederationDisabledException", "The outbound web identity federation feature is not enabled for this account.")
	case in.SigningAlgorithm != "RS256":
		return nil, protocol.NotCovered("tokens of the algorithm %s", in.SigningAlgorithm)
	case ts.issuer == "":
		return nil, protocol.NotCovered("tokens without an issuer: the endpoint has no address")
	}
	role, found := ts.roles[protocol.AccessKey(ctx)]
	if !found {
		role = ts.roles[""]
	}
	now := ts.account.Now()
	expires := now.Add(time.Duration(duration) * time.Second)
	var audience any = in.Audience
	if len(in.Audience) == 1 {
		audience = in.Audience[0]
	}
	token := ts.sign(map[string]any{
		"iss": ts.issuer, "sub": role, "aud": audience, "iat": now.Unix(), "exp": expires.Unix(), "jti": ts.account.UUID(),
		"https://sts.amazonaws.com/": map[string]any{"aws_account": account.ID, "source_region": account.Region},
	})
	return struct{ WebIdentityToken, Expiration string }{token, expires.UTC().Format(time.RFC3339)}, nil
}

// sign returns a JSON Web Token. The caller holds the lock.
func (ts *Tokens) sign(claims map[string]any) string {
	key := ts.signer()
	signed := encode(protocol.EncodeJSON(map[string]string{"alg": "RS256", "typ": "JWT", "kid": keyID(&key.PublicKey)})) + "." + encode(protocol.EncodeJSON(claims))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err) // the key is long enough
	}
	return signed + "." + encode(signature)
}

// signer returns the key. The caller holds the lock.
func (ts *Tokens) signer() *rsa.PrivateKey {
	if ts.key == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err) // the random generator never fails
		}
		ts.key = key
	}
	return ts.key
}

func keyID(key *rsa.PublicKey) string {
	sum := sha256.Sum256(key.N.Bytes())
	return encode(sum[:12])
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
