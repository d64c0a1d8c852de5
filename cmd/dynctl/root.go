package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// run is the whole program, without the process around it. It returns the exit
// code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := newRoot(a)
	// An error of usage is reported before the flags are known.
	a.asJSON = wantsJSON(args)
	// Of a line that a shell wants completed, --json is a part.
	isCompleting := len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
	// What cobra prints by itself: help, and completion.
	var own strings.Builder
	root.SetArgs(negativeCode(root, args))
	root.SetIn(stdin)
	root.SetOut(&own)
	root.SetErr(stderr)
	initCobras(root)
	cmd, err := root.ExecuteContextC(ctx)
	a.asJSON = a.asJSON && !isCompleting
	switch {
	case err != nil:
		return a.report(commandName(cmd), answer{}, usage(err))
	case a.done:
		return a.exit
	}
	return a.report(commandName(cmd), answer{data: map[string]string{"text": own.String()}, text: func(w io.Writer) error {
		_, err := io.WriteString(w, own.String())
		return err
	}}, nil)
}

// wantsJSON reports whether --json is among the arguments, in any of the ways in
// which a flag is said.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		if name, value, given := strings.Cut(arg, "="); name == "--json" {
			wanted, err := strconv.ParseBool(value)
			return !given || wanted && err == nil
		}
	}
	return false
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
	root.SetFlagErrorFunc(plainFlagError)
	a.globalFlags(root)
	root.AddCommand(
		newDemo(a), newDLQ(a), newDoctor(a), newEmulate(a), newExplain(a), newPublish(a), newReplay(a), newSample(a),
		newSetup(a), newTrace(a), newValidate(a), newVersion(a), newWhoami(a),
	)
	return root
}

// initCobras makes the commands that cobra brings along, which print where root
// does by then, and end for what is not there as all others do.
func initCobras(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			needsSubcommand(cmd)
		case "help":
			cmd.Args = isCommand
		}
	}
}

// isCommand refuses to help with a command that is not there.
func isCommand(cmd *cobra.Command, args []string) error {
	found, left, err := cmd.Root().Find(args)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("unknown command %q for %q", left[0], found.CommandPath())
	}
	return err
}

// newGroup is a command that only has others below it. Without one of them, or
// with one that is not there, it is wrongly used.
func newGroup(use, short string, below ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short}
	needsSubcommand(cmd)
	cmd.AddCommand(below...)
	return cmd
}

func needsSubcommand(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s needs a subcommand", cmd.CommandPath())
		}
		return usagef("unknown command %q for %q", args[0], cmd.CommandPath())
	}
}

// commandName is a command as it is typed, without the program's name.
func commandName(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}
