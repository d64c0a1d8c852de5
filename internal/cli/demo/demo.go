// Package demo is the command dynctl demo.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/emulator"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var isOpen bool
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the sample events through the function, against the embedded emulator",
		Long: "Runs every sample event through the handler that Lambda runs, against a Dataverse\n" +
			"emulator in this process, over real HTTP. For each message it shows the operation,\n" +
			"its requests and the outcome; then the rows that exist, and how many messages had which\n" +
			"outcome.\n\n" +
			"With --routes it runs the messages of the tests of a folder of routes instead, and shows\n" +
			"the route of each message and the operation that its mapping makes.\n\n" +
			"With --open it then serves the same as a page, until interrupted, and opens the page\n" +
			"in a browser if it finds one.",
		Example: "  dynctl demo\n  dynctl demo --open",
		Args:    cli.NoArgsBut(func(arg string) string { return "dynctl demo --routes " + cli.ShellWord(arg) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			s, err := samplesOf(dir)
			if err != nil {
				return cli.Result{}, err
			}
			if isOpen {
				return cli.Result{}, open(ctx, a, s)
			}
			w := a.Stdout
			if a.JSON {
				w = io.Discard
			}
			server, shown, err := run(ctx, w, s, a.Style(a.Stdout))
			if err != nil {
				return cli.Result{Data: shown}, err
			}
			defer server.Close()
			next := "next: dynctl demo --open"
			if dir != "" {
				next += " --routes " + cli.ShellWord(dir)
			}
			return cli.Result{Data: shown, Text: func(w io.Writer) error {
				_, err := fmt.Fprintln(w, next)
				return err
			}}, nil
		}),
	}
	cmd.Flags().StringVar(&dir, "routes", "", "`folder` of routes, whose tests to run in the place of the sample events")
	_ = cmd.MarkFlagDirname("routes") // the flag is there
	cmd.Flags().BoolVar(&isOpen, "open", false, "show it as a page on 127.0.0.1, until interrupted")
	return cmd
}

// run runs every sample, and shows the events and then the rows. It fails if an event ends
// differently from what its name says, so that the demo shows no wrong result as a success. A
// fence with limits may refuse any event. The function has queues, so a message that can never
// succeed becomes a dead letter. The caller closes the server.
func run(ctx context.Context, w io.Writer, s samples, style screen.Style) (server *inprocess.Server, shown inprocess.Data, err error) {
	shown.Rows = map[string][]json.RawMessage{}
	if s.deployed.Fence, err = inprocess.Fence(); err != nil {
		return nil, shown, err
	}
	log := &inprocess.Log{}
	server, err = inprocess.Start("127.0.0.1:0", emulator.Options{}, 0, s.deployed, log) // no patience: each event ends at once
	if err != nil {
		return nil, shown, err
	}
	if shown, err = s.run(ctx, w, server, log, style); err != nil {
		server.Close()
		return nil, shown, err
	}
	return server, shown, nil
}
