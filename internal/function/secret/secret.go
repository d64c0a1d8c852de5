// Package secret reads the Dataverse credentials from AWS Secrets Manager.
package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/dynamics/auth"
)

// Secret is a secret of AWS Secrets Manager. It is safe for concurrent use.
type Secret struct {
	client *secretsmanager.Client
	id     string
}

// New returns the secret with the given ARN or name.
func New(c aws.Config, id string) *Secret {
	return &Secret{client: secretsmanager.NewFromConfig(c), id: id}
}

// Credentials reads the current version of the secret. The error wraps
// [auth.ErrCredentialsUnavailable] if Secrets Manager throttles or fails, if a connection
// breaks, or if ctx ends. Any other error says what is wrong with the configuration, also
// if no route leads to Secrets Manager; see [awserror.IsUnreached]. The
// error holds no part of the secret's value, and no text of the response; see
// [awserror.Of].
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (s *Secret) Credentials(ctx context.Context) (auth.Credentials, error) {
	return s.CredentialsWith(ctx, nil)
}

// CredentialsWith reads the secret as [Secret.Credentials] does. A secret without a client
// secret gives credentials with the asserter; if the asserter is nil, such a secret is an
// error.
func (s *Secret) CredentialsWith(ctx context.Context, asserter auth.Asserter) (auth.Credentials, error) {
	out, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.id})
	if awserror.IsPassing(err) {
		return auth.Credentials{}, fmt.Errorf("read secret %s: %w: %w", s.id, auth.ErrCredentialsUnavailable, awserror.Of(err))
	}
	if err != nil {
		return auth.Credentials{}, awserror.Wrap("read secret "+s.id, err)
	}
	if out.SecretString == nil {
		return auth.Credentials{}, errors.New("read secret " + s.id + ": expected a secret string, got binary")
	}
	c, err := auth.ParseCredentialsWith([]byte(*out.SecretString), asserter)
	if err != nil {
		return auth.Credentials{}, fmt.Errorf("read secret %s: %w", s.id, err)
	}
	return c, nil
}
