package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/queue"
)

func newDLQRedrive(a *app) *cobra.Command {
	o := redriveOptions{}
	cmd := &cobra.Command{
		Use:   "redrive",
		Short: "Send dead letters to the function's queue again",
		Long: "Sends the original envelopes to the function's queue and deletes each dead letter once\n" +
			"that succeeded, so that nothing is lost, whenever it ends. MessageId and time stay as they\n" +
			"were, so a message sent twice makes one row. An action would run twice: actions are left\n" +
			"out, but for repeatable ones, unless --include-actions. With Delivery=ordered, later\n" +
			"messages of a group may have run: letters without a sequence, creates excepted, are left\n" +
			"out unless --include-overtaken. What is rejected fails again unless its cause was mended,\n" +
			"and comes back.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) { return a.redrive(ctx, o) }),
	}
	o.flags(cmd, "to redrive")
	flags := cmd.Flags()
	flags.Float64Var(&o.rate, "rate", 0, "`number` of letters a second at most; 0 is no limit")
	flags.BoolVar(&o.dryRun, "dry-run", false, "say what would be done, and do nothing")
	flags.BoolVar(&o.includeActions, "include-actions", false, "also actions, which may then run twice")
	flags.BoolVar(&o.includeOvertaken, "include-overtaken", false, "also letters of an ordered queue that may undo newer changes")
	flags.BoolVar(&o.yes, "yes", false, "do not ask")
	a.deadLetterQueueFlag(cmd)
	a.queueFlag(cmd)
	return cmd
}

type redriveOptions struct {
	selection
	rate                             float64
	includeActions, includeOvertaken bool
	dryRun, yes                      bool
}

// dlqRedriveData is what dlq redrive did, or would do.
type dlqRedriveData struct {
	DryRun bool            `json:"dryRun"`
	Plan   deadletter.Plan `json:"plan"`
	deadletter.Redriven
}

// missed is how many letters were planned, or tried, and not redriven.
func (d dlqRedriveData) missed() int { return max(len(d.Failures), d.Plan.Letters-d.Letters) }

func (a *app) redrive(ctx context.Context, o redriveOptions) (answer, error) {
	where, err := o.parse()
	if err == nil {
		err = checkRate(o.rate)
	}
	switch {
	case err != nil:
		return answer{}, err
	case !o.dryRun && !o.yes && !a.canAsk():
		return answer{}, usagef("nobody can be asked: give --yes, or --dry-run to see what would be done")
	}
	box, c, p, err := a.box(ctx)
	if err == nil {
		err = a.needed(p.QueueURL, "queue")
	}
	if err == nil && (p.QueueURL == p.DeadLetterQueueURL || p.QueueURL == p.OrderedDeadLetterQueueURL) {
		err = usagef("--queue is the dead-letter queue itself")
	}
	if err != nil {
		return answer{}, err
	}
	done := dlqRedriveData{DryRun: o.dryRun, Redriven: deadletter.Redriven{Failures: []deadletter.Failure{}}}
	done.Plan, err = box.Plan(ctx, deadletter.Selection{Where: where, Limit: o.limit, IncludeHazards: o.includeActions, IncludeOvertaken: o.includeOvertaken})
	found := func() answer { // once all is done
		if err != nil && done.Plan.Letters == 0 {
			return answer{data: done} // that none was seen does not mean that there is none
		}
		return answer{data: done, warnings: warningsOf(done.Plan.Seen), text: func(w io.Writer) error { return a.showRedriven(w, done) }}
	}
	if err != nil || o.dryRun || done.Plan.Letters == 0 {
		return found(), err
	}
	if !o.yes {
		if err := a.askRedrive(ctx, done.Plan); err != nil {
			return answer{}, err
		}
	}
	bar := newProgress(a, done.Plan.Letters, "redrive")
	last := [2]int{}
	done.Redriven, err = box.Redrive(ctx, done.Plan, queue.New(c, p.QueueURL), o.rate, func(ok, failed int) {
		bar.add(ok-last[0], failed-last[1], 0)
		last = [2]int{ok, failed}
	})
	bar.finish()
	if err != nil && ctx.Err() != nil {
		err = &failure{
			exit: exitInterrupted, code: "interrupted", err: errors.New("interrupted"),
			actions: []string{"run it again: what is left is still in the queue"},
		}
	}
	if missed := done.missed(); missed > 0 && ctx.Err() == nil && (err == nil || done.Letters > 0) {
		why := "they were not there, or out of sight, when their turn came"
		if len(done.Failures) > 0 {
			why = oneLine(done.Failures[0].Reason)
		}
		err = some(missed, missed+done.Letters, "were not redriven: "+why, "run the same command again; what was not redriven is still in the dead-letter queue")
	}
	return found(), err
}

// askRedrive shows the plan and asks.
func (a *app) askRedrive(ctx context.Context, p deadletter.Plan) error {
	if err := a.showPlan(harmless{a.stderr}, p); err != nil {
		return err
	}
	yes, err := a.confirm(ctx, "Redrive "+plural(p.Letters, "letter")+"?")
	if err == nil && !yes {
		err = failf("--dry-run shows what would be done; --where and --limit narrow it down", "nothing was redriven")
	}
	return err
}

func (a *app) showRedriven(w io.Writer, d dlqRedriveData) error {
	if d.DryRun || d.Plan.Letters == 0 {
		if err := a.showPlan(w, d.Plan); err != nil || d.Plan.Letters == 0 {
			return err
		}
		_, err := fmt.Fprintf(w, "\nNothing was done: a dry run. Without --dry-run, %s sent on.\n", count(d.Plan.Letters, "letter is", "letters are"))
		return err
	}
	fmt.Fprintf(w, "Redriven %s.\n", plural(d.Letters, "letter"))
	if left := d.missed(); left > 0 {
		fmt.Fprintf(w, "Not redriven, still in the dead-letter queue: %d.\n", left)
	}
	for i, f := range d.Failures {
		if i == 10 {
			fmt.Fprintf(w, "  and %d more\n", len(d.Failures)-i)
			break
		}
		fmt.Fprintf(w, "  %s: %s\n", f.MessageID, oneLine(f.Reason))
	}
	return showAside(w, d.Plan)
}

// showPlan writes what a redrive is going to do.
func (a *app) showPlan(w io.Writer, p deadletter.Plan) error {
	if p.Letters == 0 {
		if _, err := fmt.Fprintln(w, "No dead letter to redrive."); err != nil {
			return err
		}
	} else if err := a.showGroups(w, p.Groups); err != nil {
		return err
	}
	return showAside(w, p)
}

// showAside writes what else there is to know of a redrive.
func showAside(w io.Writer, p deadletter.Plan) error {
	for _, o := range p.LeftOut {
		more := ""
		if o.Flag != "" {
			more = " (" + o.Flag + ")"
		}
		if _, err := fmt.Fprintf(w, "Left out %s: %s%s.\n", plural(o.Letters, "letter"), o.Why, more); err != nil {
			return err
		}
	}
	if p.Rejected > 0 {
		_, err := fmt.Fprintf(w, "Of class rejected: %d. They fail again and come back, unless their cause was mended.\n", p.Rejected)
		return err
	}
	return nil
}
