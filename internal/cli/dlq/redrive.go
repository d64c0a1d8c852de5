package dlq

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operator/deadletter"
)

func newRedrive(a *cli.App) *cobra.Command {
	o := redriveOptions{}
	cmd := &cobra.Command{
		Use:   "redrive",
		Short: "Send dead letters to the function's queue again",
		Long: "Sends the original envelopes to the function's queue, and deletes each dead letter after\n" +
			"its envelope was sent, so that no letter is lost, however the command ends. MessageId and\n" +
			"time stay the same, so a message that is sent twice creates one row. An action would run\n" +
			"twice: actions are left out unless they are repeatable, or --include-actions is given.\n" +
			"With Delivery=ordered, later messages of a group may have run already: letters without a\n" +
			"sequence, except creates, are left out unless --include-overtaken is given. A rejected\n" +
			"message fails again and becomes a dead letter again unless its cause was corrected.",
		Example: "  dynctl dlq redrive --stack sns-dynamics --where code=0x80040220 --dry-run\n" +
			"  dynctl dlq redrive --stack sns-dynamics --where source=subscription --yes",
		Args: cli.NoArgsBut(func(id string) string { return instead("dynctl dlq redrive", id) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return redrive(ctx, a, o) }),
	}
	o.addFlags(cmd, "to redrive")
	flags := cmd.Flags()
	flags.Float64Var(&o.rate, "rate", 0, "maximum `number` of letters a second; 0 is no limit")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be redriven, and change nothing")
	flags.BoolVar(&o.includeActions, "include-actions", false, "include actions, which may then run twice")
	flags.BoolVar(&o.includeOvertaken, "include-overtaken", false, "include letters of an ordered queue that may undo newer changes")
	flags.BoolVar(&o.yes, "yes", false, "do not ask for confirmation")
	a.DeadLetterQueueFlag(cmd)
	a.QueueFlag(cmd)
	return cmd
}

type redriveOptions struct {
	selection
	rate                             float64
	includeActions, includeOvertaken bool
	dryRun, yes                      bool
}

// parse checks the flags and returns the letters that they select.
func (o *redriveOptions) parse(a *cli.App) (deadletter.Selection, error) {
	where, err := o.selection.parse()
	if err == nil {
		err = cli.CheckRate(o.rate)
	}
	if err == nil && !o.dryRun && !o.yes && !a.CanAsk() {
		f := cli.CannotAsk("--dry-run to see what would be redriven")
		f.Actions = []string{"see what would be redriven: " + o.command("--dry-run"), "redrive the letters: " + o.command("--yes")}
		err = f
	}
	return deadletter.Selection{Where: where, Limit: o.limit, IncludeRepeatRisks: o.includeActions, IncludeOvertaken: o.includeOvertaken}, err
}

// command is the command with these options and one more flag.
func (o *redriveOptions) command(flag string) string {
	rate := ""
	if o.rate > 0 {
		rate = strconv.FormatFloat(o.rate, 'g', -1, 64)
	}
	words := slices.Concat([]string{"dynctl", "dlq", "redrive"}, o.words(), cli.ShellFlag("--rate", rate))
	if o.includeActions {
		words = append(words, deadletter.IncludeActions)
	}
	if o.includeOvertaken {
		words = append(words, deadletter.IncludeOvertaken)
	}
	return cli.ShellLine(words, []string{flag})
}

func redrive(ctx context.Context, a *cli.App, o redriveOptions) (cli.Result, error) {
	selected, err := o.parse(a)
	if err != nil {
		return cli.Result{}, err
	}
	q, err := findQueues(ctx, a)
	if err == nil {
		err = q.checkTarget(a)
	}
	if err != nil {
		return cli.Result{}, err
	}
	done := redriveData{DryRun: o.dryRun, Redriven: deadletter.Redriven{Failures: []deadletter.Failure{}}}
	read := a.Wait("the dead letters")
	done.Plan, err = q.Plan(ctx, selected)
	read()
	if err != nil || o.dryRun || done.Plan.Letters == 0 {
		return done.result(a, err), err
	}
	if !o.yes {
		if err := confirmRedrive(ctx, a, done.Plan); err != nil {
			return cli.Result{}, err
		}
	}
	done.Redriven, err = q.redrive(ctx, a, done.Plan, o.rate)
	err = done.failure(ctx, err)
	return done.result(a, err), err
}

// checkTarget checks that the function's queue is known, and is no dead-letter queue.
func (q queues) checkTarget(a *cli.App) error {
	target := q.deployed.QueueURL
	if err := a.Require(target, "queue"); err != nil {
		return err
	}
	if target == q.deployed.DeadLetterQueueURL || target == q.deployed.OrderedDeadLetterQueueURL {
		return cli.Usagef("--queue is the dead-letter queue itself")
	}
	return nil
}

// redrive carries out a plan and reports the progress.
func (q queues) redrive(ctx context.Context, a *cli.App, p deadletter.Plan, rate float64) (deadletter.Redriven, error) {
	progress := a.NewProgress(p.Letters, "redrive", "letter")
	defer progress.Finish()
	lastDone, lastFailed := 0, 0
	return q.Redrive(ctx, p, queue.New(q.aws, q.deployed.QueueURL), rate, func(done, failed int) {
		progress.Add(done-lastDone, failed-lastFailed, 0)
		lastDone, lastFailed = done, failed
	})
}

// confirmRedrive shows the plan and asks for confirmation. The error says that the
// user refused, or comes from ctx or from the writer.
func confirmRedrive(ctx context.Context, a *cli.App, p deadletter.Plan) error {
	if err := writePlan(cli.TerminalSafe(a.Stderr), p); err != nil {
		return err
	}
	yes, err := a.Confirm(ctx, "Redrive "+cli.Plural(p.Letters, "letter")+"?")
	if err == nil && !yes {
		err = cli.Failed("--dry-run shows what would be redriven; --where and --limit select fewer letters", "no letter was redriven")
	}
	return err
}

// failure returns the failure of a redrive that ended with err, or that left letters in
// the dead-letter queue. It returns nil if all letters were redriven.
func (d redriveData) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		if err != nil {
			err = cli.Interrupted(errors.New("interrupted"), "run the same command again: the letters that are left are still in the queue")
		}
		return err
	}
	left := d.left()
	if left == 0 || err != nil && d.Letters == 0 {
		return err
	}
	why := "they were not in the queue, or not visible"
	if len(d.Failures) > 0 {
		why = cli.OneLine(d.Failures[0].Reason)
	}
	return cli.SomeFailed(left, left+d.Letters, "were not redriven: "+why, "run the same command again: the letters that are left are still in the dead-letter queue")
}
