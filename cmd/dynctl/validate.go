package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/validate"
)

func newValidate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "validate FILE|DIR|-",
		Short: "Check messages before they are published",
		Long: "Checks every message: whether the function takes it, and whether SNS takes its size.\n" +
			"Each problem is named by file, line and JSON pointer.\n\n" + inputHelp,
		Args: cobra.ExactArgs(1),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) { return a.validate(ctx, args[0]) }),
	}
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
