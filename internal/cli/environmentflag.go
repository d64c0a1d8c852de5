package cli

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/credentials"
	"sns-dynamics/internal/operator/stack"
)

const environmentFlag = "environment"

// completionTimeout bounds the reading of the stack for the completion of a name.
const completionTimeout = 5 * time.Second

// EnvironmentFlag adds --environment, which sets Environment. A shell completes its value with
// the names of the stack.
func (a *App) EnvironmentFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.Environment, environmentFlag, "", "`name` of an environment of the stack's EnvironmentNames, in the place of the default environment")
	// The only error is that the flag does not exist.
	_ = cmd.RegisterFlagCompletionFunc(environmentFlag, func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
		defer cancel()
		return a.environmentNames(ctx), cobra.ShellCompDirectiveNoFileComp
	})
}

// environmentNames returns the names of the environments of the stack. It returns no name if the
// stack cannot be read: a completion shows no errors.
func (a *App) environmentNames(ctx context.Context) []string {
	if a.Stack == "" {
		return nil
	}
	c, err := a.AWS(ctx)
	if err != nil {
		return nil
	}
	deployed, err := stack.Describe(ctx, c, a.Stack)
	if err != nil {
		return nil
	}
	return deployed.EnvironmentNames()
}

// useEnvironment prepares the command for --environment: the stack decides how the function
// signs in, and no environment variable does. The error is a usage error.
func (a *App) useEnvironment(cmd *cobra.Command) error {
	switch {
	case a.Environment == "":
		return nil
	case a.Stack == "":
		return Usagef("--environment needs --stack, which names the secret of the environment")
	case cmd.Flags().Changed("secret"):
		return Usagef("--environment and --secret exclude each other")
	}
	a.Given.SecretARN, a.Given.Application = "", config.Application{}
	return nil
}

// StoredCredentials returns the credentials of the function in a deployment: of the environment
// of --environment, or of the default environment.
//
// The errors are the errors of [App.Require] and the failure of [SecretFailure], or a [Failure]
// if the stack has no such environment.
func (a *App) StoredCredentials(ctx context.Context, c aws.Config, deployed stack.Outputs) (auth.Credentials, error) {
	read := credentials.New(deployed.SignIn(), c, nil)
	switch {
	case a.Environment != "":
		e, err := deployed.Environment(a.Environment)
		if err != nil {
			return auth.Credentials{}, Failed("check --environment and --stack, or add the environment: "+deployed.DeployCommand("EnvironmentNames=NAMES", "EnvironmentSecretArns=ARNS"), "%w", err)
		}
		read = credentials.OfEnvironment(deployed.SignIn(), e, c, nil)
	case !deployed.HasApplication():
		if err := a.Require(deployed.SecretARN, "secret"); err != nil {
			return auth.Credentials{}, err
		}
	}
	found, err := read(ctx)
	if err != nil {
		return auth.Credentials{}, SecretFailure(ctx, err)
	}
	return found, nil
}
