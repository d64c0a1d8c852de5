package main

import (
	"context"
	"errors"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/stack"
)

// places are where things are in AWS: what flags and environment say, else the
// stack's outputs.
type places = stack.Outputs

// forgetEnvironment leaves out the places that the environment names, and not a
// flag: who names a stack on the command line means all of it.
func forgetEnvironment(cmd *cobra.Command) {
	for _, name := range []string{"topic", "function", "log-group", "secret", "queue", "dead-letter-queue"} {
		if f := cmd.Flags().Lookup(name); f != nil && !f.Changed {
			_ = f.Value.Set("") // any text is one
		}
	}
}

// The flags that name one place each. A command has those that it needs.
func (a *app) topicFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.TopicARN, "topic", os.Getenv("DYNAMICS_TOPIC_ARN"), "`ARN` of the topic ($DYNAMICS_TOPIC_ARN, or the stack's)")
}

func (a *app) functionFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.FunctionName, "function", os.Getenv("DYNAMICS_FUNCTION"), "`name` of the function ($DYNAMICS_FUNCTION, or the stack's)")
}

func (a *app) logGroupFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.LogGroupName, "log-group", os.Getenv("DYNAMICS_LOG_GROUP"), "`name` of the function's log group ($DYNAMICS_LOG_GROUP, or the stack's)")
}

func (a *app) secretFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.SecretARN, "secret", os.Getenv(config.SecretARN), "`ARN` or name of the secret with the credentials ($"+config.SecretARN+", or the stack's)")
}

func (a *app) queueFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.QueueURL, "queue", os.Getenv(config.RetryQueueURL), "`URL` of the function's queue ($"+config.RetryQueueURL+", or the stack's)")
}

func (a *app) deadLetterQueueFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.given.DeadLetterQueueURL, "dead-letter-queue", os.Getenv(config.DeadLetterQueueURL), "`URL` of the dead-letter queue ($"+config.DeadLetterQueueURL+", or the stack's)")
}

// cloud returns how to reach AWS.
func (a *app) cloud(ctx context.Context) (aws.Config, error) {
	// The SDK would warn on stderr, of IMDSv1 for one, in the middle of an answer.
	options := []func(*awsconfig.LoadOptions) error{awsconfig.WithLogger(logging.Nop{})}
	if a.region != "" {
		options = append(options, awsconfig.WithRegion(a.region))
	}
	if a.profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(a.profile))
	}
	c, err := awsconfig.LoadDefaultConfig(ctx, options...)
	switch {
	case err != nil:
		return aws.Config{}, failf("check --profile and the AWS_* variables", "load the AWS configuration: %w", err)
	case c.Region == "":
		return aws.Config{}, &failure{exit: exitUsage, code: "usage", err: errors.New("no AWS region"), actions: []string{"give --region, or set AWS_REGION"}}
	}
	if _, err := c.Credentials.Retrieve(ctx); err != nil {
		if ctx.Err() != nil {
			return aws.Config{}, ctx.Err()
		}
		return aws.Config{}, &failure{
			exit: exitPermission, code: "no_credentials", err: noCredentials{err},
			actions: []string{"sign in to AWS: aws sso login, --profile, or the AWS_* variables"},
		}
	}
	c.APIOptions = append(c.APIOptions, plainBodies, safeEndpoints)
	return c, nil
}

// places finds out where things are: flags and environment first, and the stack
// for what they leave out. Before the environment goes a stack that a flag names.
func (a *app) places(ctx context.Context, c aws.Config) (places, error) {
	if a.stack == "" {
		return a.given, nil
	}
	p, err := stack.Describe(ctx, c, a.stack)
	if errors.Is(err, stack.ErrNotFound) {
		return places{}, failf("check --stack, --region and --profile, or deploy it: make deploy", "%w", err)
	}
	if err != nil {
		return places{}, err
	}
	return p.Or(a.given), nil
}

// needed refuses a place that nobody named, or that the stack does not have.
func (a *app) needed(value, flag string) error {
	switch {
	case value != "":
		return nil
	case a.stack == "":
		return usagef("give --stack, or --%s", flag)
	}
	output := map[string]string{
		"topic": "TopicArn", "function": "FunctionName", "log-group": "LogGroupName", "queue": "QueueUrl",
		"dead-letter-queue": "DeadLetterQueueUrl", "secret": "SecretArn",
	}[flag]
	return failf("check --stack, --region and --profile, or give --"+flag, "%w", &stack.MissingError{Stack: a.stack, Output: output})
}
