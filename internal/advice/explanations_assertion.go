package advice

import "sns-dynamics/internal/operation"

// ofAssertions returns the explanations of an assertion that could not be made: the words
// of this program, and the codes of AWS STS.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
func ofAssertions() []Explanation {
	return []Explanation{
		{"federation", "", operation.Misconfigured, "AWS STS gives the function no web identity token", "let the role use sts:GetWebIdentityToken: the policies of the organization and of the VPC endpoint count too", runFederation},
		{"certificate", "", operation.Misconfigured, "the key of CertificateKeyArn does not sign the function's assertion", "let the role use kms:Sign on the key, enable the key, and check CertificateThumbprint", runCertificate},
		{"OutboundWebIdentityFederationDisabled", "", operation.Misconfigured, "outbound web identity federation is not enabled in the AWS account", "aws iam enable-outbound-web-identity-federation", runFederation},
		{"SessionDurationEscalation", "", operation.Misconfigured, "the web identity token would be valid for longer than the credentials of the session", "sign in to AWS with a session of more than five minutes", runFederation},
		{"JWTPayloadSizeExceeded", "", operation.Misconfigured, "the web identity token is too long for AWS STS", "remove tags of the role or of the session", runFederation},
	}
}
