package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operator/replay"
)

// data is the result of a replay in AWS.
type data struct {
	To     string          `json:"to"`
	Events []replayedEvent `json:"events"`
}

type replayedEvent struct {
	Name       string   `json:"name"`
	MessageIDs []string `json:"messageIds"`
	Error      string   `json:"error,omitempty"`
}

// runInAWS runs events one after another, and stops at the first error that is not the
// function's own.
func runInAWS(ctx context.Context, a *cli.App, to string, events []replay.Event) (cli.Result, error) {
	run, err := newRunner(ctx, a, to)
	if err != nil {
		return cli.Result{}, err
	}
	done := data{To: to, Events: []replayedEvent{}}
	failed := 0
	for _, e := range events {
		r := replayedEvent{Name: e.Name}
		for _, d := range e.Deliveries {
			r.MessageIDs = append(r.MessageIDs, d.Envelope.MessageID)
		}
		err := run(e)
		if err != nil {
			r.Error = err.Error()
			failed += len(e.Deliveries)
		}
		done.Events = append(done.Events, r)
		if _, ofFunction := errors.AsType[*replay.FunctionError](err); err != nil && !ofFunction {
			return cli.Result{Data: done, Text: func(w io.Writer) error { return done.show(a, w) }}, notReplayed(ctx, a, to, e, err) // the next event would fail too
		}
	}
	if failed > 0 {
		err = cli.SomeFailed(failed, replay.Count(events), "failed", "the function's log has the reason")
	}
	return cli.Result{Data: done, Text: func(w io.Writer) error { return done.show(a, w) }}, err
}

// newRunner returns the way to run an event: by the function or by its queue.
func newRunner(ctx context.Context, a *cli.App, to string) (func(replay.Event) error, error) {
	c, err := a.AWS(ctx)
	if err != nil {
		return nil, err
	}
	deployed, err := a.Deployment(ctx, c)
	if err != nil {
		return nil, err
	}
	if to == "lambda" {
		return func(e replay.Event) error { return replay.Invoke(ctx, c, deployed.FunctionName, e) }, a.Require(deployed.FunctionName, "function")
	}
	return func(e replay.Event) error { return replay.Enqueue(ctx, queue.New(c, deployed.QueueURL), e) }, a.Require(deployed.QueueURL, "queue")
}

// notReplayed returns the failure of an event. An invocation without a response may
// nonetheless have run.
func notReplayed(ctx context.Context, a *cli.App, to string, e replay.Event, err error) error {
	f := cli.FailureOf(ctx, err)
	check := "check in the function's log first"
	if a.KnowsLog() {
		check = "check first: dynctl trace " + cli.ShellWord(e.Deliveries[0].Envelope.MessageID)
	}
	if to == "lambda" && f.IsRetryable() && !replay.IsThrottled(err) {
		f.Actions = []string{
			"the function may have run " + e.Name + ", and an action would run again; " + check,
			"then replay the events that are left",
		}
	}
	return f
}

func (d data) show(a *cli.App, w io.Writer) error {
	for _, e := range d.Events {
		ended := "sent to the function's queue"
		switch {
		case e.Error != "":
			ended = cli.OneLine(e.Error)
		case d.To == "lambda":
			ended = "the function has processed it; a message that failed is in a queue, and the log has its outcome"
			if a.KnowsLog() {
				ended += ": " + a.Suggest("dynctl trace "+cli.ShellWord(e.MessageIDs[0]))
			}
		}
		if err := cli.WriteAction(w, "", fmt.Sprintf("%s  message %s: %s", e.Name, strings.Join(e.MessageIDs, ", "), ended)); err != nil {
			return err
		}
	}
	return nil
}
