package setup

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operator/setup"
)

func newSecret(a *cli.App) *cobra.Command {
	var flags secretFlags
	cmd := &cobra.Command{
		Use:   "secret",
		Short: "Test the credentials, and store them in Secrets Manager",
		Long: "Reads the client secret from stdin, or asks for it on the terminal without echo,\n" +
			"tests it, and writes the credentials to Secrets Manager: a new secret, or a new\n" +
			"version of an existing one. A field without a flag keeps its value in the secret,\n" +
			"so to rotate the client secret it is enough to name the secret.",
		Example: "  dynctl setup secret --name dynamics --tenant contoso.example --client-id c1ea7000-0000-4000-8000-00000000c1d1 --org org.crm4.dynamics.com\n" +
			"  dynctl setup secret --stack sns-dynamics < client-secret",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return setUpSecret(ctx, a, flags) }),
	}
	flags.register(cmd, "tenant", "client-id", "org")
	a.SecretFlag(cmd)
	cmd.Flags().StringVar(&flags.name, "name", "", "`name` of the secret, which is created if it does not exist")
	cmd.Flags().StringVar(&flags.authority, "authority", "", "`host` to sign in at, if it does not follow from --org")
	cmd.Flags().BoolVar(&flags.beforeAppUser, "before-app-user", false, "write the secret although the application is not yet a user of the environment")
	return cmd
}

type secretFlags struct {
	identityFlags
	name, authority string
	beforeAppUser   bool
}

// secretData is the result of setup secret. It has no value of the secret.
type secretData struct {
	setup.Written
	ServiceRoot string `json:"serviceRootUrl"`
	UserID      string `json:"userId"` // empty with --before-app-user without an application user

	deploy, doctor string // the commands that deploy the stack, and that check the deployment
}

func setUpSecret(ctx context.Context, a *cli.App, flags secretFlags) (cli.Result, error) {
	if err := flags.checkValues(); err != nil {
		return cli.Result{}, err
	}
	if flags.authority != "" {
		if _, err := webapi.ParseOrigin(flags.authority); err != nil {
			return cli.Result{}, cli.Usagef("--authority: %w", err)
		}
	}
	fields := setup.Fields{TenantID: flags.tenant, ClientID: flags.clientID, AuthorityHost: flags.authority}
	if flags.org != "" {
		root, err := parseOrg(flags.org)
		if err != nil {
			return cli.Result{}, err
		}
		fields.ServiceRootURL = root.String()
	}
	c, err := a.AWS(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	id, err := secretID(ctx, a, c, flags.name)
	if err != nil {
		return cli.Result{}, err
	}
	if fields.ClientSecret, err = a.ReadSecret(ctx, "client secret", ""); err != nil {
		return cli.Result{}, err
	}
	draft, err := setup.Prepare(ctx, c, id, fields)
	if err != nil {
		return cli.Result{}, draftFailure(ctx, err)
	}
	data := secretData{ServiceRoot: draft.Credentials.Root.String(), doctor: a.Suggest("dynctl doctor")}
	found := cli.Result{Data: data}
	if data.UserID, found.Warnings, err = testCredentials(ctx, draft.Credentials, flags.beforeAppUser); err != nil {
		return found, err
	}
	data.Written, err = draft.Write(ctx, c)
	if err == nil {
		deployed := knownStack(ctx, a, c)
		deployed.SecretARN = data.ARN
		data.deploy = deployed.DeployCommand()
	}
	found.Data = data
	if err != nil {
		return found, err
	}
	found.Text = data.write
	return found, nil
}

// secretID returns the name or ARN of the secret to write, from flags, environment or
// stack.
func secretID(ctx context.Context, a *cli.App, c aws.Config, name string) (string, error) {
	if name != "" {
		return name, nil
	}
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return "", err
	}
	if deployed.SecretARN == "" && a.Stack == "" {
		return "", cli.Usagef("give --name, --secret or --stack")
	}
	return deployed.SecretARN, a.Require(deployed.SecretARN, "secret")
}

func (d secretData) write(w io.Writer) error {
	tested := "user " + d.UserID + " of " + d.ServiceRoot
	next := d.deploy
	if d.UserID == "" {
		tested = "signed in; no user of " + d.ServiceRoot + " yet"
		next = "dynctl setup app-user --token-stdin --secret " + d.ARN + " --table TABLE"
	}
	if d.Outcome != "created" && d.UserID != "" {
		next = d.doctor
	}
	const widest = len("unchanged  ") // of the outcomes, so that the columns are the same for all
	t := tabwriter.NewWriter(w, widest, 0, 2, ' ', 0)
	fmt.Fprintf(t, "tested\t%s\n%s\t%s\n", tested, d.Outcome, d.ARN)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return cli.WriteAction(w, "next: ", next)
}
