package publish

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/publish"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// plan is the result of a dry run.
type plan struct {
	DryRun bool   `json:"dryRun"`
	Topic  string `json:"topic"`
	publish.Plan
}

func (p *publication) plan(ctx context.Context, in *source.Input, sum *publish.Sum, found validate.Report, to target) (cli.Result, error) {
	planned, err := publish.Of(ctx, publish.Messages(in, "", sum), to.topic, publish.Options{Rate: p.rate, MaximumBytes: to.maximum})
	d := plan{true, to.topic, planned}
	return cli.Result{Data: d, Warnings: found.Warnings, Text: d.write}, err
}

func (d plan) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "OPERATION\tENTITY SET\tMESSAGES")
	for _, c := range d.Operations {
		fmt.Fprintf(t, "%s\t%s\t%s\n", c.Operation, cmp.Or(c.EntitySet, "-"), number.Grouped(c.Messages))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "would publish %s, %s, to %s in %s", cli.Plural(d.Messages, "message"), cli.Plural(d.Bytes, "byte"), d.Topic, cli.Plural(d.Requests, "request"))
	if publish.IsOrdered(d.Topic) {
		fmt.Fprintf(w, ", in %s", cli.Plural(d.Groups, "group"))
	}
	_, err := fmt.Fprintln(w)
	return err
}
