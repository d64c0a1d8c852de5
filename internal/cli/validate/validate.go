// Package validate is the command dynctl validate.
package validate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/cli/input"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/validate"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var from environment.Source
	maximum := outgoing.DefaultBytes
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|-...",
		Short: "Check messages before they are published",
		Long: "Checks every message: whether the function accepts it, and whether SNS accepts its\n" +
			"size. With --online it also checks that the environment has what the message names:\n" +
			"entity sets, columns and their types, targets of lookups, alternate keys and their\n" +
			"indexes, actions. Each problem is reported by file, line and JSON pointer.\n\n" +
			"An event that routes turn into operations is no operation: dynctl routes check and dynctl\n" +
			"routes run check it.\n\n" +
			"--metadata checks the same without a network, by a file with the $metadata document of\n" +
			"the organization.\n\n" +
			"With --online or --metadata it resolves plain values and shows the requests that the\n" +
			"function makes of them. --online looks up rows. --metadata knows no labels, no alternate\n" +
			"keys without an active index and no rows: there, a row that is looked up has the id 00000000-….\n\n" + input.Help,
		Example: "  dynctl validate orders.ndjson leads/\n" +
			"  dynctl validate *.json --online --stack sns-dynamics --environment emea\n" +
			"  dynctl validate orders.ndjson --metadata org.xml",
		Args: cli.Args(1, math.MaxInt, "FILE|DIR|-..."),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			if err := from.Check(); err != nil {
				return cli.Result{}, err
			}
			if maximum < outgoing.MinBytes || maximum > outgoing.MaxBytes {
				return cli.Result{}, cli.Usagef("--maximum-message-size %d: expected a number from %d to %d", maximum, outgoing.MinBytes, outgoing.MaxBytes)
			}
			c, err := from.Checker(ctx, a)
			if err != nil {
				return cli.Result{}, err
			}
			return validateInput(ctx, a, args, maximum, c)
		}),
	}
	cmd.Flags().IntVar(&maximum, "maximum-message-size", maximum, "most `bytes` of a message with its attributes, as the stack's MaximumMessageSize")
	from.AddFlags(cmd, a, "also check against the environment of the function's secret")
	return cmd
}

// report is the result of the command.
type report struct {
	validate.Report
	// Values are the messages with plain values, in the order of the input.
	Values []environment.ShownMessage `json:"values,omitempty"`
}

func validateInput(ctx context.Context, a *cli.App, names []string, maximum int, c *environment.Checker) (cli.Result, error) {
	in, err := input.Open(ctx, a, names...)
	if err != nil {
		return cli.Result{}, err
	}
	defer in.Close()
	found, err := input.Check(ctx, in, maximum, c.Check)
	if f, ok := errors.AsType[*cli.Failure](err); ok && found.Events > 0 {
		f.Actions = append(f.Actions, "validate takes operations; check an event that routes turn into operations: dynctl routes run DIR FILE")
	}
	if failed := c.Err(); failed != nil {
		err = failed
	}
	made := report{found, c.Shown()}
	return cli.Result{Data: made, Warnings: append(found.Warnings, c.Warnings()...), Text: func(w io.Writer) error {
		if err := input.WriteProblems(w, found, cli.IsTerminal(a.Stdout)); err != nil {
			return err
		}
		if err := environment.WriteShown(w, made.Values); err != nil {
			return err
		}
		outside := ""
		if found.Outside > 0 {
			outside = "; " + cli.Plural(found.Outside, "problem") + " outside the messages"
		}
		_, err := fmt.Fprintf(w, "%s in %s: %s good, %s with problems%s\n",
			cli.Plural(found.Messages, "message"), cli.Plural(found.Files, "file"), number.Grouped(found.Good), number.Grouped(found.Messages-found.Good), outside)
		return err
	}}, err
}
