package routes

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/operator/replay"
	"sns-dynamics/internal/operator/routes"
)

func newRun(a *cli.App) *cobra.Command {
	var metadata string
	var attributes []string
	cmd := &cobra.Command{
		Use:   "run DIR FILE…",
		Short: "Run messages through the routes and the function, against the embedded emulator",
		Long: "Runs the messages in FILE… through the routes in DIR and the handler that Lambda runs,\n" +
			"against a Dataverse emulator in this process. For each message it shows the route, the\n" +
			"operation that its mapping makes, the requests and the outcome; then the rows that exist.\n" +
			"It leaves out the sign-in and the requests for definitions of tables.\n" +
			"A file holds a message, several messages one after the other, an SNS envelope, or an event\n" +
			"of SNS or SQS.\n\n" +
			"The rows are the rows of the emulator, not of your environment: dynctl routes check\n" +
			"--online checks against that. --metadata emulates the tables of your organization.",
		Example: "  dynctl routes run routes order.json\n" +
			"  dynctl routes run routes order.json --attribute region=emea",
		Args:              cli.Args(2, math.MaxInt, "DIR FILE…"),
		ValidArgsFunction: completeFolder(cobra.ShellCompDirectiveDefault),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			set, err := attributesOf(attributes)
			if err != nil {
				return cli.Result{}, err
			}
			f, found, ok, err := read(args[0])
			if !ok {
				return found, err
			}
			var events []replay.Event
			for _, file := range args[1:] {
				more, err := readMessages(file, set)
				if err != nil {
					return cli.Result{}, err
				}
				events = append(events, more...)
			}
			var options emulator.Options
			var warnings []string
			if metadata != "" {
				if options.Schema, warnings, err = environment.EmulatorSchema(metadata); err != nil {
					return cli.Result{}, err
				}
			}
			done, err := run(ctx, a, options, f, events)
			done.Warnings = append(warnings, f.Warnings...)
			return done, err
		}),
	}
	cmd.Flags().StringArrayVar(&attributes, "attribute", nil, "message attribute of each message without an envelope, as `NAME=VALUE`; may be repeated")
	cmd.Flags().StringVar(&metadata, "metadata", "", "`file` with the $metadata document of an organization, whose tables to emulate")
	return cmd
}

// attributesOf returns message attributes of type String in the form of an envelope. The error is
// a usage error.
func attributesOf(given []string) (json.RawMessage, error) {
	all := delivery.Attributes{}
	for _, assignment := range given {
		name, value, found := strings.Cut(assignment, "=")
		if !found || name == "" {
			return nil, cli.Usagef("--attribute %s: expected NAME=VALUE", assignment)
		}
		all[name] = delivery.Attribute{Type: "String", Value: value}
	}
	return all.JSON(), nil
}

func readMessages(file string, attributes json.RawMessage) ([]replay.Event, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, cli.Failed("name files that can be read", "read the messages: %w", err)
	}
	events, skipped, err := replay.ReadMessages(file, text, attributes)
	switch {
	case err != nil:
		return nil, cli.Failed("give files of messages, envelopes or events, as JSON", "%w", err)
	case len(skipped) > 0:
		return nil, cli.Failed("leave it out", "%s: a dead letter of an unknown form", skipped[0])
	}
	return events, nil
}

// run runs events, and shows what they become.
func run(ctx context.Context, a *cli.App, options emulator.Options, f *routes.Folder, events []replay.Event) (cli.Result, error) {
	allowed, err := inprocess.Fence()
	if err != nil {
		return cli.Result{}, err
	}
	trial := inprocess.Trial{
		Deployed: inprocess.Deployed{Fence: allowed}, Emulator: options, LeavesOutPreparation: true, Advice: "read the reason of each message that failed",
	}
	trial.Deployed.Use(f)
	return trial.Run(ctx, a, events)
}
