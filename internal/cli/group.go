package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// NewGroup returns a command that only holds subcommands. To run it without a
// subcommand, or with an unknown one, is a usage error.
func NewGroup(use, short string, subcommands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short}
	requireSubcommand(cmd)
	cmd.AddCommand(subcommands...)
	return cmd
}

func requireSubcommand(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return Usagef("%s needs a subcommand", cmd.CommandPath())
		}
		return unknownCommand(cmd, args[0])
	}
}

// unknownCommand returns the usage error of a command that does not exist below another, with
// the command of that name in another group, or with the nearest command.
func unknownCommand(cmd *cobra.Command, name string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	f := Usagef("unknown command %q for %q%s", name, cmd.CommandPath(), DidYouMean(name, names))
	f.Actions = []string{"see " + cmd.CommandPath() + " --help"}
	if elsewhere := commandNamed(cmd.Root(), name); elsewhere != nil {
		f.Err = fmt.Errorf("unknown command %q for %q: did you mean %s?", name, cmd.CommandPath(), elsewhere.CommandPath())
		f.Actions = []string{"see " + elsewhere.CommandPath() + " --help"}
	}
	return f
}

// commandNamed returns the first command of a tree that has a name, or nil.
func commandNamed(tree *cobra.Command, name string) *cobra.Command {
	for _, c := range tree.Commands() {
		switch found := commandNamed(c, name); {
		case !c.IsAvailableCommand() || c.Name() == completionCommand:
		case c.Name() == name:
			return c
		case found != nil:
			return found
		}
	}
	return nil
}

// commandName is a command as a user types it, without the name of the program.
func commandName(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}
