package routes

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/routes"
)

func newInit(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Write a folder of routes that works, as a start",
		Long: "Writes routes.yaml, a mapping and its tests into DIR. It makes the folder, and replaces\n" +
			"no file. dynctl routes check and test accept the folder as it is.",
		Example:           "  dynctl routes init routes",
		Args:              cli.Args(1, 1, "DIR"),
		ValidArgsFunction: completeFolder(cobra.ShellCompDirectiveNoFileComp),
		RunE: a.RunE(func(_ context.Context, args []string) (cli.Result, error) {
			written, err := routes.Init(args[0])
			if e, ok := errors.AsType[*routes.ExistsError](err); ok {
				return cli.Result{}, cli.Failed("name another folder", "%w", e)
			}
			if err != nil {
				return cli.Result{}, cli.Failed("name a folder that you may write", "%w", err)
			}
			return cli.Result{Data: map[string][]string{"files": written}, Text: func(w io.Writer) error {
				for _, file := range written {
					if _, err := fmt.Fprintln(w, file); err != nil {
						return err
					}
				}
				return cli.WriteAction(w, "next: ", "dynctl routes test "+cli.ShellWord(args[0]))
			}}, nil
		}),
	}
}
