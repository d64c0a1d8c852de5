package dlq

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/deadletter"
)

// isCondition reports whether an argument is a condition of --where, such as class=rejected.
func isCondition(arg string) bool {
	key, _, found := strings.Cut(arg, "=")
	return found && slices.ContainsFunc(deadletter.Keys(), func(k string) bool { return strings.EqualFold(k, key) })
}

// instead returns the command that an argument of a command without arguments most likely means.
// The command takes --where.
func instead(command, arg string) string {
	word := cli.ShellWord(arg)
	switch {
	case isCondition(arg):
		return command + " --where " + word
	case operation.IsGUID(arg):
		return command + " --where messageId=" + word
	}
	return show(arg)
}

// show returns the command that shows a letter.
func show(id string) string { return "dynctl dlq show " + cli.ShellWord(id) }

// noCondition refuses a condition in place of an id or a file. The error suggests the command that
// takes the condition.
func noCondition(args cobra.PositionalArgs, expected, command string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := args(cmd, given); err != nil || len(given) == 0 || !isCondition(given[0]) {
			return err
		}
		f := cli.Usagef("%s is no %s: a condition belongs to --where", given[0], expected)
		f.Actions = []string{cli.InStack(cmd, command+" --where "+cli.ShellWord(given[0]))}
		return f
	}
}
