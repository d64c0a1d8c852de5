package cli

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Args makes a check of the number of arguments. Its error says what the command
// expects, such as "a FILE".
func Args(minimum, maximum int, expected string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) >= minimum && len(args) <= maximum:
			return nil
		case len(args) == 0:
			return Usagef("%s needs %s", cmd.CommandPath(), expected)
		}
		return Usagef("%s takes %s, not %s: %s", cmd.CommandPath(), expected, Plural(len(args), "argument"), quoted(args))
	}
}

// NoArgs refuses all arguments: its error is a usage error.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return Usagef("%s takes no arguments, only flags, not %s", cmd.CommandPath(), quoted(args))
}

// NoArgsBut refuses all arguments like [NoArgs]. If there is one, the error suggests the command
// that takes its value.
func NoArgsBut(instead func(arg string) string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := NoArgs(cmd, args)
		if len(args) == 1 {
			f := Usage(err)
			f.Actions = []string{InStack(cmd, instead(args[0]))}
			return f
		}
		return err
	}
}

// InStack adds a place for the stack to a suggested command if nothing names the deployment.
func InStack(cmd *cobra.Command, suggested string) string {
	needsStack := false
	for _, name := range append(resourceFlags(), "stack") {
		f := cmd.Flag(name)
		if f != nil && f.Value.String() != "" {
			return suggested
		}
		needsStack = needsStack || f != nil && name != "stack"
	}
	if needsStack && !strings.Contains(suggested, " --stack ") {
		suggested += " --stack STACK"
	}
	return suggested
}

// CheckRate checks the value of --rate, a number a second: its error is a usage error.
func CheckRate(rate float64) error {
	if rate < 0 || math.IsNaN(rate) || math.IsInf(rate, 0) {
		return Usagef("--rate %v: expected a number, 0 or more", rate)
	}
	return nil
}

func quoted(args []string) string {
	return strings.Trim(fmt.Sprintf("%q", args), "[]")
}

// plainFlagError says which value a flag expects, and which flag an unknown flag may mean. The
// error of pflag names the Go function that parsed the value instead.
func plainFlagError(cmd *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok && len(unknown.GetSpecifiedName()) > 1 {
		return fmt.Errorf("%w%s", err, meantFlag(cmd, unknown.GetSpecifiedName()))
	}
	e, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	expected, ok := map[string]string{
		"bool": "true or false", "int": "a whole number", "float64": "a number", "duration": "a duration such as 30s or 2h",
	}[e.GetFlag().Value.Type()]
	if !ok {
		return fmt.Errorf("--%s %q: %w", e.GetFlag().Name, e.GetValue(), errors.Unwrap(e))
	}
	return fmt.Errorf("--%s %q: expected %s", e.GetFlag().Name, e.GetValue(), expected)
}
