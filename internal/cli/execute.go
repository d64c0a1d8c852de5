package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli/screen"
)

// completionCommand is cobra's command whose subcommands print a script for a shell.
const completionCommand = "completion"

// Execute runs a command line on a tree of commands and returns the exit code.
func (a *App) Execute(ctx context.Context, root *cobra.Command, args []string) int {
	// A usage error is reported before the flags are parsed.
	a.JSON = wantsJSON(args)
	a.root = root
	if !a.JSON {
		a.waiting = screen.NewWaiting(a.Stderr, IsTerminal(a.Stderr))
	}
	// If a shell asks for completion, --json is part of the line to complete.
	isCompletion := len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
	var printed strings.Builder // by cobra itself: help and completion
	root.SetArgs(args)
	root.SetIn(a.Stdin)
	root.SetOut(&printed)
	root.SetErr(a.Stderr)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(plainFlagError)
	root.DisableSuggestions = true // cobra's have several lines
	root.Version = ReadBuild().String()
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	initCobraCommands(root)
	if isCompletion {
		a.completeStack(root)
		completeFilesOnly(root) // it reads the names of values, which PlainUsages removes
		PlainUsages(root)
	}
	var unknown error // a command that does not exist, whose help was asked for
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 {
			unknown = unknownCommand(cmd, words[0])
			return
		}
		help(cmd, args)
	})
	cmd, err := root.ExecuteContextC(ctx)
	err = cmp.Or(err, unknown)
	isScript := err == nil && cmd.HasParent() && cmd.Parent().Name() == completionCommand && !cmd.Flags().Changed("help")
	a.JSON = a.JSON && !isCompletion && !isScript // a shell reads the script
	if name := ""; err != nil && cmd == root {
		if n, _ := fmt.Sscanf(err.Error(), "unknown command %q", &name); n == 1 {
			err = unknownCommand(root, name)
		}
	}
	switch {
	case err != nil:
		return a.report(commandName(cmd), Result{}, Usage(err))
	case a.isReported:
		return a.exit
	}
	return a.report(commandName(cmd), Result{Data: map[string]string{"text": printed.String()}, Text: func(w io.Writer) error {
		return writeHelp(w, printed.String())
	}}, nil)
}

// wantsJSON reports whether --json is among the arguments, in any of its forms.
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

// initCobraCommands creates cobra's own commands, completion and help, after the output
// of root is set. It makes them refuse wrong arguments as the other commands do.
func initCobraCommands(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case completionCommand:
			requireSubcommand(cmd)
		case "help":
			cmd.Args = isCommand
		}
	}
}

// isCommand refuses to show the help of a command that does not exist.
func isCommand(cmd *cobra.Command, args []string) error {
	found, left, err := cmd.Root().Find(args)
	if len(left) > 0 {
		return unknownCommand(found, left[0])
	}
	return err
}
