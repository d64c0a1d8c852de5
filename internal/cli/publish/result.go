package publish

import (
	"fmt"
	"io"

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
		text := fmt.Sprintf("published %s of %s to %s in %s", number.Grouped(d.Published), cli.Plural(d.Messages, "message"), d.Topic, cli.Plural(d.Requests, "request"))
		for _, also := range []struct {
			n    int
			text string
		}{{d.Before, "published before"}, {d.Retries, "sent again"}, {d.Left, "left"}} {
			if also.n > 0 {
				text += fmt.Sprintf(", %s %s", number.Grouped(also.n), also.text)
			}
		}
		cli.WriteText(w, "", text)
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
	var rows [][]string
	for _, m := range r.MessageIDs[:min(len(r.MessageIDs), maxPublished)] {
		rows = append(rows, []string{fmt.Sprintf("  %s:%d", m.File, m.Line), m.MessageID})
	}
	if more := r.Published - maxPublished; more > 0 {
		rows = append(rows, []string{fmt.Sprintf("  %s more", number.Grouped(more))})
	}
	err := cli.WriteRows(w, rows)
	if p.KnowsLog() && err == nil {
		err = cli.WriteAction(w, "next: ", p.Suggest("dynctl trace "+r.MessageIDs[0].MessageID))
	}
	return err
}

// writeUnpublished lists the messages that are not known to be published.
func writeUnpublished(w io.Writer, r publish.Result) error {
	var rows [][]string
	more := func(what string, n int) {
		if n > maxUnpublished {
			rows = append(rows, []string{"  " + what, number.Grouped(n-maxUnpublished) + " more"})
		}
	}
	for _, f := range r.Failures[:min(len(r.Failures), maxUnpublished)] {
		rows = append(rows, []string{"  failed", fmt.Sprintf("%s:%d", f.File, f.Line), f.Code + ": " + f.Message})
	}
	more("failed", r.Failed)
	for _, m := range r.Uncertainties[:min(len(r.Uncertainties), maxUnpublished)] {
		rows = append(rows, []string{"  uncertain", fmt.Sprintf("%s:%d", m.File, m.Line), "SNS may have accepted it: there was no response"})
	}
	more("uncertain", r.Uncertain)
	for _, m := range r.HeldBack[:min(len(r.HeldBack), maxUnpublished)] {
		rows = append(rows, []string{"  held back", fmt.Sprintf("%s:%d", m.File, m.Line), "an earlier message of its group is not published"})
	}
	more("held back", r.Held)
	return cli.WriteRows(w, rows)
}
