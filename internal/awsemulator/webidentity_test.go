package awsemulator_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"

	"sns-dynamics/internal/awsemulator"
)

// document reads a JSON document that needs no signature.
func document[T any](t *testing.T, url string) (v T) {
	t.Helper()
	resp := must[*http.Response](t)(http.Get(url))
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%s: %d %v", url, resp.StatusCode, err)
	}
	return v
}

// TestWebIdentityToken enables federation, and verifies a token by the key set of its
// issuer.
func TestWebIdentityToken(t *testing.T) {
	c := start(t, awsemulator.Options{})
	c.SetRole(awsemulatorKey(t, c), "arn:aws:iam::111122223333:role/relay/Function")
	client, admin := sts.NewFromConfig(c.Config), iam.NewFromConfig(c.Config)
	in := &sts.GetWebIdentityTokenInput{Audience: []string{"api://x"}, SigningAlgorithm: aws.String("RS256"), DurationSeconds: aws.Int32(300)}
	_, err := client.GetWebIdentityToken(t.Context(), in)
	refused[*ststypes.OutboundWebIdentityFederationDisabledException](t, err, "OutboundWebIdentityFederationDisabledException")
	_, err = admin.GetOutboundWebIdentityFederationInfo(t.Context(), nil)
	refused[*iamtypes.FeatureDisabledException](t, err, "FeatureDisabled")
	enabled := must[*iam.EnableOutboundWebIdentityFederationOutput](t)(admin.EnableOutboundWebIdentityFederation(t.Context(), nil))
	_, err = admin.EnableOutboundWebIdentityFederation(t.Context(), nil)
	refused[*iamtypes.FeatureEnabledException](t, err, "FeatureEnabled")
	info := must[*iam.GetOutboundWebIdentityFederationInfoOutput](t)(admin.GetOutboundWebIdentityFederationInfo(t.Context(), nil))
	is(t, "enabled", info.JwtVendingEnabled, true)
	is(t, "issuer", *info.IssuerIdentifier, *enabled.IssuerIdentifier)

	out := must[*sts.GetWebIdentityTokenOutput](t)(client.GetWebIdentityToken(t.Context(), in))
	parts := strings.Split(*out.WebIdentityToken, ".")
	var claims map[string]any
	if err := json.Unmarshal(must[[]byte](t)(base64.RawURLEncoding.DecodeString(parts[1])), &claims); err != nil {
		t.Fatal(err)
	}
	is[any](t, "iss", claims["iss"], *info.IssuerIdentifier)
	is[any](t, "sub", claims["sub"], "arn:aws:iam::111122223333:role/relay/Function")
	is[any](t, "aud", claims["aud"], "api://x")
	is[any](t, "lifetime", claims["exp"].(float64)-claims["iat"].(float64), 300.0)
	is(t, "expiration", out.Expiration.Unix(), int64(claims["exp"].(float64)))
	discovered := document[struct{ Issuer string }](t, *info.IssuerIdentifier+"/.well-known/openid-configuration")
	is(t, "discovered issuer", discovered.Issuer, *info.IssuerIdentifier)
	set := document[struct{ Keys []struct{ N, E string } }](t, *info.IssuerIdentifier+"/.well-known/jwks.json")
	number := func(s string) *big.Int {
		return new(big.Int).SetBytes(must[[]byte](t)(base64.RawURLEncoding.DecodeString(s)))
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	key := &rsa.PublicKey{N: number(set.Keys[0].N), E: int(number(set.Keys[0].E).Int64())}
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], must[[]byte](t)(base64.RawURLEncoding.DecodeString(parts[2]))); err != nil {
		t.Error(err)
	}
	second := must[*sts.GetWebIdentityTokenOutput](t)(client.GetWebIdentityToken(t.Context(), in))
	if *second.WebIdentityToken == *out.WebIdentityToken {
		t.Error("two tokens are the same")
	}
}

// awsemulatorKey is the access key id of the configuration of a Cloud.
func awsemulatorKey(t *testing.T, c *cloud) string {
	t.Helper()
	return must[aws.Credentials](t)(c.Config.Credentials.Retrieve(t.Context())).AccessKeyID
}

func TestWebIdentityTokenRefusals(t *testing.T) {
	c := start(t, awsemulator.Options{})
	c.EnableFederation()
	client := sts.NewFromConfig(c.Config)
	for name, in := range map[string]sts.GetWebIdentityTokenInput{
		"no audience":    {Audience: []string{}, SigningAlgorithm: aws.String("RS256")},
		"many audiences": {Audience: strings.Fields(strings.Repeat("x ", 11)), SigningAlgorithm: aws.String("RS256")},
		"algorithm":      {Audience: []string{"x"}, SigningAlgorithm: aws.String("HS256")},
		"short":          {Audience: []string{"x"}, SigningAlgorithm: aws.String("RS256"), DurationSeconds: aws.Int32(59)},
		"long":           {Audience: []string{"x"}, SigningAlgorithm: aws.String("RS256"), DurationSeconds: aws.Int32(3601)},
	} {
		if _, err := client.GetWebIdentityToken(t.Context(), &in); err == nil || !strings.Contains(err.Error(), "ValidationError") {
			t.Errorf("%s: %v, want ValidationError", name, err)
		}
	}
}
