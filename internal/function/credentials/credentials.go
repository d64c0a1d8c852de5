// Package credentials returns the credentials of the function: a secret of Secrets Manager,
// or what the environment says of the application and the way to prove it.
package credentials

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/function/assertion"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/secret"
)

// New returns the function that reads the credentials, for dynamics.Config.Credentials.
// now is the wall clock; nil means time.Now. The errors are the errors of
// [secret.Secret.Credentials], or name the variable that is malformed. Without a secret, each
// call returns the same credentials.
func New(c config.Config, a aws.Config, now func() time.Time) func(context.Context) (auth.Credentials, error) {
	if c.Way() == auth.WaySecret {
		return secret.New(a, c.SecretARN).Credentials
	}
	found, err := auth.Application(c.TenantID, c.ClientID, c.ServiceRootURL, c.AuthorityHost)
	if err != nil {
		err = fmt.Errorf("read the environment: %w", err)
	}
	found.Asserter = asserter(c, a, now)
	return func(context.Context) (auth.Credentials, error) { return found, err }
}

// OfEnvironment returns the function that reads the credentials of an environment beside the
// default environment, from its secret. If the secret has no client secret, the application
// proves itself as a function without a stored secret does. A function with a stored secret
// needs the client secret. The errors are the errors of [secret.Secret.CredentialsWith].
//
// A client assertion proves the function to every application that trusts its role. So the
// function sends an assertion to the host of Microsoft Entra ID for the environment, or to the
// authority host of the default environment, and to no other host that the secret names.
func OfEnvironment(c config.Config, e config.Environment, a aws.Config, now func() time.Time) func(context.Context) (auth.Credentials, error) {
	stored, by := secret.New(a, e.SecretARN), asserter(c, a, now)
	return func(ctx context.Context) (auth.Credentials, error) {
		found, err := stored.CredentialsWith(ctx, by)
		if err == nil && found.Asserter != nil && !isTrusted(c, found) {
			return auth.Credentials{}, fmt.Errorf("read secret %s: secret: field authorityHost: expected none, or the authority host of the default environment, as the secret has no clientSecret", e.SecretARN)
		}
		return found, err
	}
}

// isTrusted reports whether the function may send an assertion to the authority host of
// credentials. A request to a loopback address stays on the machine.
func isTrusted(c config.Config, of auth.Credentials) bool {
	u, err := url.Parse(of.AuthorityHost)
	if of.AuthorityHost == of.Root.Authority() || err == nil && webapi.IsLoopback(u.Hostname()) {
		return true
	}
	standard, err := auth.Application(c.TenantID, c.ClientID, c.ServiceRootURL, c.AuthorityHost)
	return err == nil && of.AuthorityHost == standard.AuthorityHost
}

// asserter returns the asserter of a function without a stored secret; nil for another function.
func asserter(c config.Config, a aws.Config, now func() time.Time) auth.Asserter {
	switch c.Way() {
	case auth.WayFederation:
		return assertion.NewFederation(a)
	case auth.WayCertificate:
		return assertion.NewCertificate(a, c.CertificateKeyARN, c.CertificateThumbprint, now)
	}
	return nil
}
