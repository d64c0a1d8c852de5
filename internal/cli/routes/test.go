package routes

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/routes"
)

func newTest(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "test DIR",
		Short: "Run the tests of a folder of routes",
		Long: "Runs the tests of all files *.test.yaml in DIR. Each message takes its route, and the\n" +
			"operations that the mapping makes are compared with the expected operations digit for\n" +
			"digit. A test that needs more than 128 MB of memory or 30 seconds fails. The exit code is\n" +
			"1 if a test fails, and if there is no test.",
		Example:           "  dynctl routes test routes",
		Args:              cli.Args(1, 1, "DIR"),
		ValidArgsFunction: completeFolder(cobra.ShellCompDirectiveNoFileComp),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			f, found, ok, err := read(args[0])
			if !ok {
				return found, err
			}
			return test(ctx, f)
		}),
	}
}

// tested is the result of test.
type tested struct {
	Tests  []routes.Result `json:"tests"`
	Failed int             `json:"failed"`
}

func test(ctx context.Context, f *routes.Folder) (cli.Result, error) {
	runner := routes.NewRunner(f, command, nil)
	defer runner.Close()
	done := tested{Tests: []routes.Result{}}
	for _, t := range f.Tests {
		found, err := runner.Test(ctx, t)
		if err != nil {
			return cli.Result{Data: done, Text: done.write}, err
		}
		done.Tests = append(done.Tests, found)
		if !found.OK {
			done.Failed++
		}
	}
	result := cli.Result{Data: done, Text: done.write, Warnings: f.Warnings}
	switch {
	case len(f.Tests) == 0:
		return result, cli.Failed("write a test beside each mapping: order-placed.test.yaml beside order-placed.jq", "the folder has no tests")
	case done.Failed > 0:
		return result, cli.Problems(done.Failed, "of "+cli.Plural(len(f.Tests), "test")+" failed")
	}
	return result, nil
}

// write writes a table of the tests, and then the differences.
func (t tested) write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range t.Tests {
		state := "ok"
		if !r.OK {
			state = "FAIL"
		}
		fmt.Fprintf(table, "%s\t%s:%d\t%s\t%s\n", state, r.File, r.Line, cli.OrDash(r.Route), cli.OneLine(r.Name))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, r := range t.Tests {
		if r.OK {
			continue
		}
		if _, err := fmt.Fprintf(w, "\n%s:%d: %s: %s\n%s", r.File, r.Line, cli.OneLine(r.Name), r.Problem, indented(r.Diff)); err != nil {
			return err
		}
	}
	if t.Failed > 0 || len(t.Tests) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s passed\n", cli.Plural(len(t.Tests), "test"))
	return err
}

// indented returns a difference without its first line, which names the command diff.
func indented(difference string) string {
	var b strings.Builder
	for line := range strings.Lines(difference) {
		if !strings.HasPrefix(line, "diff ") {
			b.WriteString("  " + line)
		}
	}
	return b.String()
}
