package setup

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/function/secret"
)

// administratorFlags are the flags of a command that an administrator of the environment runs.
type administratorFlags struct {
	identityFlags
	dryRun      bool
	tokenStdin  bool
	adminSecret string
}

func (f *administratorFlags) register(a *cli.App, cmd *cobra.Command, names ...string) {
	f.identityFlags.register(cmd, names...)
	a.SecretFlag(cmd)
	a.EnvironmentFlag(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print each request that would change something, and do not send it")
	cmd.Flags().BoolVar(&f.tokenStdin, "token-stdin", false, "read an administrator's access token from stdin")
	cmd.Flags().StringVar(&f.adminSecret, "admin-secret", "", "`ARN` or name of the secret of an application that is an administrator")
}

// check returns the usage error of flags that name no administrator, or two, and of wrong values.
func (f administratorFlags) check() error {
	if f.tokenStdin == (f.adminSecret != "") {
		return cli.Usagef("give --token-stdin or --admin-secret: the command needs an administrator")
	}
	return f.checkValues()
}

// nameEnvironment reports whether the flags name the environment: by --org, or by the secret
// of the administrator.
func (f administratorFlags) nameEnvironment() bool { return f.org != "" || !f.tokenStdin }

// credentials returns the application to set up and the credentials of the administrator.
// Only ClientID and Root of the application are set. isKnown says that the flags name the
// application; otherwise the secret or the stack of the function does.
//
// The error comes from AWS or from reading the token, or is the failure of a missing flag or
// of a secret.
func (f administratorFlags) credentials(ctx context.Context, a *cli.App, isKnown bool) (application, admin auth.Credentials, err error) {
	application.ClientID = f.clientID
	if f.org != "" {
		if application.Root, err = parseOrg(f.org); err != nil {
			return application, admin, err
		}
	}
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
		admin.Token, err = a.ReadSecret(ctx, "access token", tokenCommand(admin.Root.Origin()))
		return application, admin, err
	}
	admin, err = readAdmin(ctx, c, f.adminSecret, application.Root)
	return application, admin, err
}

// tokenCommand is the command that prints an access token of the signed-in user for a web API.
func tokenCommand(origin string) string {
	return "az account get-access-token --resource " + origin + " --query accessToken -o tsv"
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
