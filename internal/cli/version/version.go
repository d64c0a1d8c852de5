// Package version is the command dynctl version.
package version

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this tool",
		Long:    "Prints the version of this tool, and the commit and its date if the build has them.",
		Example: "  dynctl version\n  dynctl version --json",
		Args:    cli.NoArgs,
		RunE: a.RunE(func(context.Context, []string) (cli.Result, error) {
			b := cli.ReadBuild()
			return cli.Result{Data: b, Text: func(w io.Writer) error {
				_, err := fmt.Fprintln(w, "dynctl", b)
				return err
			}}, nil
		}),
	}
}
