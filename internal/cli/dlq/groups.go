package dlq

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/deadletter"
)

// writeGroups writes two lines for each group, shortened to the terminal: the group, and
// its newest letter with the cause in its reason.
func writeGroups(w io.Writer, groups []deadletter.Group) error {
	var text strings.Builder
	tab := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "LETTERS\tCLASS\tCODE\tENTITY SET\tSOURCE\tOLDEST")
	for _, g := range groups {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\t%s\n", number.Grouped(g.Letters), cli.OrDash(g.Class), cli.OrDash(g.Code), cli.OrDash(g.EntitySet), g.Source, seconds(g.Oldest))
	}
	tab.Flush() // to memory
	for i, line := range slices.Collect(strings.Lines(text.String())) {
		lines := []string{strings.TrimRight(line, "\n ")}
		if i > 0 {
			g := groups[i-1]
			lines = append(lines, "    newest "+cli.OneLine(g.MessageID)+": "+causeOf(g.Reason))
		}
		for _, l := range lines {
			if err := cli.WriteLine(w, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// seconds is a time to the second, in UTC as in the log.
func seconds(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
