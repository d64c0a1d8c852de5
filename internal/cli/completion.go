package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sns-dynamics/internal/nearest"
)

// DidYouMean returns a question with the nearest of the names, such as ": did you mean
// rejected?". It is empty if no name is near.
func DidYouMean(name string, names []string) string {
	if meant, ok := nearest.Name(name, names); ok {
		return ": did you mean " + meant + "?"
	}
	return ""
}

// Complete completes the argument at a position, from 0, by the names that begin with the
// typed text. It completes no other argument, and no files.
func Complete(position int, names ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != position {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return beginning(names, typed), cobra.ShellCompDirectiveNoFileComp
	}
}

// listType is the type of a flag whose value is a list with commas.
const listType = "stringSlice"

// completeFilesOnly removes the files from the completion of all arguments and flags that take no
// file. The usage of a command, or the name of a flag's value, says that it takes files.
func completeFilesOnly(cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil && !strings.Contains(cmd.Use, "FILE") {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		switch value, _ := pflag.UnquoteUsage(f); {
		case f.NoOptDefVal != "", value == "file", value == "folder":
		default:
			_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions) // an error: it has its own
		}
	})
	for _, below := range cmd.Commands() {
		completeFilesOnly(below)
	}
}

// CompleteFlag completes the value of a flag by the names that begin with the typed text. A
// name that ends with = is not the whole value. A flag with a list of values completes the last one.
func CompleteFlag(cmd *cobra.Command, flag string, names ...string) {
	// The error says that the flag does not exist, which the first completion would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := ""
		if f := cmd.Flag(flag); f != nil && f.Value.Type() == listType {
			before = typed[:strings.LastIndexByte(typed, ',')+1]
		}
		var found []cobra.Completion
		for _, name := range beginning(names, typed[len(before):]) {
			found = append(found, before+name)
		}
		directive := cobra.ShellCompDirectiveNoFileComp
		for _, name := range found {
			if strings.HasSuffix(name, "=") {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
		}
		return found, directive
	})
}

func beginning(names []string, typed string) []cobra.Completion {
	var found []cobra.Completion
	for _, name := range names {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(typed)) {
			found = append(found, name)
		}
	}
	return found
}

// PlainUsages removes the backquotes from the help of all flags, for a shell that shows it beside
// the completions, and for manual pages. In the help of a command they mark the name of the
// value.
func PlainUsages(cmd *cobra.Command) {
	plain := func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) }
	cmd.Flags().VisitAll(plain)
	cmd.PersistentFlags().VisitAll(plain)
	for _, below := range cmd.Commands() {
		PlainUsages(below)
	}
}
