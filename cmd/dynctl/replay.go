package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
		Args: cobra.MinimumNArgs(1),
		RunE: a.command(func(ctx context.Context, files []string) (answer, error) {
			events, err := readEvents(files)
			if err != nil {
				return answer{}, err
			}
			switch to {
			case "emulator":
				return a.replayHere(ctx, events)
			case "lambda", "queue":
				return a.replayThere(ctx, to, events)
			}
			return answer{}, usagef("--to %s: expected emulator, lambda or queue", to)
		}),
	}
	cmd.Flags().StringVar(&to, "to", "emulator", "`where` to run them: emulator, lambda or queue")
	a.functionFlag(cmd)
	a.queueFlag(cmd)
	return cmd
}

// readEvents reads all files before anything is run.
func readEvents(files []string) ([]replay.Event, error) {
	var all []replay.Event
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, failf("name files that can be read", "read the messages: %w", err)
		}
		events, err := replay.Read(name, text)
		if err != nil {
			return nil, failf("give files of events, envelopes, messages or dead letters, as JSON", "%w", err)
		}
		all = append(all, events...)
	}
	return all, nil
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
		err = needed(p.FunctionName, "function")
	}
	if err == nil && to == "queue" {
		err = needed(p.QueueURL, "queue")
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
			return answer{data: done, text: done.show}, err // the next would fail as well
		}
	}
	if failed > 0 {
		err = some(failed, countMessages(events), "failed", "look in the function's log for why")
	}
	return answer{data: done, text: done.show}, err
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
