package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// run is the whole program, without the process around it. It returns the exit
// code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := newRoot(a)
	// An error of usage is reported before the flags are known.
	a.asJSON = slices.Contains(args, "--json")
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil && a.done {
		return a.exit
	}
	if err == nil {
		return exitDone // help, or completion
	}
	return a.report(commandName(cmd), answer{}, usage(err))
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "dynctl",
		Short: "Set up, check, publish and repair SNS messages on their way into Dynamics 365",
		Long: "Set up, check, publish and repair SNS messages on their way into Dynamics 365.\n\n" +
			"Exit codes: 0 done, 1 failed or problems found, 2 usage, 3 some messages failed,\n" +
			"4 sign-in or permission, 5 unavailable, 130 interrupted.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	a.globalFlags(root)
	root.AddCommand(
		newDemo(a), newDLQ(a), newDoctor(a), newEmulate(a), newExplain(a), newPublish(a), newReplay(a), newSample(a),
		newSetup(a), newTrace(a), newValidate(a), newVersion(a), newWhoami(a),
	)
	return root
}

// newGroup is a command that only has others below it. Without one of them, or
// with one that is not there, it is wrongly used.
func newGroup(use, short string, below ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s needs a subcommand", cmd.CommandPath())
			}
			return usagef("unknown command %q for %q", args[0], cmd.CommandPath())
		},
	}
	cmd.AddCommand(below...)
	return cmd
}

// commandName is a command as it is typed, without the program's name.
func commandName(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}
