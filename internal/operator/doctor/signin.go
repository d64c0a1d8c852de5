package doctor

import (
	"cmp"
	"context"
	"fmt"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/assertion"
	"sns-dynamics/internal/function/credentials"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/signin"
)

// application checks the parameters of an application without a stored secret, and the issuer
// of its web identity tokens.
func (e *examination) application(ctx context.Context) Finding {
	c := e.deployed.SignIn()
	var err error
	if e.stored, err = credentials.New(c, e.cloud, nil)(ctx); err != nil {
		return failed(err.Error(), "correct the parameter of that name: "+e.deployed.DeployCommand())
	}
	if c.Way() == auth.WayCertificate {
		return found("no stored secret: certificate " + c.CertificateThumbprint + ", key " + c.CertificateKeyARN)
	}
	issuer, enabled, err := setup.FederationIssuer(ctx, e.cloud)
	switch {
	case err != nil && awserror.IsPassing(err):
		return e.failure(err)
	case err != nil: // the function does not need this permission
		return warning("no stored secret: federation; the issuer is not known: "+awserror.Text(err), "let this user use iam:GetOutboundWebIdentityFederationInfo")
	case !enabled:
		return failed("no stored secret: federation, and outbound web identity federation is off in this AWS account", "dynctl setup federation")
	}
	e.issuer = issuer
	return found("no stored secret: federation, issuer " + issuer)
}

// functionSignIn lets the deployed function sign in.
func (e *examination) functionSignIn(ctx context.Context) Finding {
	if e.deployed.FunctionName == "" {
		return unnamed("--stack or --function")
	}
	s, err := signin.Check(ctx, e.cloud, e.deployed.FunctionName, e.Environment)
	switch way := e.deployed.SignIn().Way(); {
	case err != nil:
		return e.failure(err)
	case s.Way != way && e.Environment == "":
		return failed(fmt.Sprintf("the function signs in by %s, and the stack says %s", s.Way, way), "deploy it again: "+e.deployed.DeployCommand())
	case s.Error == "":
		e.functionSignsIn = true
		return found(cmp.Or(s.Way, "environment "+e.Environment) + ", application user " + s.UserID)
	}
	e.functionSignsIn = s.HasToken
	fix := cmp.Or(s.Fix, "wait some minutes, then run the same command again")
	if s.Way == auth.WayFederation && !s.HasToken {
		fix += "; the credential must have the issuer " + cmp.Or(e.issuer, "of this AWS account") + ", the subject " +
			cmp.Or(e.deployed.FunctionRoleARN, "of the function's role") + " and the audience " + assertion.Audience(e.stored.AuthorityHost) + "; make it: dynctl setup federation"
	}
	return failed(s.Error, fix)
}

// operatorToken is the finding for a failed sign-in of dynctl itself, if the function signs
// in: the deployment is in order.
func (e *examination) operatorToken(err error) Finding {
	f := warning("the function signs in, and dynctl does not: "+awserror.Text(err), "let the role of this user sign in: dynctl setup federation --operator ROLE-ARN")
	if e.deployed.SignIn().Way() == auth.WayCertificate {
		f.Fix = "let this user use kms:Sign on the key of the certificate"
	}
	f.blocks = true
	return f
}
