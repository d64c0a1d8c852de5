package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awserror"
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

	isStop bool // the replay ended with the error
}

// inAWS is a replay in AWS.
type inAWS struct {
	*cli.App
	to  string
	yes bool
}

// check returns a usage error if nobody can confirm the replay of the files.
func (r inAWS) check(files []string) error {
	if r.yes || r.CanAsk() {
		return nil
	}
	f := cli.CannotAsk("--to emulator to run the messages in process")
	command := func(flags ...string) string { return cli.ShellLine([]string{"dynctl", "replay"}, files, flags) }
	f.Actions = []string{"run the messages in process: " + command(), "replay the messages: " + command("--to", r.to, "--yes")}
	return f
}

// isOfLetters reports whether an event is of a dead letter.
func isOfLetters(events []replay.Event) bool {
	return slices.ContainsFunc(events, func(e replay.Event) bool { return e.IsLetter })
}

// run runs events one after another, and stops at the first error that is not the function's
// own.
func (r inAWS) run(ctx context.Context, events []replay.Event) (cli.Result, error) {
	run, err := r.newRunner(ctx, events)
	if err != nil {
		return cli.Result{}, err
	}
	done := data{To: r.to, Events: []replayedEvent{}}
	found := func() cli.Result {
		var warnings []string
		if isOfLetters(events) {
			warnings = append(warnings, "the dead letters are still in the dead-letter queue; dynctl dlq redrive sends a letter and deletes it")
		}
		return cli.Result{Data: done, Warnings: warnings, Text: func(w io.Writer) error { return done.show(r.App, w) }}
	}
	failed, reason := 0, ""
	for _, e := range events {
		one := replayedEvent{Name: e.Name}
		for _, d := range e.Deliveries {
			one.MessageIDs = append(one.MessageIDs, d.Envelope.MessageID)
		}
		err := run(e)
		_, ofFunction := errors.AsType[*replay.FunctionError](err)
		if err != nil {
			one.Error = awserror.Text(err)
			one.isStop = !ofFunction
			failed += len(e.Deliveries)
			reason = cmp.Or(reason, traceOf(r.App, one.MessageIDs[0]))
		}
		done.Events = append(done.Events, one)
		if one.isStop {
			return found(), r.notReplayed(ctx, e, err) // the next event would fail too
		}
	}
	if failed > 0 {
		err = cli.SomeFailed(failed, replay.Count(events), "failed", "see the reason in the function's log: "+reason)
	}
	return found(), err
}

// traceOf returns the command that shows the outcome of a message.
func traceOf(a *cli.App, id string) string {
	command := "dynctl trace " + cli.ShellWord(id)
	if !a.KnowsLog() {
		command += " --log-group LOG-GROUP"
	}
	return a.Suggest(command)
}

// newRunner returns the way to run an event: by the function or by its queue. It asks for
// confirmation unless --yes is given.
func (r inAWS) newRunner(ctx context.Context, events []replay.Event) (func(replay.Event) error, error) {
	c, err := r.AWS(ctx)
	if err != nil {
		return nil, err
	}
	deployed, err := r.Deployment(ctx, c)
	if err != nil {
		return nil, err
	}
	run := func(e replay.Event) error { return replay.Enqueue(ctx, queue.New(c, deployed.QueueURL), e) }
	messages := cli.Plural(replay.Count(events), "message")
	question := "Send " + messages + " to the queue " + path.Base(deployed.QueueURL) + "?"
	err = r.Require(deployed.QueueURL, "queue")
	if r.to == "lambda" {
		run = func(e replay.Event) error { return replay.Invoke(ctx, c, deployed.FunctionName, e) }
		question = "Run " + messages + " by the function " + deployed.FunctionName + "?"
		err = r.Require(deployed.FunctionName, "function")
	}
	if err != nil || r.yes {
		return run, err
	}
	yes, err := r.Confirm(ctx, question)
	if err == nil && !yes {
		err = cli.Failed("--to emulator runs the messages in process", "no message was replayed")
	}
	return run, err
}

// notReplayed returns the failure of an event. An invocation without a response may
// nonetheless have run.
func (r inAWS) notReplayed(ctx context.Context, e replay.Event, err error) error {
	f := cli.FailureOf(ctx, err)
	api, _ := errors.AsType[smithy.APIError](err)
	switch {
	case r.to == "lambda" && api != nil && api.ErrorCode() == "ResourceNotFoundException":
		f.Actions = []string{"check --function, --stack, --region and --profile: there is no such function in that account and region"}
	case r.to == "lambda" && f.IsRetryable() && !replay.IsThrottled(err):
		f.Actions = []string{
			"the function may have run " + e.Name + ", and an action would run again; check first: " + traceOf(r.App, e.Deliveries[0].Envelope.MessageID),
			"then replay the events that are left",
		}
	}
	return f
}

func (d data) show(a *cli.App, w io.Writer) error {
	next := ""
	for _, e := range d.Events {
		ended := "sent to the function's queue"
		switch {
		case e.isStop:
			ended = "not replayed" // the failure has the error
		case e.Error != "":
			ended = cli.OneLine(e.Error)
		case d.To == "lambda":
			ended = "the function has processed it; a message that failed is in a queue"
		}
		if e.Error == "" {
			next = cmp.Or(next, traceOf(a, e.MessageIDs[0]))
		}
		if err := cli.WriteAction(w, "", fmt.Sprintf("%s  message %s: %s", e.Name, strings.Join(e.MessageIDs, ", "), ended)); err != nil {
			return err
		}
	}
	if next == "" {
		return nil
	}
	return cli.WriteAction(w, "next: ", next)
}
