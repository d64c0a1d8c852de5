package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/operator/stack"
)

// App is one run of the program: its streams and its global flags. All commands share
// it. It is not safe for concurrent use.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	JSON    bool   // --json
	Stack   string // --stack
	Region  string // --region
	Profile string // --profile
	NoColor bool   // --no-color
	// Environment is the environment of --environment; empty for the default environment.
	Environment string
	// Given are the AWS resources that flags and environment variables name.
	Given stack.Outputs

	root          *cobra.Command    // of the tree of commands
	onCommandLine map[string]string // the AWS resources that flags name, by the flag
	isReported    bool              // a command ran, and its report is written
	exit          int               // the exit code of that command
	waiting       *screen.Waiting   // nil shows nothing
}

// envStack is the environment variable that replaces --stack.
const envStack = "DYNCTL_STACK"

// GlobalFlags adds the flags that all commands have.
func (a *App) GlobalFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.BoolVar(&a.JSON, "json", false, "print one JSON object on stdout, and nothing else")
	flags.BoolVar(&a.NoColor, "no-color", false, "print no colours on a terminal ($NO_COLOR)")
	flags.StringVar(&a.Stack, "stack", os.Getenv(envStack), "CloudFormation `stack` that names the topic, function, queues and secret ($"+envStack+")")
	flags.StringVar(&a.Region, "region", "", "AWS region ($AWS_REGION, or the profile's)")
	flags.StringVar(&a.Profile, "profile", "", "profile of the AWS configuration ($AWS_PROFILE)")
}

// Result is the outcome of a command.
type Result struct {
	// Data is the result for programs, encoded as JSON.
	Data any
	// Text writes the result for people.
	Text func(io.Writer) error
	// Warnings are facts that are worth knowing and are no failure, one line each.
	Warnings []string
	// IsReported says that the command has written its report itself. It holds only
	// without an error.
	IsReported bool
}

// RunE makes the RunE of a cobra command from the work of the command. It reports an
// error of the work together with the result, which may hold what the command found
// before the error. The only error of the returned function is a usage error of --environment.
func (a *App) RunE(do func(ctx context.Context, args []string) (Result, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed("stack") {
			a.forgetEnvironment(cmd)
		}
		if err := a.useEnvironment(cmd); err != nil {
			return err
		}
		a.keepCommandLine(cmd)
		found, err := do(cmd.Context(), args)
		a.isReported = true
		if err != nil || !found.IsReported {
			a.exit = a.report(commandName(cmd), found, FailureOf(cmd.Context(), err))
		}
		return nil
	}
}
