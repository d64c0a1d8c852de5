package setup

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/stack"
)

func newAppUser(a *cli.App) *cobra.Command {
	var f appUserFlags
	cmd := &cobra.Command{
		Use:   "app-user",
		Short: "Make the application a user of Dynamics 365, with a security role",
		Long: "Makes the application a user of the environment and gives it a security role with\n" +
			"the privileges that the function needs: to create, read, write and relate the rows of\n" +
			"each --table, to look up a user, and to read definitions. --allow adds the privileges to\n" +
			"delete rows, to assign rows to other owners, and to act for another user. Each step\n" +
			"reads first and changes only what is missing, so the command can run again at any time.\n" +
			"It takes no privilege away.\n\n" +
			"It needs an administrator: a token on stdin, such as the Azure CLI prints, or the secret of\n" +
			"an application that is an administrator, by --admin-secret.",
		Example: "  az account get-access-token --resource https://org.crm4.dynamics.com --query accessToken -o tsv |\n" +
			"    dynctl setup app-user --token-stdin --stack sns-dynamics --table contacts\n" +
			"  dynctl setup app-user --admin-secret dynamics-admin --stack sns-dynamics --table contacts --allow delete",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return setUpAppUser(ctx, a, f) }),
	}
	f.register(a, cmd, "client-id", "org")
	cmd.Flags().StringVar(&f.role, "role", "SNS Dynamics", "`name` of the security role, which is created if it does not exist")
	cmd.Flags().StringArrayVar(&f.tables, "table", nil, "`table` that messages name, by entity set or logical name; may be repeated")
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, "`privileges` that messages may need beside the usual ones: delete, assign, impersonate")
	cli.CompleteFlag(cmd, "allow", allowed()...)
	cmd.Flags().BoolVar(&f.noImpersonate, "no-impersonate", false, "the default: no privilege to act for another user, unless --allow has impersonate")
	return cmd
}

type appUserFlags struct {
	administratorFlags
	role          string
	tables        []string
	allow         []string
	noImpersonate bool
}

func setUpAppUser(ctx context.Context, a *cli.App, f appUserFlags) (cli.Result, error) {
	if err := f.check(); err != nil {
		return cli.Result{}, err
	}
	if err := f.checkAllow(); err != nil {
		return cli.Result{}, err
	}
	application, admin, err := f.credentials(ctx, a, f.clientID != "" && f.nameEnvironment())
	if err != nil {
		return cli.Result{}, err
	}
	if !operation.IsGUID(application.ClientID) {
		return cli.Result{}, cli.Usagef("--client-id: expected a GUID")
	}
	user := setup.AppUser{
		ClientID: application.ClientID, Role: f.role, Tables: f.tables, Root: admin.Root, IsDryRun: f.dryRun,
		MayDelete: f.allows(allowDelete), MayAssign: f.allows(allowAssign), MayImpersonate: f.allows(allowImpersonate),
	}
	limited, cancel := context.WithTimeout(ctx, cli.DataverseTimeout)
	defer cancel()
	outcome, err := user.SetUp(limited, cli.NewClient(admin), func(s setup.Step) {
		if !a.JSON {
			writeStep(cli.TerminalSafe(a.Stdout), s, f.dryRun)
		}
	})
	found := cli.Result{Data: outcome, Warnings: outcome.LeftOut}
	if len(f.tables) == 0 {
		found.Warnings = append(found.Warnings, "without --table the user may not read or write the rows of any table; run the command again with --table")
	}
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	if err != nil {
		return found, appUserFailure(err, admin.Root, f.tokenStdin)
	}
	found.Text = func(w io.Writer) error {
		if f.dryRun {
			fmt.Fprintln(w)
			cli.WriteText(w, "", "The privileges: "+strings.Join(outcome.Privileges, ", ")+".")
			return cli.WriteAction(w, "next: ", "the same command without --dry-run")
		}
		fmt.Fprintln(w)
		return cli.WriteAction(w, "next: ", afterAppUser(a))
	}
	return found, nil
}

// The values of --allow.
const (
	allowDelete      = "delete"
	allowAssign      = "assign"
	allowImpersonate = "impersonate"
)

func allowed() []string { return []string{allowDelete, allowAssign, allowImpersonate} }

func (f appUserFlags) allows(name string) bool { return slices.Contains(f.allow, name) }

// checkAllow checks the values of --allow. Its error is a usage error.
func (f appUserFlags) checkAllow() error {
	for _, name := range f.allow {
		switch name {
		case allowDelete, allowAssign, allowImpersonate:
		default:
			return cli.Usagef("--allow %s: expected delete, assign or impersonate%s", name, cli.DidYouMean(name, allowed()))
		}
	}
	if f.noImpersonate && f.allows(allowImpersonate) {
		return cli.Usagef("give --allow impersonate or --no-impersonate, not both of them")
	}
	return nil
}

// afterAppUser is the next step of the set-up.
func afterAppUser(a *cli.App) string {
	switch {
	case a.Stack != "":
		return a.Suggest("dynctl doctor")
	case a.Given.SecretARN != "":
		return stack.Outputs{SecretARN: a.Given.SecretARN}.DeployCommand()
	}
	return a.Suggest("dynctl setup secret --name SECRET-NAME --tenant TENANT --client-id CLIENT-ID --org ORG")
}
