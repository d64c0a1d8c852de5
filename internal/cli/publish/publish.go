// Package publish is the command dynctl publish.
package publish

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/cli/input"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/publish"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	p := &publication{App: a}
	cmd := &cobra.Command{
		Use:   "publish FILE|DIR|-...",
		Short: "Publish messages to the topic, each once",
		Long: "Validates all messages as dynctl validate does, with --online or --metadata also against\n" +
			"an environment, and publishes none if one has a problem. Then it publishes them,\n" +
			"ten per request, with the message attributes operation and entitySet for filter policies;\n" +
			"to an ordered topic in the order of their rows. A journal records which messages SNS\n" +
			"accepted, so that an interrupted run can continue: in the file of --resume, or in a\n" +
			"temporary file, which is kept if messages are left.\n\n" +
			"The messages are operations. To publish an event that routes turn into operations, use the\n" +
			"aws CLI. dynctl routes run shows what such an event becomes.\n\n" +
			"If SNS throttles or fails, a message is tried up to ten times, with at most 65 seconds of\n" +
			"waiting. If a standard topic gives no response, the message may have been published, and\n" +
			"is reported as uncertain: published again it has another MessageId, so a create without id\n" +
			"or key makes a second row, and an action runs again.\n\n" + input.Help,
		Example: "  dynctl publish orders.ndjson --stack sns-dynamics\n" +
			"  dynctl publish new/ changed.json --stack sns-dynamics --online --rate 20\n" +
			"  dynctl sample 01 | dynctl publish - --stack sns-dynamics --dry-run",
		Args: cli.Args(1, math.MaxInt, "FILE|DIR|-..."),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			p.names = args
			return p.publish(ctx)
		}),
	}
	flags := cmd.Flags()
	flags.Float64Var(&p.rate, "rate", 0, "maximum `number` of messages a second; 0 is no limit")
	flags.BoolVar(&p.dryRun, "dry-run", false, "show what would be published, and publish nothing")
	flags.StringVar(&p.resume, "resume", "", "journal `file`: create it, or continue from its end")
	flags.BoolVar(&p.includeUncertain, "include-uncertain", false, "with --resume: publish uncertain messages again")
	a.TopicFlag(cmd)
	p.from.AddFlags(cmd, a, "refuse messages that do not fit the environment of the function's secret")
	return cmd
}

// publication is one run of the command.
type publication struct {
	*cli.App
	names            []string // of the input
	from             environment.Source
	rate             float64
	dryRun           bool
	resume           string
	includeUncertain bool
}

// check checks the flags. Its error is a usage error.
func (p *publication) check() error {
	if err := cli.CheckRate(p.rate); err != nil {
		return err
	}
	if err := p.from.Check(); err != nil {
		return err
	}
	switch {
	case p.dryRun && p.resume != "":
		return cli.Usagef("--dry-run publishes nothing, so there is nothing to --resume")
	case p.includeUncertain && p.resume == "":
		return cli.Usagef("--include-uncertain needs --resume: the journal records which messages are uncertain")
	case p.resume != "" && slices.ContainsFunc(p.names, func(name string) bool { return source.Reads(name, p.resume) }):
		return cli.Usagef("--resume %s would be read as messages: give it another extension, or another directory", p.resume)
	}
	return nil
}

func (p *publication) publish(ctx context.Context) (cli.Result, error) {
	if err := p.check(); err != nil {
		return cli.Result{}, err
	}
	in, err := input.Open(ctx, p.App, p.names...)
	if err != nil {
		return cli.Result{}, err
	}
	defer in.Close()
	if err := in.Keep(); ctx.Err() != nil {
		return cli.Result{}, ctx.Err()
	} else if err != nil {
		return cli.Result{}, cli.Failed("publish a file instead, or free some space where $TMPDIR is", "%w", err)
	}
	against, err := p.from.Checker(ctx, p.App)
	if err != nil {
		return cli.Result{}, err
	}
	sum, longest := &publish.Sum{}, 0
	found, err := input.Check(ctx, in, outgoing.MaxBytes, func(i source.Item, op operation.Operation) []message.Problem {
		sum.Add(i)
		longest = max(longest, outgoing.Size(i.Text, outgoing.Attributes(op)))
		return against.Check(i, op)
	})
	found.Warnings = append(found.Warnings, against.Warnings()...)
	if failed := against.Err(); failed != nil {
		return cli.Result{Data: found, Warnings: found.Warnings}, failed
	}
	if err != nil {
		return cli.Result{Data: found, Text: problemsText(found, cli.IsTerminal(p.Stdout))}, p.ofEvents(err, found.Events)
	}
	to, err := p.findTopic(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	if longest > to.maximum {
		found, err := input.Check(ctx, in, to.maximum)
		return cli.Result{Data: found, Text: problemsText(found, cli.IsTerminal(p.Stdout))}, err
	}
	if p.dryRun {
		return p.plan(ctx, in, sum, found, to)
	}
	return p.send(ctx, in, sum, to)
}

// send publishes the messages with a journal.
func (p *publication) send(ctx context.Context, in *source.Input, sum *publish.Sum, to target) (cli.Result, error) {
	path, err := p.journalFile()
	if err != nil {
		return cli.Result{}, err
	}
	j, err := publish.OpenJournal(path, to.topic, sum)
	if err != nil {
		return cli.Result{}, p.failure(ctx, path, publish.Result{}, err)
	}
	progress := p.NewProgress(sum.Len()-j.Published(), "publish", "message")
	done, err := publish.New(to.cloud, j, publish.Options{
		Rate: p.rate, MaximumBytes: to.maximum, IncludeUncertain: p.includeUncertain, Progress: func(now publish.Progress) {
			progress.Shrink(now.Untried)
			progress.Add(now.Published, now.Failed, now.Uncertain)
		},
	}).Publish(ctx, publish.Messages(in, j.Run, sum))
	progress.Finish()
	if p.resume == "" && (done.Published == done.Messages || done.Published+done.Uncertain == 0) {
		_ = j.Remove() // it is in a directory for temporary files
		path = ""
	} else {
		_ = j.Close() // each line was on the disk before the next request
	}
	return p.result(data{Topic: to.topic, Journal: path, Result: done}), p.failure(ctx, path, done, err)
}

// problemsText is the text of a run that publishes nothing because of problems; see
// [input.WriteProblems].
func problemsText(found validate.Report, withLines bool) func(io.Writer) error {
	return func(w io.Writer) error {
		if err := input.WriteProblems(w, found, withLines); err != nil {
			return err
		}
		_, err := fmt.Fprintln(w, "nothing was published")
		return err
	}
}
