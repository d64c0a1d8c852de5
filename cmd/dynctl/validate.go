package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/validate"
)

func newValidate(a *app) *cobra.Command {
	var isOnline bool
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|-",
		Short: "Check messages before they are published",
		Long: "Checks every message: whether the function takes it, and whether SNS takes its size;\n" +
			"with --online also whether the environment has what it names: entity sets, columns and\n" +
			"their types, targets of lookups, alternate keys and their indexes, actions.\n" +
			"Each problem is named by file, line and JSON pointer.\n\n" + inputHelp,
		Args: takes(1, 1, "FILE|DIR|-"),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			if !isOnline {
				return a.validate(ctx, args[0])
			}
			o, err := a.online(ctx)
			if err != nil {
				return answer{}, err
			}
			found, err := a.validate(ctx, args[0], o.check)
			found.warnings = append(found.warnings, o.warnings...)
			return found, err
		}),
	}
	cmd.Flags().BoolVar(&isOnline, "online", false, "check against the environment of the function's secret, too")
	a.secretFlag(cmd)
	return cmd
}

func (a *app) validate(ctx context.Context, name string, checks ...validate.Check) (answer, error) {
	in, err := a.open(ctx, name)
	if err != nil {
		return answer{}, err
	}
	defer in.Close()
	found, err := a.check(ctx, in, checks...)
	return answer{data: found, warnings: found.Warnings, text: func(w io.Writer) error {
		if err := showProblems(w, found); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "%s in %s: %d good, %d with problems\n",
			plural(found.Messages, "message"), plural(found.Files, "file"), found.Good, found.Messages-found.Good)
		return err
	}}, err
}
