// Package routes is the command group dynctl routes: it writes, checks, tests and runs a folder
// of routes.
package routes

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/operator/routes"
	"sns-dynamics/internal/operator/validate"
)

// New returns the command with its subcommands.
func New(a *cli.App) *cobra.Command {
	cmd := cli.NewGroup("routes", "Write, check, test and run the routes of a deployment",
		newInit(a), newCheck(a), newTest(a), newRun(a), newServe(a))
	cmd.Long = "Routes decide what becomes of a message: a mapping makes operations of it, it is ignored,\n" +
		"or it is an operation already. They are a folder of routes.yaml, mappings in jq (*.jq) and\n" +
		"their tests (*.test.yaml); docs/routes.md describes them."
	cmd.Example = "  dynctl routes init routes\n" +
		"  dynctl routes check routes\n" +
		"  dynctl routes test routes\n" +
		"  dynctl routes run routes order.json\n" +
		"  make deploy ROUTES=routes …"
	return cmd
}

// completeFolder completes the first argument by folders, and the others as the directive says.
func completeFolder(others cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
		return nil, others
	}
}

// read reads a folder. A folder with problems is a result with a failure; ok is then false.
func read(dir string) (f *routes.Folder, found cli.Result, ok bool, err error) {
	f, err = inprocess.ReadRoutes(dir)
	if problems, isProblem := errors.AsType[inprocess.Problems](err); isProblem {
		return nil, problemResult(report{Problems: problems}), false, problemFailure(problems)
	}
	return f, cli.Result{}, err == nil, err
}

// report is the result of check.
type report struct {
	Routes   int                `json:"routes"`
	Tests    int                `json:"tests"`
	Problems []validate.Problem `json:"problems"`
}

func problemResult(r report) cli.Result {
	return cli.Result{Data: r, Text: func(w io.Writer) error {
		for _, p := range r.Problems {
			if err := cli.WriteProblem(w, p.Place(), p.Text()); err != nil {
				return err
			}
		}
		if len(r.Problems) > 0 {
			return nil
		}
		_, err := fmt.Fprintf(w, "%s and %s: no problems\n", cli.Plural(r.Routes, "route"), cli.Plural(r.Tests, "test"))
		return err
	}}
}

func problemFailure(problems []validate.Problem) error {
	if len(problems) == 1 {
		return cli.Problems(1, "problem")
	}
	return cli.Problems(len(problems), "problems")
}
