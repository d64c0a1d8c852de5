package trace

import (
	"fmt"
	"io"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/trace"
)

// data is the result of trace.
type data struct {
	MessageID string       `json:"messageId"`
	Lines     []trace.Line `json:"lines"`
}

// writeLines writes the facts that all lines share, and then one line for each attempt.
func writeLines(a *cli.App, w io.Writer, lines []trace.Line) error {
	if len(lines) == 0 {
		return nil
	}
	first := lines[0]
	cli.WriteText(w, "message  ", first.MessageID)
	if first.Operation != "" {
		row := first.Row
		if row != "" {
			row = "(" + row + ")"
		}
		of := ""
		if first.Operations > 0 {
			of = "of " + cli.Plural(first.Operations, "operation")
		}
		cli.WriteText(w, "is       ", strings.Join(strings.Fields(first.Operation+" "+first.Action+" "+of+first.EntitySet+row), " "))
	}
	if last := lines[len(lines)-1]; last.Route != "" {
		cli.WriteText(w, "route    ", last.Route)
	}
	fmt.Fprintln(w)
	if err := writeAttempts(w, lines); err != nil {
		return err
	}
	last := lines[len(lines)-1]
	for _, said := range []struct{ label, text string }{{"error", last.Error}, {"hand-over", last.HandOverError}, {"do", last.Fix}} {
		if said.text != "" {
			fmt.Fprintln(w)
			cli.WriteAction(w, said.label+": ", said.text)
		}
	}
	fmt.Fprintln(w)
	means := meaning(last)
	if cli.Width(w) > 0 {
		means = cli.OneLine(means)
	}
	if err := cli.WriteText(w, "", means); err != nil {
		return err
	}
	switch last.Outcome {
	case "dead-letter":
		return cli.WriteAction(w, "next: ", a.Suggest("if it is still there: dynctl dlq show "+first.MessageID))
	case "retry":
		if err := cli.WriteAction(w, "next, after the next attempt: ", a.Suggest("dynctl trace "+first.MessageID)); err != nil {
			return err
		}
		return cli.WriteAction(w, "next, if there is no further attempt: ", a.Suggest("dynctl dlq show "+first.MessageID))
	}
	return nil
}

// meaning explains the outcome of the last line. The log does not say what became of a message
// after that: a purge and a move inside SQS write no line.
func meaning(last trace.Line) string {
	switch last.Outcome {
	case "done":
		return "The message was carried out."
	case "exists", "absent":
		return "The message had been carried out before."
	case "stale":
		return "The row already had a newer change, so the function skipped the message."
	case "ignored":
		return "A route ignored the message, or no route matched it and the routes ignore such messages."
	case "retry":
		return "The message waits in the queue, and the function tries it again. If this attempt was the last, the message\nwent to the dead-letter queue."
	case "dead-letter":
		return "The message was put into the dead-letter queue at " + last.Time.UTC().Format("2006-01-02 15:04:05") + " UTC.\nA redrive or a purge may have removed it since then."
	case "failed":
		return "The function failed: Lambda or SQS tries again, and at the end puts the message into the dead-letter queue."
	}
	return "The last outcome is " + last.Outcome + "."
}
