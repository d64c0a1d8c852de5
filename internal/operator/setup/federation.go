package setup

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// FederationIssuer returns the issuer of the web identity tokens of the AWS account, and
// whether outbound federation is enabled. The issuer is empty while it is not enabled. The
// error comes from IAM.
//
// See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html
func FederationIssuer(ctx context.Context, c aws.Config) (issuer string, enabled bool, err error) {
	out, err := iam.NewFromConfig(c).GetOutboundWebIdentityFederationInfo(ctx, &iam.GetOutboundWebIdentityFederationInfoInput{})
	if _, isDisabled := errors.AsType[*types.FeatureDisabledException](err); isDisabled {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read the outbound web identity federation of the account: %w", err)
	}
	return aws.ToString(out.IssuerIdentifier), out.JwtVendingEnabled, nil
}

// EnableFederation enables outbound federation in the AWS account and returns the issuer. It
// also succeeds if federation is enabled already. The error comes from IAM.
//
// See https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html
func EnableFederation(ctx context.Context, c aws.Config) (issuer string, err error) {
	out, err := iam.NewFromConfig(c).EnableOutboundWebIdentityFederation(ctx, &iam.EnableOutboundWebIdentityFederationInput{})
	if _, isEnabled := errors.AsType[*types.FeatureEnabledException](err); isEnabled {
		issuer, _, err := FederationIssuer(ctx, c)
		return issuer, err
	}
	if err != nil {
		return "", fmt.Errorf("enable the outbound web identity federation of the account: %w", err)
	}
	return aws.ToString(out.IssuerIdentifier), nil
}

// FederatedCredential is a federated identity credential of an application.
//
// See https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
type FederatedCredential struct {
	ID        string   `json:"id,omitempty"`
	Name      string   `json:"name"`
	Issuer    string   `json:"issuer"`
	Subject   string   `json:"subject"`
	Audiences []string `json:"audiences"`
}

var roleARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/([A-Za-z0-9_+=,.@-]+/)*([A-Za-z0-9_+=,.@-]{1,64})$`)

// CheckRoleARN returns an error unless a text is the ARN of a role, with its path. The ARN of
// an assumed role is no subject of a token.
func CheckRoleARN(arn string) error {
	if !roleARN.MatchString(arn) {
		return errors.New("expected the ARN of a role with its path, such as arn:aws:iam::111122223333:role/NAME")
	}
	return nil
}

// NewFederatedCredential returns the credential for a role. Its name is the name of the role,
// with hyphens in the place of characters that a name may not have.
func NewFederatedCredential(issuer, role, audience string) FederatedCredential {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("+=,.@", r) {
			return '-'
		}
		return r
	}, role[strings.LastIndex(role, "/")+1:])
	return FederatedCredential{Name: "aws-" + name, Issuer: issuer, Subject: role, Audiences: []string{audience}}
}
