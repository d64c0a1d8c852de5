package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// takes refuses other than so many arguments, and says what is expected instead.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) >= least && len(args) <= most:
			return nil
		case len(args) == 0:
			return usagef("%s needs %s", cmd.CommandPath(), what)
		}
		return usagef("%s takes %s, not %s: %s", cmd.CommandPath(), what, plural(len(args), "argument"), quoted(args))
	}
}

// takesNothing refuses all arguments.
func takesNothing(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef("%s takes no arguments, only flags, not %s", cmd.CommandPath(), quoted(args))
}

func quoted(args []string) string {
	return strings.Trim(fmt.Sprintf("%q", args), "[]")
}

// plainFlagError says of a flag's value what is expected, and not by which
// function it was read.
func plainFlagError(cmd *cobra.Command, err error) error {
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
