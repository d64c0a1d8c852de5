package setup

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/keypolicy"
)

func newKeyPolicy(a *cli.App) *cobra.Command {
	var f keyPolicyFlags
	cmd := &cobra.Command{
		Use:   "key-policy",
		Short: "Print the policy of the customer managed key for a stack",
		Long: "Prints the policy that the key of the parameter KmsKeyArn needs before the stack is\n" +
			"deployed: SNS writes into the queues and CloudWatch Logs into the log under their own\n" +
			"names. The stack need not exist; the statements name its resources by the start of\n" +
			"their names. For a key that exists, add the statements SNSDelivers and LogsEncrypt to\n" +
			"its policy. The command changes nothing.",
		Example: "  dynctl setup key-policy --stack sns-dynamics > policy.json\n" +
			"  aws kms create-key --policy file://policy.json",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return keyPolicy(ctx, a, f) }),
	}
	cmd.Flags().StringArrayVar(&f.topics, "existing-topic", nil, "`ARN` of an existing topic, as in TopicArns; may be repeated")
	cmd.Flags().StringVar(&f.prefix, "queue-name-prefix", "", "`value` of the parameter QueueNamePrefix")
	cmd.Flags().StringArrayVar(&f.accounts, "publisher-account", nil, "`id` of an account that publishes to a topic with this key; may be repeated")
	cmd.Flags().StringArrayVar(&f.services, "publisher-service", nil, "`service` of AWS that publishes to a topic with this key, such as s3.amazonaws.com; may be repeated")
	cmd.Flags().StringVar(&f.organization, "publisher-organization", "", "`id` of the organization whose accounts publish to a topic with this key")
	cli.ReachesAWS(cmd)
	return cmd
}

type keyPolicyFlags struct {
	topics, accounts, services []string
	prefix, organization       string
}

func keyPolicy(ctx context.Context, a *cli.App, f keyPolicyFlags) (cli.Result, error) {
	if a.Stack == "" {
		return cli.Result{}, cli.Usagef("give --stack")
	}
	c, err := a.AWS(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	place, err := keypolicy.Here(ctx, c)
	if err != nil {
		return cli.Result{}, err
	}
	users := keypolicy.UsersOf(place, a.Stack, f.prefix, f.topics)
	users.Accounts, users.Services, users.Organization = f.accounts, f.services, f.organization
	policy := keypolicy.New(place, users)
	return cli.Result{Data: policy, Text: func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(policy)
	}}, nil
}
