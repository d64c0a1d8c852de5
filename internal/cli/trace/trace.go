// Package trace is the command dynctl trace.
package trace

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/trace"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var ago string
	cmd := &cobra.Command{
		Use:   "trace MESSAGE-ID",
		Short: "Show what became of a message, from the function's log",
		Long: "Shows the log lines of one message as a timeline: each attempt, the response of\n" +
			"Dataverse with its request id, and the outcome. MESSAGE-ID is the id that SNS\n" +
			"returned when the message was published.",
		Example: "  dynctl trace 95df01b4-ee98-5cb9-9903-4c221d41eb5e --stack sns-dynamics --since 3d",
		Args:    oneMessageID,
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			since, err := deadletter.ParseSince(ago, time.Now())
			if err != nil {
				return cli.Result{}, cli.Usagef("--since %w", err)
			}
			return showMessage(ctx, a, strings.ToLower(args[0]), since)
		}),
	}
	cmd.Flags().StringVar(&ago, "since", "1d", "start of the search: a `time` such as 2026-11-21T09:30:00Z, or an age such as 2h or 3d")
	a.LogGroupFlag(cmd)
	return cmd
}

// oneMessageID checks the arguments. The command dlq show takes the beginning of an id.
func oneMessageID(cmd *cobra.Command, args []string) error {
	if err := cli.Args(1, 1, "MESSAGE-ID")(cmd, args); err != nil || trace.IsMessageID(args[0]) {
		return err
	}
	f := cli.Usagef("%q is no MessageId: expected a GUID such as 95df01b4-ee98-5cb9-9903-4c221d41eb5e", args[0])
	if len(args[0]) >= deadletter.ShortestID && strings.Trim(strings.ToLower(args[0]), "0123456789abcdef-") == "" {
		f.Err = fmt.Errorf("%s is the beginning of a MessageId: trace takes a whole id", args[0])
		f.Actions = []string{cli.InStack(cmd, "if the message is a dead letter, find its whole id: dynctl dlq show "+args[0])}
	}
	return f
}

func showMessage(ctx context.Context, a *cli.App, id string, since time.Time) (cli.Result, error) {
	c, group, err := a.LogGroup(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	lines, err := trace.Message(ctx, c, group, id, since)
	if err != nil {
		return cli.Result{}, cli.LogFailure(err)
	}
	found := cli.Result{Data: data{id, append([]trace.Line{}, lines...)}, Text: func(w io.Writer) error { return writeLines(a, w, lines) }}
	if len(lines) == 0 {
		f := cli.Failed("check the id; a line appears in the log after some seconds",
			"no line of message %s in %s since %s", id, group, since.UTC().Format(time.RFC3339))
		if age, ok := deadletter.EarlierSince(since, time.Now()); ok {
			f.Actions = append(f.Actions, "look further back: dynctl trace "+id+" --since "+age)
		}
		f.Actions = append(f.Actions, "if SNS could not deliver the message: dynctl dlq show "+id)
		return found, f
	}
	return found, nil
}
