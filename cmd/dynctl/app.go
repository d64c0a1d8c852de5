package main

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// app is what all commands share: the process around them, the global flags, and
// how the program ends.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	asJSON  bool
	stack   string
	region  string
	profile string
	given   places

	done bool // a command ran and was reported
	exit int  // its exit code
}

// envStack names the variable that stands in for --stack.
const envStack = "DYNCTL_STACK"

func (a *app) globalFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.BoolVar(&a.asJSON, "json", false, "print one JSON object on stdout, and nothing else")
	flags.StringVar(&a.stack, "stack", os.Getenv(envStack), "CloudFormation `stack` that fills in topic, function, queues and secret ($"+envStack+")")
	flags.StringVar(&a.region, "region", "", "AWS region ($AWS_REGION, or the profile's)")
	flags.StringVar(&a.profile, "profile", "", "profile of the AWS configuration ($AWS_PROFILE)")
}

// answer is what a command found or did.
type answer struct {
	// data is the answer for programs; it is encoded as JSON.
	data any
	// text writes the answer for people.
	text func(io.Writer) error
	// warnings are what is worth knowing and no failure, a line each.
	warnings []string
}

// command makes RunE of what a command does. Its error, if any, is reported with
// the answer, which may hold what was found out until then.
func (a *app) command(do func(ctx context.Context, args []string) (answer, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed("stack") {
			forgetEnvironment(cmd)
		}
		found, err := do(cmd.Context(), args)
		a.done = true
		a.exit = a.report(commandName(cmd), found, a.explain(cmd.Context(), err))
		return nil
	}
}
