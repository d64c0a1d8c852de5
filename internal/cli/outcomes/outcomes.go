// Package outcomes is the command dynctl outcomes.
package outcomes

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/operator/outcomes"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var follow bool
	var count int
	cmd := &cobra.Command{
		Use:   "outcomes",
		Short: "Show the outcome events of messages, live",
		Long: "Shows what becomes of messages while they are published: it subscribes a temporary\n" +
			"queue to the stack's topic of outcome events, and shows each event. At the end it\n" +
			"removes the subscription and the queue. The stack needs the parameter Outcomes; the\n" +
			"stack of dynctl emulate does not have it.\n" +
			"SNS keeps no events: the command shows the events from its start on.",
		Example: "  dynctl outcomes --follow --stack sns-dynamics",
		Args:    cli.NoArgsBut(func(arg string) string { return "dynctl outcomes --follow --stack " + cli.ShellWord(arg) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			if !follow {
				return cli.Result{}, cli.Usagef("SNS keeps no events: give --follow to show the events from now on")
			}
			if count < 0 {
				return cli.Result{}, cli.Usagef("--count: expected at least 0")
			}
			return show(ctx, a, count)
		}),
	}
	cmd.Flags().BoolVar(&follow, "follow", false, "show events until the command is interrupted")
	cmd.Flags().IntVar(&count, "count", 0, "end after this `number` of events; 0 means no end")
	a.OutcomeTopicFlag(cmd)
	return cmd
}

type data struct {
	Events []json.RawMessage `json:"events"`
}

// event is the part of an event that the command shows as text.
type event struct {
	Time          string
	CorrelationID string
	Data          struct{ MessageID, Operation, EntitySet, Route, Outcome, Row, Class, Code, Reason string }
}

func show(ctx context.Context, a *cli.App, count int) (cli.Result, error) {
	c, err := a.AWS(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return cli.Result{}, err
	}
	if deployed.OutcomeTopicARN == "" && a.Stack == deployment.Stack {
		return cli.Result{}, cli.Failed("see the outcomes on the page of dynctl emulate, or of one message: dynctl trace MESSAGE-ID",
			"stack %s of dynctl emulate publishes no outcome events: they need a stack in AWS with the parameter Outcomes", a.Stack)
	}
	if deployed.OutcomeTopicARN == "" {
		return cli.Result{}, cli.Failed("give --outcome-topic, or make one: "+deployed.DeployCommand("Outcomes=all"), "there is no topic of outcome events")
	}
	shown := data{Events: []json.RawMessage{}}
	n := 0
	defer a.HoldWaits()() // the command says itself what it waits for
	err = outcomes.Follow(ctx, c, deployed.OutcomeTopicARN, func() {
		cli.WriteText(a.Stderr, "dynctl: ", "waiting for outcome events of "+deployed.OutcomeTopicARN+"; Ctrl-C ends")
	}, func(text string) bool {
		n++
		if a.JSON && json.Valid([]byte(text)) {
			shown.Events = append(shown.Events, json.RawMessage(text))
		} else {
			writeEvent(cli.TerminalSafe(a.Stdout), text)
		}
		return count == 0 || n < count
	})
	return cli.Result{Data: shown}, err
}

// writeEvent writes one line for an event, and a second line for a reason.
func writeEvent(w io.Writer, text string) {
	var e event
	if err := json.Unmarshal([]byte(text), &e); err != nil || e.Data.Outcome == "" {
		fmt.Fprintln(w, "an event of another form")
		return
	}
	words := []string{e.Time, e.Data.MessageID, e.Data.Outcome}
	for _, part := range []string{e.Data.Route, e.Data.Operation, e.Data.EntitySet, e.Data.Row} {
		if part != "" {
			words = append(words, part)
		}
	}
	if e.CorrelationID != "" {
		words = append(words, "("+cli.OneLine(e.CorrelationID)+")")
	}
	fmt.Fprintln(w, strings.Join(words, " "))
	if e.Data.Reason != "" {
		fmt.Fprintf(w, "    %s %s: %s\n", e.Data.Class, e.Data.Code, cli.OneLine(e.Data.Reason))
	}
}
