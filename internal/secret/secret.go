// Package secret reads the Dataverse credentials from AWS Secrets Manager.
package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/dynamics"
)

// Secret is a secret of AWS Secrets Manager. It is safe for concurrent use.
type Secret struct {
	client *secretsmanager.Client
	id     string
}

// New returns the secret with that ARN or name.
func New(c aws.Config, id string) *Secret {
	return &Secret{client: secretsmanager.NewFromConfig(c), id: id}
}

// Credentials reads the current version of the secret. The error wraps
// [dynamics.ErrCredentialsUnavailable] where Secrets Manager cannot be reached,
// throttles or fails; else it says what is wrong with the set-up. It holds
// nothing of the secret's value, and of the response what [awserror.Of] keeps.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (s *Secret) Credentials(ctx context.Context) (dynamics.Credentials, error) {
	out, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.id})
	if isPassing(err) {
		return dynamics.Credentials{}, fmt.Errorf("read secret %s: %w: %w", s.id, dynamics.ErrCredentialsUnavailable, awserror.Of(err))
	}
	if err != nil {
		return dynamics.Credentials{}, awserror.Wrap("read secret "+s.id, err)
	}
	if out.SecretString == nil {
		return dynamics.Credentials{}, errors.New("read secret " + s.id + ": expected a secret string, got binary")
	}
	c, err := dynamics.ParseCredentials([]byte(*out.SecretString))
	if err != nil {
		return dynamics.Credentials{}, fmt.Errorf("read secret %s: %w", s.id, err)
	}
	return c, nil
}

// isPassing reports whether an error may pass by itself: what the SDK itself
// would try again, and what ran out of time.
func isPassing(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}
