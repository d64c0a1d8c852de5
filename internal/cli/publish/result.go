package publish

import (
	"fmt"
	"io"
	"text/tabwriter"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/publish"
)

// data is the result of publish.
type data struct {
	Topic string `json:"topic"`
	// Journal is the file for --resume. It is empty if the file was a temporary one, and
	// all messages or no messages were published.
	Journal string `json:"journal"`
	publish.Result
}

// The most messages of one outcome that are listed for people; --json has more.
const (
	maxPublished   = 10
	maxUnpublished = 20
)

func (p *publication) result(d data) cli.Result {
	return cli.Result{Data: d, Text: func(w io.Writer) error {
		fmt.Fprintf(w, "published %s of %s to %s in %s", number.Grouped(d.Published), cli.Plural(d.Messages, "message"), d.Topic, cli.Plural(d.Requests, "request"))
		for _, also := range []struct {
			n    int
			text string
		}{{d.Before, "published before"}, {d.Retries, "sent again"}, {d.Left, "left"}} {
			if also.n > 0 {
				fmt.Fprintf(w, ", %s %s", number.Grouped(also.n), also.text)
			}
		}
		fmt.Fprintln(w)
		if err := p.writePublished(w, d.Result); err != nil {
			return err
		}
		return writeUnpublished(w, d.Result)
	}}
}

// writePublished lists messages with their MessageIds, and the command that uses one.
func (p *publication) writePublished(w io.Writer, r publish.Result) error {
	if len(r.MessageIDs) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range r.MessageIDs[:min(len(r.MessageIDs), maxPublished)] {
		fmt.Fprintf(t, "  %s:%d\t%s\n", m.File, m.Line, m.MessageID)
	}
	if more := r.Published - maxPublished; more > 0 {
		fmt.Fprintf(t, "  %s more\n", number.Grouped(more))
	}
	if p.KnowsLog() {
		fmt.Fprintln(t, "next: "+p.Suggest("dynctl trace "+r.MessageIDs[0].MessageID))
	}
	return t.Flush()
}

// writeUnpublished lists the messages that are not known to be published.
func writeUnpublished(w io.Writer, r publish.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	more := func(what string, n int) {
		if n > maxUnpublished {
			fmt.Fprintf(t, "  %s\t%s more\n", what, number.Grouped(n-maxUnpublished))
		}
	}
	for _, f := range r.Failures[:min(len(r.Failures), maxUnpublished)] {
		fmt.Fprintf(t, "  failed\t%s:%d\t%s: %s\n", f.File, f.Line, f.Code, f.Message)
	}
	more("failed", r.Failed)
	for _, m := range r.Uncertainties[:min(len(r.Uncertainties), maxUnpublished)] {
		fmt.Fprintf(t, "  uncertain\t%s:%d\tSNS may have accepted it: there was no response\n", m.File, m.Line)
	}
	more("uncertain", r.Uncertain)
	for _, m := range r.HeldBack[:min(len(r.HeldBack), maxUnpublished)] {
		fmt.Fprintf(t, "  held back\t%s:%d\tan earlier message of its group is not published\n", m.File, m.Line)
	}
	more("held back", r.Held)
	return t.Flush()
}
