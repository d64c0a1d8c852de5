package cli

import (
	"cmp"
	"context"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/environment"
)

// DataverseTimeout bounds how long a command waits for Dataverse. If Dataverse asks the
// client to wait longer, the client gives up at once.
const DataverseTimeout = time.Minute

// NewClient returns a client of the Web API that uses the given credentials.
func NewClient(c auth.Credentials) *dynamics.Client {
	return dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) { return c, nil },
		UserAgent:   "dynctl/" + cmp.Or(ReadBuild().Version, develVersion),
		Unpaced:     true, // otherwise a command would fail while the function uses the limits
	})
}

// Credentials returns the credentials of the function's application: from the secret that
// flags, environment variables or the stack name, or without a secret by the identity of
// the operator. With --environment it is the application of that environment. The identity of
// the operator needs a federated identity credential of its own, or the permission to sign with
// the key of the certificate.
//
// The errors are the errors of [App.AWS], [App.Deployment] and [App.StoredCredentials].
func (a *App) Credentials(ctx context.Context) (auth.Credentials, error) {
	c, err := a.AWS(ctx)
	if err != nil {
		return auth.Credentials{}, err
	}
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return auth.Credentials{}, err
	}
	return a.StoredCredentials(ctx, c, deployed)
}

// SecretFailure returns the failure for an error of reading the secret. If AWS returned
// the secret, its content is wrong.
func SecretFailure(ctx context.Context, err error) *Failure {
	f := FailureOf(ctx, err)
	if len(f.Actions) == 0 && dynamics.ClassOf(err) == operation.Misconfigured {
		f.Actions = []string{"write the credentials: dynctl setup secret --tenant TENANT --client-id CLIENT-ID --org ORG"}
	}
	return f
}

// CurrentUser returns the user that Dataverse signs the credentials in as, within
// [DataverseTimeout]. The errors are the errors of [environment.Environment.CurrentUser].
func CurrentUser(ctx context.Context, c auth.Credentials) (environment.CurrentUser, error) {
	ctx, cancel := context.WithTimeout(ctx, DataverseTimeout)
	defer cancel()
	return environment.New(NewClient(c)).CurrentUser(ctx)
}
