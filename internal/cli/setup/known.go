package setup

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/secret"
	"sns-dynamics/internal/operator/stack"
)

// knownStack returns the outputs of the stack of --stack. It returns the name alone if the stack
// cannot be read: the stack may not be deployed yet.
func knownStack(ctx context.Context, a *cli.App, c aws.Config) stack.Outputs {
	if a.Stack == "" {
		return stack.Outputs{}
	}
	found, err := stack.Describe(ctx, c, a.Stack)
	if err != nil {
		return stack.Outputs{Name: a.Stack}
	}
	return found
}

// asApplication returns a stack without its secret, and with the application of its parameters or
// of its secret. A given client id replaces the client id of the stack. A word in capital letters
// stands for a value that is not known.
func asApplication(ctx context.Context, c aws.Config, of stack.Outputs, clientID string) stack.Outputs {
	known := of.Application
	if of.SecretARN != "" {
		if stored, err := secret.New(c, of.SecretARN).Credentials(ctx); err == nil {
			known = config.Application{TenantID: stored.TenantID, ClientID: stored.ClientID, ServiceRootURL: stored.Root.String()}
		}
	}
	of.SecretARN = ""
	of.Application = config.Application{
		TenantID: cmp.Or(known.TenantID, "TENANT"), ClientID: cmp.Or(clientID, known.ClientID, "CLIENT-ID"),
		ServiceRootURL: cmp.Or(known.ServiceRootURL, "ORG"),
	}
	return of
}
