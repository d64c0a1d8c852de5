package routes

import (
	"context"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/sandbox"
)

// serveName is the hidden command of the process that runs mappings.
const serveName = "serve-mappings"

// newServe returns the command of the process that runs mappings for another dynctl.
func newServe(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:    serveName,
		Short:  "Run mappings for another dynctl",
		Hidden: true,
		Args:   cli.NoArgs,
		RunE: a.RunE(func(context.Context, []string) (cli.Result, error) {
			return cli.Result{IsReported: true}, sandbox.Serve(a.Stdin, a.Stdout)
		}),
	}
}

// command starts this program as the process that runs mappings. The process gets no
// environment variables, which could hold a secret. It ignores Ctrl-C: this program ends it.
func command() (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &exec.Cmd{Path: program, Args: []string{"dynctl", "routes", serveName}, Env: []string{}}, nil
}
