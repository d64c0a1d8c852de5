package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/demo"
	"sns-dynamics/internal/cli/dlq"
	"sns-dynamics/internal/cli/doctor"
	"sns-dynamics/internal/cli/emulate"
	"sns-dynamics/internal/cli/explain"
	"sns-dynamics/internal/cli/outcomes"
	"sns-dynamics/internal/cli/publish"
	"sns-dynamics/internal/cli/replay"
	"sns-dynamics/internal/cli/routes"
	"sns-dynamics/internal/cli/sample"
	"sns-dynamics/internal/cli/schema"
	"sns-dynamics/internal/cli/setup"
	"sns-dynamics/internal/cli/trace"
	"sns-dynamics/internal/cli/validate"
	"sns-dynamics/internal/cli/version"
	"sns-dynamics/internal/cli/whoami"
	"sns-dynamics/internal/cli/why"
)

// run is the whole program without its process. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &cli.App{Stdin: stdin, Stdout: stdout, Stderr: stderr}
	root := newRoot(a)
	return a.Execute(ctx, root, explain.MoveNegativeCode(root, args))
}

func newRoot(a *cli.App) *cobra.Command {
	root := &cobra.Command{
		Use:   "dynctl",
		Short: "Set up, check, publish and repair SNS messages on their way into Dynamics 365",
		Long: "Set up, check, publish and repair SNS messages on their way into Dynamics 365.\n\n" +
			"Exit codes: 0 done, 1 failed or problems found, 2 usage, 3 some messages failed,\n" +
			"4 sign-in or permission, 5 unavailable, 130 interrupted.",
	}
	root.Example = "  dynctl demo\n  dynctl emulate\n  dynctl doctor --stack sns-dynamics"
	a.GlobalFlags(root)
	root.AddCommand(
		demo.New(a), dlq.New(a), doctor.New(a), emulate.New(a), explain.New(a), outcomes.New(a), publish.New(a), replay.New(a), routes.New(a), sample.New(a),
		schema.New(a), setup.New(a), trace.New(a), validate.New(a), version.New(a), whoami.New(a), why.New(a),
	)
	return root
}
