package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/trace"
)

func newTrace(a *app) *cobra.Command {
	var ago string
	cmd := &cobra.Command{
		Use:   "trace MESSAGE-ID",
		Short: "Show what became of a message, from the function's log",
		Long: "Shows the log lines of one message as a timeline: each try, what Dataverse\n" +
			"answered and by which request id, what became of it. MESSAGE-ID is what SNS\n" +
			"returned when the message was published.",
		Args: takes(1, 1, "MESSAGE-ID"),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			if !trace.IsMessageID(args[0]) {
				return answer{}, usagef("%q is no MessageId: expected a GUID such as 95df01b4-ee98-5cb9-9903-4c221d41eb5e", args[0])
			}
			since, err := deadletter.ParseSince(ago, time.Now())
			if err != nil {
				return answer{}, usagef("--since %w", err)
			}
			c, err := a.cloud(ctx)
			if err != nil {
				return answer{}, err
			}
			p, err := a.places(ctx, c)
			if err != nil {
				return answer{}, err
			}
			if err := a.needed(p.LogGroupName, "log-group"); err != nil {
				return answer{}, err
			}
			lines, err := trace.Message(ctx, c, p.LogGroupName, args[0], since)
			if errors.Is(err, trace.ErrNotFound) {
				return answer{}, failf("check --stack, --log-group and --region", "%w", err)
			}
			if err != nil {
				return answer{}, err
			}
			found := answer{data: traceData{args[0], append([]trace.Line{}, lines...)}, text: func(w io.Writer) error { return writeTrace(w, lines) }}
			if len(lines) == 0 {
				return found, failf(
					"check the id; give a longer --since; a line takes some seconds to get to the log; dynctl dlq show "+args[0]+" finds what SNS could not deliver",
					"no line of message %s in %s since %s", args[0], p.LogGroupName, since.UTC().Format(time.RFC3339))
			}
			return found, nil
		}),
	}
	cmd.Flags().StringVar(&ago, "since", "1d", "how far back to look: a `time` such as 2026-11-21T09:30:00Z, or how long ago (2h, 3d)")
	a.logGroupFlag(cmd)
	return cmd
}

type traceData struct {
	MessageID string       `json:"messageId"`
	Lines     []trace.Line `json:"lines"`
}

// writeTrace shows what all lines share once, and then a line for each try.
func writeTrace(w io.Writer, lines []trace.Line) error {
	if len(lines) == 0 {
		return nil
	}
	first := lines[0]
	fmt.Fprintln(w, "message ", first.MessageID)
	if first.Operation != "" {
		row := first.Row
		if row != "" {
			row = "(" + row + ")"
		}
		of := ""
		if first.Operations > 0 {
			of = "of " + plural(first.Operations, "operation")
		}
		fmt.Fprintln(w, "is      ", strings.TrimSpace(first.Operation+" "+of+first.EntitySet+row))
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TIME (UTC)\tOUTCOME\tCLASS\tSTATUS\tCODE\tTRIES\tRECEIVED\tTOOK\tDATAVERSE REQUEST ID")
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%v\t%s\n",
			l.Time.Format("2006-01-02 15:04:05.000"), l.Outcome, orDash(l.Class), orDash(positive(l.Status)), orDash(l.Code),
			max(l.Tries, 1), orDash(positive(l.Received)), time.Duration(l.Duration*float64(time.Millisecond)).Round(time.Millisecond), orDash(l.DataverseRequestID))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	last := lines[len(lines)-1]
	for _, said := range []struct{ label, text string }{{"error", last.Error}, {"hand-over", last.HandOverError}, {"do", last.Fix}} {
		if said.text != "" {
			fmt.Fprintf(w, "\n%s: %s\n", said.label, said.text)
		}
	}
	_, err := fmt.Fprintln(w, "\n"+meaning(last.Outcome))
	return err
}

// meaning is what the outcome of the last line says of the message.
func meaning(outcome string) string {
	switch outcome {
	case "done":
		return "The message was carried out."
	case "exists", "absent":
		return "The message was carried out before; there was nothing left to do."
	case "stale":
		return "The row had a newer change already; the message was left out on purpose."
	case "retry":
		return "The message waits in the queue and is tried again by itself."
	case "dead-letter":
		return "The message is in the dead-letter queue: see dynctl dlq show."
	case "failed":
		return "The function could do nothing about it: Lambda or SQS tries again, then it is in the dead-letter queue."
	}
	return "The last outcome is " + outcome + "."
}

func orDash(s string) string { return cmp.Or(s, "-") }
