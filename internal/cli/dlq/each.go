package dlq

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/reason"
)

// listedLetter is a letter in a list. It has no row data.
type listedLetter struct {
	MessageID string            `json:"messageId,omitempty"`
	SQSID     string            `json:"sqsId"`
	Time      time.Time         `json:"time"`
	Source    deadletter.Source `json:"source"`
	Class     string            `json:"class,omitempty"`
	Code      string            `json:"code,omitempty"`
	Operation string            `json:"operation,omitempty"`
	EntitySet string            `json:"entitySet,omitempty"`
	Reason    string            `json:"reason,omitempty"`
}

func newListedLetter(l deadletter.Letter) listedLetter {
	return listedLetter{l.MessageID, l.SQSID, l.Time, l.Source, l.Class, l.Code, l.Operation, l.EntitySet, l.Reason}
}

// writeEach writes two lines for each letter, shortened to the terminal: the letter, and the
// cause in its reason.
func writeEach(w io.Writer, letters []listedLetter) error {
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tTIME\tSOURCE\tCLASS\tCODE\tOPERATION\tENTITY SET")
	for _, l := range letters {
		id := cli.OneLine(cmp.Or(l.MessageID, l.SQSID))
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", id[:min(len(id), deadletter.ShortestID)], seconds(l.Time), l.Source,
			cli.OrDash(l.Class), cli.OrDash(l.Code), cli.OrDash(l.Operation), cli.OrDash(l.EntitySet))
	}
	t.Flush() // to memory
	for i, line := range slices.Collect(strings.Lines(text.String())) {
		if err := cli.WriteLine(w, strings.TrimRight(line, "\n ")); err != nil {
			return err
		}
		if i > 0 {
			cli.WriteLine(w, "    "+causeOf(letters[i-1].Reason))
		}
	}
	return nil
}

// causeOf is the cause in a reason, in one line. A list is too narrow for the request before the
// cause and for the texts that Dataverse writes around the cause; dlq show has the whole reason.
func causeOf(text string) string {
	return cmp.Or(cli.OneLine(reason.Of(text).Cause), "no reason given")
}
