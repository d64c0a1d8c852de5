package cli

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
)

// AWS returns the configuration of the AWS SDK for --region and --profile. It has
// fetched credentials once, so that a command without credentials fails at its start.
//
// The error is a [Failure] if the configuration is invalid, has no region or no
// credentials, and otherwise the error of ctx.
func (a *App) AWS(ctx context.Context) (aws.Config, error) {
	// The SDK would print warnings to stderr, such as one about IMDSv1, amid the output.
	options := []func(*awsconfig.LoadOptions) error{awsconfig.WithLogger(logging.Nop{})}
	if a.Region != "" {
		options = append(options, awsconfig.WithRegion(a.Region))
	}
	if a.Profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(a.Profile))
	}
	c, err := awsconfig.LoadDefaultConfig(ctx, options...)
	switch {
	case err != nil:
		return aws.Config{}, Failed("check --profile and the AWS_* variables", "load the AWS configuration: %w", err)
	case c.Region == "":
		return aws.Config{}, &Failure{Exit: ExitUsage, Code: codeUsage, Err: errors.New("no AWS region"), Actions: []string{"give --region, or set AWS_REGION"}}
	}
	if _, err := c.Credentials.Retrieve(ctx); err != nil {
		if ctx.Err() != nil {
			return aws.Config{}, ctx.Err()
		}
		return aws.Config{}, &Failure{
			Exit: ExitPermission, Code: "no_credentials", Err: credentialError{err},
			Actions: []string{"sign in to AWS: aws sso login, --profile, or the AWS_* variables"},
		}
	}
	c.APIOptions = append(c.APIOptions, hideWriteTo, refusePlainHTTP, a.showWaits)
	return c, nil
}

// showWaits shows which service the command waits for, with all attempts of a call.
func (a *App) showWaits(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ShowWaits",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			defer a.Wait(awsmiddleware.GetServiceID(ctx) + " " + awsmiddleware.GetOperationName(ctx))()
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
}
