package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/stack"
)

func newLedger(a *cli.App) *cobra.Command {
	var f ledgerFlags
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Create the ledger table, which actions with once need",
		Long: "Creates the ledger table: a standard table of the organization, with a row for each\n" +
			"message whose action ran exactly once. Gives the --role the privileges to create and\n" +
			"read its rows, and starts a daily job that deletes rows older than 30 days. Each step\n" +
			"reads first and changes only what is missing, so the command can run again at any time.\n\n" +
			"It needs an administrator: a token on stdin, such as the Azure CLI prints, or the secret of\n" +
			"an application that is an administrator, by --admin-secret. The job\n" +
			"belongs to that administrator, and runs with the administrator's privileges.",
		Example: "  az account get-access-token --resource https://org.crm4.dynamics.com --query accessToken -o tsv |\n" +
			"    dynctl setup ledger --token-stdin --org org.crm4.dynamics.com --role 'SNS Dynamics'",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return setUpLedger(ctx, a, f) }),
	}
	f.register(a, cmd, "org")
	cmd.Flags().StringVar(&f.role, "role", "", "`name` of the security role of the application user; without it no role gets privileges")
	cmd.Flags().StringVar(&f.schemaName, "schema-name", setup.LedgerSchemaName, "schema `name` of the table, which begins with the prefix of a publisher")
	return cmd
}

type ledgerFlags struct {
	administratorFlags
	role, schemaName string
}

func setUpLedger(ctx context.Context, a *cli.App, f ledgerFlags) (cli.Result, error) {
	if err := f.check(); err != nil {
		return cli.Result{}, err
	}
	if !setup.IsLedgerName(f.schemaName) {
		return cli.Result{}, cli.Usagef("--schema-name: expected the prefix of a publisher, an underscore and a name, such as %s", setup.LedgerSchemaName)
	}
	_, admin, err := f.credentials(ctx, a, f.nameEnvironment()) // the ledger belongs to no application
	if err != nil {
		return cli.Result{}, err
	}
	ledger := setup.Ledger{SchemaName: f.schemaName, Role: f.role, Now: time.Now, IsDryRun: f.dryRun}
	limited, cancel := context.WithTimeout(ctx, cli.DataverseTimeout)
	defer cancel()
	outcome, err := ledger.SetUp(limited, cli.NewClient(admin), func(s setup.Step) {
		if !a.JSON {
			writeStep(cli.TerminalSafe(a.Stdout), s, f.dryRun)
		}
	})
	found := cli.Result{Data: outcome}
	if f.role == "" {
		found.Warnings = append(found.Warnings, "without --role no role gets the privileges on the table; run the command again with --role")
	}
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	if unknown, ok := errors.AsType[*setup.UnknownRole](err); ok {
		return found, cli.Failed("create the role, then run the same command again: dynctl setup app-user --token-stdin --role "+cli.ShellWord(f.role)+" --table TABLE", "%w", unknown)
	}
	if err != nil {
		return found, appUserFailure(err, admin.Root, f.tokenStdin)
	}
	found.Text = func(w io.Writer) error {
		fmt.Fprintln(w)
		return cli.WriteAction(w, "next: ", afterLedger(a, f, outcome))
	}
	return found, nil
}

// afterLedger is the next step of the set-up.
func afterLedger(a *cli.App, f ledgerFlags, o setup.LedgerOutcome) string {
	switch {
	case f.dryRun:
		return "the same command without --dry-run"
	case o.EntitySet != config.DefaultLedgerTable():
		return stack.Outputs{Name: a.Stack, SecretARN: a.Given.SecretARN}.DeployCommand("LedgerTable=" + o.EntitySet)
	}
	return `publish an action with "once": true`
}
