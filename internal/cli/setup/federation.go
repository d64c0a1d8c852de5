package setup

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/setup"
)

func newFederation(a *cli.App) *cobra.Command {
	var f federationFlags
	cmd := &cobra.Command{
		Use:   "federation",
		Short: "Let the function sign in by its AWS role, without a stored secret",
		Long: "Enables outbound web identity federation in the AWS account, and makes the federated\n" +
			"identity credential by which Microsoft Entra ID accepts the function's role. Each step\n" +
			"reads first and changes only what is missing, so the command can run again at any time.\n\n" +
			"The credential needs a token of Microsoft Graph on stdin. The command then lets the\n" +
			"function sign in. Without --token-stdin it prints the az command that makes the\n" +
			"credential. Microsoft Entra ID may need some minutes to know a new credential.",
		Example: "  az account get-access-token --resource https://graph.microsoft.com --query accessToken -o tsv |\n" +
			"    dynctl setup federation --token-stdin --stack sns-dynamics",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return setUpFederation(ctx, a, f) }),
	}
	f.register(cmd, "client-id")
	a.SecretFlag(cmd)
	a.EnvironmentFlag(cmd)
	a.FunctionFlag(cmd)
	_ = cmd.Flags().MarkHidden("secret") // it is registered for the variables beside it
	cmd.Flags().StringVar(&f.role, "role", "", "`ARN` of the function's role, or the stack's")
	cmd.Flags().StringVar(&f.operator, "operator", "", "`ARN` of the role of operators, which also gets a credential: dynctl signs in by it")
	cmd.Flags().StringVar(&f.authority, "authority", "", "`host` to sign in at, which tells the cloud; login.microsoftonline.com or the stack's")
	cmd.Flags().StringVar(&f.graph, "graph", "", "`URL` of Microsoft Graph, if it does not follow from --authority")
	cmd.Flags().BoolVar(&f.tokenStdin, "token-stdin", false, "read an access token of Microsoft Graph from stdin")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would change, and change nothing")
	return cmd
}

type federationFlags struct {
	identityFlags
	role, operator, authority, graph string
	tokenStdin, dryRun               bool
}

// setUpFederation enables federation, makes the credentials, and lets the function sign in.
func setUpFederation(ctx context.Context, a *cli.App, f federationFlags) (cli.Result, error) {
	plan, err := f.plan(ctx, a)
	if err != nil {
		return cli.Result{}, err
	}
	graph := setup.Graph{Root: plan.graph}
	if f.tokenStdin {
		if graph.Token, err = a.ReadSecret(ctx, "access token", tokenCommand(plan.graph)); err != nil {
			return cli.Result{}, err
		}
	}
	data := federationData{IsDryRun: f.dryRun, ClientID: plan.clientID, stack: a.Stack, doctor: a.Suggest("dynctl doctor")}
	found := cli.Result{Data: &data, Text: data.write}
	if err := data.enable(ctx, plan, f.dryRun); err != nil {
		return found, err
	}
	for _, role := range plan.roles {
		c := credentialData{FederatedCredential: setup.NewFederatedCredential(data.Issuer, role, plan.audience), Outcome: toMake}
		switch {
		case data.Issuer == "":
			c.Outcome = unknownIssuer
		case f.tokenStdin:
			c.Outcome, err = graph.Ensure(ctx, plan.clientID, c.FederatedCredential, f.dryRun)
		default:
			c.Command = azCommand(plan.clientID, c.FederatedCredential)
		}
		if err != nil {
			return found, graphFailure(ctx, plan.graph, err)
		}
		data.Credentials = append(data.Credentials, c)
	}
	data.isComplete = true
	if f.tokenStdin && !f.dryRun && plan.function != "" {
		found.Warnings = data.signIn(ctx, plan)
	}
	return found, nil
}

// graphFailure returns the failure for an error of Microsoft Graph.
func graphFailure(ctx context.Context, graph string, err error) error {
	e, ok := errors.AsType[*setup.GraphError](err)
	switch {
	case ok && e.Status == 401:
		return cli.Permission(err, "pipe a new token: "+tokenCommand(graph))
	case ok && e.Status == 403:
		return cli.Permission(err, "use a user that may change the application: an owner of it, or an Application Administrator",
			"or run the command without --token-stdin, and the az command that it prints")
	case ok && e.Status == 404:
		return cli.Failed("check --client-id, and the tenant of the token", "%w", err)
	}
	return cli.FailureOf(ctx, err)
}
