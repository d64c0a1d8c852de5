package cli

import (
	"context"
	"errors"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operator/loggroup"
	"sns-dynamics/internal/operator/stack"
)

// envLogGroup is the environment variable that replaces --log-group.
const envLogGroup = "DYNAMICS_LOG_GROUP"

// forgetEnvironment clears the AWS resources that environment variables name and flags
// do not: --stack on the command line replaces them all.
func (a *App) forgetEnvironment(cmd *cobra.Command) {
	for _, name := range resourceFlags() {
		if f := cmd.Flags().Lookup(name); f != nil && !f.Changed {
			_ = f.Value.Set("") // a string flag takes any text
		}
	}
	a.Given.Application = config.Application{}
}

// TopicFlag adds --topic, which sets Given.TopicARN.
func (a *App) TopicFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.TopicARN, "topic", os.Getenv("DYNAMICS_TOPIC_ARN"), "`ARN` of the topic ($DYNAMICS_TOPIC_ARN, or the stack's)")
}

// FunctionFlag adds --function, which sets Given.FunctionName.
func (a *App) FunctionFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.FunctionName, "function", os.Getenv("DYNAMICS_FUNCTION"), "`name` of the function ($DYNAMICS_FUNCTION, or the stack's)")
}

// LogGroupFlag adds --log-group, which sets Given.LogGroupName.
func (a *App) LogGroupFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.LogGroupName, "log-group", os.Getenv(envLogGroup), "`name` of the function's log group ($"+envLogGroup+", or the stack's)")
}

// LogGroup returns the configuration of AWS and the name of the function's log group.
//
// The error is an error of [App.AWS], [App.Deployment] or [App.Require].
func (a *App) LogGroup(ctx context.Context) (aws.Config, string, error) {
	c, err := a.AWS(ctx)
	if err != nil {
		return c, "", err
	}
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return c, "", err
	}
	return c, deployed.LogGroupName, a.Require(deployed.LogGroupName, "log-group")
}

// LogFailure returns the failure for an error of [loggroup.Events].
func LogFailure(err error) error {
	if errors.Is(err, loggroup.ErrNotFound) {
		return Failed("check --stack, --log-group and --region", "%w", err)
	}
	return err
}

// KnowsLog reports whether a later command can read the function's log: --stack or the variable
// of the log group names it.
func (a *App) KnowsLog() bool { return a.Stack != "" || os.Getenv(envLogGroup) != "" }

// SecretFlag adds --secret, which sets Given.SecretARN, and reads the variables of a function
// without a secret into Given.Application.
func (a *App) SecretFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.SecretARN, "secret", os.Getenv(config.SecretARN), "`ARN` or name of the secret with the credentials ($"+config.SecretARN+", or the stack's)")
	a.Given.Application = config.ApplicationFromEnv(os.Getenv)
}

// OutcomeTopicFlag adds --outcome-topic, which sets Given.OutcomeTopicARN.
func (a *App) OutcomeTopicFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.OutcomeTopicARN, "outcome-topic", os.Getenv(config.OutcomeTopicARN), "`ARN` of the topic of the outcome events ($"+config.OutcomeTopicARN+", or the stack's)")
}

// QueueFlag adds --queue, which sets Given.QueueURL.
func (a *App) QueueFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.QueueURL, "queue", os.Getenv(config.RetryQueueURL), "`URL` of the function's queue ($"+config.RetryQueueURL+", or the stack's)")
}

// DeadLetterQueueFlag adds --dead-letter-queue, which sets Given.DeadLetterQueueURL.
func (a *App) DeadLetterQueueFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Given.DeadLetterQueueURL, "dead-letter-queue", os.Getenv(config.DeadLetterQueueURL), "`URL` of the dead-letter queue ($"+config.DeadLetterQueueURL+", or the stack's)")
}

// Deployment returns the AWS resources of the deployment. A flag has precedence over the
// stack of --stack, that stack over an environment variable, and an environment variable
// over the stack of DYNCTL_STACK.
//
// The error is a [Failure] if there is no such stack, and otherwise the error of
// CloudFormation.
func (a *App) Deployment(ctx context.Context, c aws.Config) (stack.Outputs, error) {
	if a.Stack == "" {
		return a.Given, nil
	}
	found, err := stack.Describe(ctx, c, a.Stack)
	if errors.Is(err, stack.ErrNotFound) {
		return stack.Outputs{}, Failed("check --stack, --region and --profile, or deploy it: "+stack.Outputs{Name: a.Stack, SecretARN: a.Given.SecretARN}.DeployCommand(), "%w", err)
	}
	if err != nil {
		return stack.Outputs{}, err
	}
	return found.Or(a.Given), nil
}

// Require returns an error if the name of an AWS resource is empty: a usage error that
// names the resource's flag, or the failure of a stack without that output.
func (a *App) Require(value, flag string) error {
	switch {
	case value != "":
		return nil
	case a.Stack == "":
		return Usagef("give --stack, or --%s", flag)
	}
	output := map[string]string{
		"topic": "TopicArn", "function": "FunctionName", "log-group": "LogGroupName", "queue": "QueueUrl",
		"dead-letter-queue": "DeadLetterQueueUrl", "secret": "SecretArn",
	}[flag]
	return Failed("check --stack, --region and --profile, or give --"+flag, "%w", &stack.MissingError{Stack: a.Stack, Output: output})
}
