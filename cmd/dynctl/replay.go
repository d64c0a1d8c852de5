package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/queue"
	"sns-dynamics/internal/replay"
)

func newReplay(a *app) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "replay FILE…",
		Short: "Run kept messages again: in process, by the deployed function, or by its queue",
		Long: "Runs the messages in files again: events of SNS or SQS, envelopes as SNS writes them,\n" +
			"messages alone, dead letters as dynctl dlq export or Lambda wrote them, one or more in a\n" +
			"file. MessageId and time stay, so a create makes the row it made, or would have made. A\n" +
			"message alone gets a MessageId made of its text, so replaying it again makes no second\n" +
			"row. An action runs again.\n\n" +
			"  --to emulator  in process, against the embedded emulator; nothing is reached (the default)\n" +
			"  --to lambda    by the deployed function, at once\n" +
			"  --to queue     by the function's queue, soon",
		Args: takes(1, math.MaxInt, "FILE…"),
		RunE: a.command(func(ctx context.Context, files []string) (answer, error) {
			if to != "emulator" && to != "lambda" && to != "queue" {
				return answer{}, usagef("--to %s: expected emulator, lambda or queue", to)
			}
			events, skipped, err := readEvents(files)
			if err != nil {
				return answer{}, err
			}
			var done answer
			if to == "emulator" {
				done, err = a.replayHere(ctx, events)
			} else {
				done, err = a.replayThere(ctx, to, events)
			}
			return withSkipped(done, err, skipped, countMessages(events))
		}),
	}
	cmd.Flags().StringVar(&to, "to", "emulator", "`where` to run them: emulator, lambda or queue")
	a.functionFlag(cmd)
	a.queueFlag(cmd)
	return cmd
}

// readEvents reads all files before anything is run.
func readEvents(files []string) (all []replay.Event, skipped []string, err error) {
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return nil, nil, failf("name the files in it: dynctl replay "+shellWord(name)+"/*", "read the messages: %s is a directory", name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, failf("name files that can be read", "read the messages: %w", err)
		}
		events, left, err := replay.Read(name, text)
		if err != nil {
			return nil, nil, failf("give files of events, envelopes, messages or dead letters, as JSON", "%w", err)
		}
		all, skipped = append(all, events...), append(skipped, left...)
	}
	return all, skipped, nil
}

// withSkipped adds to what a replay did the letters that it could not run.
func withSkipped(done answer, err error, skipped []string, messages int) (answer, error) {
	for _, at := range skipped {
		done.warnings = append(done.warnings, at+": skipped, a dead letter of an unknown shape: nobody knows what to run")
	}
	f, isFailure := errors.AsType[*failure](err)
	switch {
	case len(skipped) == 0 || err != nil && (!isFailure || f.exit != exitSome):
		return done, err
	case err == nil:
		err = some(len(skipped), messages+len(skipped), "were skipped", "look what they are, and who sent them: the warnings name their lines")
	default:
		f.err = fmt.Errorf("%w; %s skipped", f.err, count(len(skipped), "letter was", "letters were"))
	}
	return done, err
}

// replayData is what replay did with AWS.
type replayData struct {
	To     string          `json:"to"`
	Events []replayedEvent `json:"events"`
}

type replayedEvent struct {
	Name       string   `json:"name"`
	MessageIDs []string `json:"messageIds"`
	Error      string   `json:"error,omitempty"`
}

func (a *app) replayThere(ctx context.Context, to string, events []replay.Event) (answer, error) {
	c, err := a.cloud(ctx)
	if err != nil {
		return answer{}, err
	}
	p, err := a.places(ctx, c)
	if err == nil && to == "lambda" {
		err = a.needed(p.FunctionName, "function")
	}
	if err == nil && to == "queue" {
		err = a.needed(p.QueueURL, "queue")
	}
	if err != nil {
		return answer{}, err
	}
	run := func(e replay.Event) error { return replay.Enqueue(ctx, queue.New(c, p.QueueURL), e) }
	if to == "lambda" {
		run = func(e replay.Event) error { return replay.Invoke(ctx, c, p.FunctionName, e) }
	}
	done := replayData{To: to, Events: []replayedEvent{}}
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
			return answer{data: done, text: done.show}, a.notReplayed(ctx, to, e, err) // the next would fail as well
		}
	}
	if failed > 0 {
		err = some(failed, countMessages(events), "failed", "look in the function's log for why")
	}
	return answer{data: done, text: done.show}, err
}

// notReplayed says of an invocation without an answer that it may have run.
func (a *app) notReplayed(ctx context.Context, to string, e replay.Event, err error) error {
	f := a.explain(ctx, err)
	if to == "lambda" && f.isRetryable() && !replay.IsThrottled(err) {
		f.actions = []string{
			"the function may have run " + e.Name + ", and an action would run again: look first: dynctl trace " + shellWord(e.Deliveries[0].Envelope.MessageID),
			"then replay what is left",
		}
	}
	return f
}

func countMessages(events []replay.Event) int {
	n := 0
	for _, e := range events {
		n += len(e.Deliveries)
	}
	return n
}

func (d replayData) show(w io.Writer) error {
	for _, e := range d.Events {
		ended := "sent to the function's queue"
		switch {
		case e.Error != "":
			ended = oneLine(e.Error)
		case d.To == "lambda":
			ended = "the function is done with it; what failed is in a queue, and the log says so: dynctl trace " + shellWord(e.MessageIDs[0])
		}
		if _, err := fmt.Fprintf(w, "%s  message %s: %s\n", e.Name, strings.Join(e.MessageIDs, ", "), ended); err != nil {
			return err
		}
	}
	return nil
}
