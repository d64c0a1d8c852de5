// Package replay is the command dynctl replay.
package replay

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/replay"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var to, dir string
	var yes bool
	cmd := &cobra.Command{
		Use:   "replay FILE…",
		Short: "Run kept messages again: in process, by the deployed function, or by its queue",
		Long: "Runs the messages in files again: events of SNS or SQS, SNS envelopes, plain messages,\n" +
			"and dead letters as dynctl dlq export or Lambda wrote them; a file may hold several, or a\n" +
			"JSON array of them. The MessageId and the time stay the same, so a create makes the same\n" +
			"row again. A plain message gets a MessageId that follows from its text, so a second replay\n" +
			"makes no second row. An action runs again.\n\n" +
			"With --routes, the messages run through the routes of a folder. So a dead letter shows\n" +
			"whether a corrected mapping takes it, before the routes are deployed.\n\n" +
			"  --to emulator  in process, against the embedded emulator, without a network (the default)\n" +
			"  --to lambda    by the deployed function, at once\n" +
			"  --to queue     by the function's queue, soon\n\n" +
			"With lambda and queue, the command asks for confirmation, or takes --yes.",
		Example: "  dynctl replay letters.ndjson\n" +
			"  dynctl replay letters.ndjson --to queue --stack sns-dynamics --yes",
		Args: cli.Args(1, math.MaxInt, "FILE…"),
		RunE: a.RunE(func(ctx context.Context, files []string) (cli.Result, error) {
			if !slices.Contains(places(), to) {
				return cli.Result{}, cli.Usagef("--to %s: expected emulator, lambda or queue%s", to, cli.DidYouMean(to, places()))
			}
			if dir != "" && to != "emulator" {
				return cli.Result{}, cli.Usagef("--routes is for --to emulator: the deployed function has its own routes")
			}
			aws := inAWS{a, to, yes}
			if to != "emulator" {
				if err := aws.check(files); err != nil {
					return cli.Result{}, err
				}
			}
			events, skipped, err := readEvents(files)
			if err != nil {
				return cli.Result{}, err
			}
			var done cli.Result
			if to == "emulator" {
				done, err = runInProcess(ctx, a, events, dir)
			} else {
				done, err = aws.run(ctx, events)
			}
			return withSkipped(done, err, skipped, replay.Count(events))
		}),
	}
	cmd.Flags().StringVar(&dir, "routes", "", "`folder` of routes that the messages run through, with --to emulator")
	_ = cmd.MarkFlagDirname("routes") // the flag is there
	cmd.Flags().StringVar(&to, "to", "emulator", "`where` to run the messages: emulator, lambda or queue")
	cli.CompleteFlag(cmd, "to", places()...)
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask for confirmation")
	a.FunctionFlag(cmd)
	a.QueueFlag(cmd)
	return cmd
}

// places are the values of --to.
func places() []string { return []string{"emulator", "lambda", "queue"} }

// readEvents reads all files before an event runs.
func readEvents(files []string) (all []replay.Event, skipped []string, err error) {
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return nil, nil, cli.Failed("name the files in it: dynctl replay "+cli.ShellWord(name)+"/*", "read the messages: %s is a directory", name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, cli.Failed("name files that can be read", "read the messages: %w", err)
		}
		events, left, err := replay.Read(name, text)
		if err != nil {
			return nil, nil, cli.Failed("give files of events, envelopes, messages or dead letters, as JSON", "%w", err)
		}
		all, skipped = append(all, events...), append(skipped, left...)
	}
	return all, skipped, nil
}

// withSkipped adds the dead letters that the replay could not run to its result.
func withSkipped(done cli.Result, err error, skipped []string, messages int) (cli.Result, error) {
	for _, at := range skipped {
		done.Warnings = append(done.Warnings, at+": skipped: a dead letter of an unknown form, without a known message")
	}
	f, isFailure := errors.AsType[*cli.Failure](err)
	switch {
	case len(skipped) == 0 || err != nil && (!isFailure || f.Exit != cli.ExitPartial):
		return done, err
	case err == nil:
		err = cli.SomeFailed(len(skipped), messages+len(skipped), "were skipped", "find out what they are and who sent them: the warnings name their lines")
	default:
		f.Err = fmt.Errorf("%w; %s skipped", f.Err, cli.Count(len(skipped), "letter was", "letters were"))
	}
	return done, err
}
