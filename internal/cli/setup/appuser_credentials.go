package setup

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/function/secret"
)

// appUserCredentials returns the application to set up and the credentials of the
// administrator. Only ClientID and Root of the application are set.
//
// The error comes from AWS or from reading the token, or is the failure of a missing flag or
// of a secret.
func appUserCredentials(ctx context.Context, a *cli.App, f appUserFlags) (application, admin auth.Credentials, err error) {
	application.ClientID = f.clientID
	if f.org != "" {
		if application.Root, err = parseOrg(f.org); err != nil {
			return application, admin, err
		}
	}
	// The secret of the administrator names the environment too.
	isKnown := f.clientID != "" && (f.org != "" || !f.tokenStdin)
	var c aws.Config
	if !isKnown || !f.tokenStdin {
		if c, err = a.AWS(ctx); err != nil {
			return application, admin, err
		}
	}
	if !isKnown {
		if application, err = completeApplication(ctx, a, c, application); err != nil {
			return application, admin, err
		}
	}
	if f.tokenStdin {
		admin.Root = application.Root
		admin.Token, err = a.ReadSecret(ctx, "access token")
		return application, admin, err
	}
	admin, err = readAdmin(ctx, c, f.adminSecret, application.Root)
	return application, admin, err
}

// administrator returns the credentials of the administrator who creates the ledger. Without
// --org, the secret of the administrator or of the function names the environment.
//
// The error is an error of appUserCredentials.
func (f ledgerFlags) administrator(ctx context.Context, a *cli.App) (auth.Credentials, error) {
	of := appUserFlags{identityFlags: f.identityFlags, tokenStdin: f.tokenStdin, adminSecret: f.adminSecret}
	if f.org != "" || !f.tokenStdin {
		of.clientID = "unused" // the ledger belongs to no application
	}
	_, admin, err := appUserCredentials(ctx, a, of)
	return admin, err
}

// completeApplication fills the empty fields of the application from the function's
// secret, or from the parameters of a stack without a secret.
func completeApplication(ctx context.Context, a *cli.App, c aws.Config, application auth.Credentials) (auth.Credentials, error) {
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return application, err
	}
	if !deployed.HasApplication() && deployed.SecretARN == "" && a.Stack == "" {
		return application, cli.Usagef("give --client-id and --org, or the secret that has them: --secret or --stack")
	}
	stored, err := a.StoredCredentials(ctx, c, deployed)
	if err != nil {
		return application, err
	}
	application.ClientID = cmp.Or(application.ClientID, stored.ClientID)
	application.Root = cmp.Or(application.Root, stored.Root)
	return application, nil
}

// readAdmin reads the secret of the administrator, which must be of the application's
// environment; a zero root is any environment.
func readAdmin(ctx context.Context, c aws.Config, id string, root webapi.Root) (auth.Credentials, error) {
	admin, err := secret.New(c, id).Credentials(ctx)
	if err != nil {
		f := cli.FailureOf(ctx, err)
		if len(f.Actions) == 0 {
			f.Actions = []string{"check --admin-secret, --region and --profile: the secret holds the credentials of an administrator"}
		}
		return admin, f
	}
	if root != (webapi.Root{}) && root != admin.Root {
		return admin, cli.Usagef("the administrator's secret is for %s, the application's for %s", admin.Root, root)
	}
	return admin, nil
}
