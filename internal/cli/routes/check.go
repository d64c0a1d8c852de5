package routes

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/routes"
	"sns-dynamics/internal/operator/source"
)

func newCheck(a *cli.App) *cobra.Command {
	var from environment.Source
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Check a folder of routes",
		Long: "Reads all files of DIR and compiles them: fields, event patterns, mappings, lists of what\n" +
			"a route allows, and tests. It then runs the tests, and checks the operations that the\n" +
			"mappings make: whether the function accepts them, and whether their routes allow them.\n" +
			"With --online or --metadata it checks them as dynctl validate does. Each problem is\n" +
			"reported by file, line and field.\n\n" +
			"Without --online it does not compare allow.tables with an operation that has table, a\n" +
			"logical name, in the place of entitySet.\n\n" +
			"--online checks the operations of routes without an environment, and with --environment\n" +
			"the operations of the routes of that environment.\n\n" +
			"Whether the operations are the expected ones is the work of dynctl routes test.",
		Example: "  dynctl routes check routes\n" +
			"  dynctl routes check routes --online --stack sns-dynamics",
		Args:              cli.Args(1, 1, "DIR"),
		ValidArgsFunction: completeFolder(cobra.ShellCompDirectiveNoFileComp),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			if err := from.Check(); err != nil {
				return cli.Result{}, err
			}
			f, found, ok, err := read(args[0])
			if !ok {
				return found, err
			}
			return check(ctx, a, from, f)
		}),
	}
	from.AddFlags(cmd, a, "also check the operations against the environment of the function's secret")
	return cmd
}

func check(ctx context.Context, a *cli.App, from environment.Source, f *routes.Folder) (cli.Result, error) {
	c, err := from.Checker(ctx, a)
	if err != nil {
		return cli.Result{}, err
	}
	var client *dynamics.Client
	if from.Online {
		if client, _, err = environment.Client(ctx, a); err != nil {
			return cli.Result{}, err
		}
	}
	runner := routes.NewRunner(f, command, client)
	defer runner.Close()
	var others []string // the environments that nobody looks at
	problems, err := runner.Check(ctx, func(name string, item source.Item, op operation.Operation) []message.Problem {
		if from.Online && name != a.Environment {
			if !slices.Contains(others, name) {
				others = append(others, name)
			}
			return nil
		}
		return c.Check(item, op)
	})
	if failed := c.Err(); failed != nil {
		err = failed
	}
	found := problemResult(report{len(f.File.Routes), len(f.Tests), problems})
	found.Warnings = slices.Concat(f.Warnings, runner.Warnings(), c.Warnings())
	for _, name := range others {
		if name == "" {
			found.Warnings = append(found.Warnings, "operations for the environment of the function were not checked against it: leave out --environment")
		} else {
			found.Warnings = append(found.Warnings, "operations for the environment "+name+" were not checked against it: give --environment "+name)
		}
	}
	if len(f.Tests) == 0 {
		found.Warnings = append(found.Warnings, "no tests: no operation was checked")
	}
	if err == nil && len(problems) > 0 {
		err = problemFailure(problems)
	}
	return found, err
}
