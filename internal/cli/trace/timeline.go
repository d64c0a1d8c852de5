package trace

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

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
	fmt.Fprintln(w, "message ", first.MessageID)
	if first.Operation != "" {
		row := first.Row
		if row != "" {
			row = "(" + row + ")"
		}
		of := ""
		if first.Operations > 0 {
			of = "of " + cli.Plural(first.Operations, "operation")
		}
		fmt.Fprintln(w, "is      ", strings.Join(strings.Fields(first.Operation+" "+first.Action+" "+of+first.EntitySet+row), " "))
	}
	if last := lines[len(lines)-1]; last.Route != "" {
		fmt.Fprintln(w, "route   ", last.Route)
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TIME (UTC)\tOUTCOME\tCLASS\tSTATUS\tCODE\tTRIES\tRECEIVED\tTOOK\tDATAVERSE REQUEST ID")
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%v\t%s\n",
			l.Time.Format("2006-01-02 15:04:05.000"), l.Outcome, cli.OrDash(l.Class), cli.OrDash(number(l.Status)), cli.OrDash(l.Code),
			max(l.Tries, 1), cli.OrDash(number(l.Received)), time.Duration(l.Duration*float64(time.Millisecond)).Round(time.Millisecond), cli.OrDash(l.DataverseRequestID))
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
	if _, err := fmt.Fprintln(w, "\n"+meaning(last.Outcome)); err != nil {
		return err
	}
	var err error
	switch last.Outcome {
	case "dead-letter":
		_, err = fmt.Fprintln(w, "next: "+a.Suggest("dynctl dlq show "+first.MessageID))
	case "retry":
		_, err = fmt.Fprintf(w, "next, after the next attempt: %s\nnext, if there is no further attempt: %s\n",
			a.Suggest("dynctl trace "+first.MessageID), a.Suggest("dynctl dlq show "+first.MessageID))
	}
	return err
}

// meaning explains the outcome of the last line.
func meaning(outcome string) string {
	switch outcome {
	case "done":
		return "The message was carried out."
	case "exists", "absent":
		return "The message had been carried out before."
	case "stale":
		return "The row already had a newer change, so the function skipped the message."
	case "ignored":
		return "A route ignored the message, or no route matched it and the routes ignore such messages."
	case "retry":
		return "The message waits in the queue, and the function tries it again. If this attempt was the last, the message\nis in the dead-letter queue."
	case "dead-letter":
		return "The message is in the dead-letter queue."
	case "failed":
		return "The function failed: Lambda or SQS tries again, and at the end puts the message into the dead-letter queue."
	}
	return "The last outcome is " + outcome + "."
}

// number returns nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
