package assertion

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sns-dynamics/internal/dynamics/auth"
)

const (
	// Algorithm is the algorithm of a web identity token. Microsoft Entra ID supports no
	// other algorithm of AWS STS.
	Algorithm = "RS256"
	// Seconds is the lifetime of a web identity token. The function uses a token at once.
	Seconds = 300
)

// Federation makes assertions of web identity tokens of AWS STS, for a federated identity
// credential of the application. It is safe for concurrent use.
type Federation struct{ client *sts.Client }

// NewFederation returns the asserter of the identity of an AWS configuration.
func NewFederation(c aws.Config) *Federation { return &Federation{sts.NewFromConfig(c)} }

// Assertion implements [auth.Asserter]. The error holds no part of a token, and no text of
// the response.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
func (f *Federation) Assertion(ctx context.Context, c auth.Credentials) (string, error) {
	out, err := f.client.GetWebIdentityToken(ctx, &sts.GetWebIdentityTokenInput{
		Audience: []string{Audience(c.AuthorityHost)}, SigningAlgorithm: aws.String(Algorithm), DurationSeconds: aws.Int32(Seconds),
	})
	const doing = "get a web identity token of AWS STS"
	if err != nil {
		return "", failure(auth.WayFederation, doing, err)
	}
	if aws.ToString(out.WebIdentityToken) == "" {
		return "", &auth.AssertionError{Way: auth.WayFederation, Err: errors.New(doing + ": the response has no token")}
	}
	return *out.WebIdentityToken, nil
}

// The audiences of the clouds of Microsoft Entra ID.
//
// See https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
const (
	PublicAudience     = "api://AzureADTokenExchange"
	GovernmentAudience = PublicAudience + "USGov"
	ChinaAudience      = PublicAudience + "China"
)

// Audience returns the audience of a web identity token for the cloud of an authority.
func Audience(authorityHost string) string {
	switch host := strings.TrimPrefix(authorityHost, "https://"); {
	case strings.HasSuffix(host, ".us"):
		return GovernmentAudience
	case strings.HasSuffix(host, ".cn"):
		return ChinaAudience
	}
	return PublicAudience
}
