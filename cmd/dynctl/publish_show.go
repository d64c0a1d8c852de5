package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"sns-dynamics/internal/publish"
	"sns-dynamics/internal/source"
	"sns-dynamics/internal/validate"
)

// publishData is how far a publish came.
type publishData struct {
	Topic string `json:"topic"`
	// Journal is the file to go on with; empty where all or nothing was published
	// and the file was a temporary one.
	Journal string `json:"journal"`
	publish.Result
}

// The most that is listed for people; --json has more of it.
const (
	mostPublishedShown   = 10
	mostUnpublishedShown = 20
)

func (a *app) publishAnswer(d publishData) answer {
	return answer{data: d, text: func(w io.Writer) error {
		fmt.Fprintf(w, "published %d of %s to %s in %s", d.Published, plural(d.Messages, "message"), d.Topic, plural(d.Requests, "request"))
		for _, also := range []struct {
			n    int
			text string
		}{{d.Before, "published before"}, {d.Retries, "sent again"}, {d.Left, "left"}} {
			if also.n > 0 {
				fmt.Fprintf(w, ", %d %s", also.n, also.text)
			}
		}
		fmt.Fprintln(w)
		if err := a.showPublished(w, d.Result); err != nil {
			return err
		}
		return showUnpublished(w, d.Result)
	}}
}

// showPublished lists messages by what SNS calls them, and says what that is for.
func (a *app) showPublished(w io.Writer, r publish.Result) error {
	if len(r.MessageIDs) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range r.MessageIDs[:min(len(r.MessageIDs), mostPublishedShown)] {
		fmt.Fprintf(t, "  %s:%d\t%s\n", m.File, m.Line, m.MessageID)
	}
	if more := r.Published - mostPublishedShown; more > 0 {
		fmt.Fprintf(t, "  %d more\n", more)
	}
	fmt.Fprintln(t, "next: "+shellLine([]string{"dynctl", "trace", r.MessageIDs[0].MessageID},
		flagged("--stack", a.stack), flagged("--region", a.region), flagged("--profile", a.profile)))
	return t.Flush()
}

// showUnpublished lists the messages that are not known to be published.
func showUnpublished(w io.Writer, r publish.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	more := func(what string, n int) {
		if n > mostUnpublishedShown {
			fmt.Fprintf(t, "  %s\t%d more\n", what, n-mostUnpublishedShown)
		}
	}
	for _, f := range r.Failures[:min(len(r.Failures), mostUnpublishedShown)] {
		fmt.Fprintf(t, "  failed\t%s:%d\t%s: %s\n", f.File, f.Line, f.Code, f.Message)
	}
	more("failed", r.Failed)
	for _, p := range r.Uncertainties[:min(len(r.Uncertainties), mostUnpublishedShown)] {
		fmt.Fprintf(t, "  uncertain\t%s:%d\tSNS may have taken it: no answer came\n", p.File, p.Line)
	}
	more("uncertain", r.Uncertain)
	for _, p := range r.HeldBack[:min(len(r.HeldBack), mostUnpublishedShown)] {
		fmt.Fprintf(t, "  held back\t%s:%d\tan earlier message of its group is not published\n", p.File, p.Line)
	}
	more("held back", r.Held)
	return t.Flush()
}

// publishPlan is what a dry run shows.
type publishPlan struct {
	DryRun bool   `json:"dryRun"`
	Topic  string `json:"topic"`
	publish.Plan
}

func (a *app) plan(ctx context.Context, o *publishOptions, in *source.Input, sum *publish.Sum, found validate.Report, topic string) (answer, error) {
	plan, err := publish.Of(ctx, publish.Messages(in, "", sum), topic, o.rate)
	return answer{data: publishPlan{true, topic, plan}, warnings: found.Warnings, text: func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "OPERATION\tENTITY SET\tMESSAGES")
		for _, c := range plan.Operations {
			fmt.Fprintf(t, "%s\t%s\t%d\n", c.Operation, cmp.Or(c.EntitySet, "-"), c.Messages)
		}
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(w, "would publish %s, %d bytes, to %s in %s", plural(plan.Messages, "message"), plan.Bytes, topic, plural(plan.Requests, "request"))
		if publish.IsOrdered(topic) {
			fmt.Fprintf(w, ", in %s", plural(plan.Groups, "group"))
		}
		_, err := fmt.Fprintln(w)
		return err
	}}, err
}

// problemsText is the answer for people where nothing is published for a problem.
func problemsText(found validate.Report) func(io.Writer) error {
	return func(w io.Writer) error {
		if err := showProblems(w, found); err != nil {
			return err
		}
		_, err := fmt.Fprintln(w, "nothing was published")
		return err
	}
}
