package trace

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/operator/trace"
)

// writeAttempts writes a table with a line for each attempt. If the table is wider than the terminal
// behind w, the request id is in a line of its own.
func writeAttempts(w io.Writer, lines []trace.Line) error {
	table := attempts(lines, true)
	width := cli.Width(w)
	isTooWide := width > 0 && slices.ContainsFunc(table, func(row string) bool { return screen.Columns(row) > width })
	if isTooWide {
		table = attempts(lines, false)
	}
	for i, row := range table {
		if err := cli.WriteLine(w, row); err != nil {
			return err
		}
		if isTooWide && i > 0 && lines[i-1].DataverseRequestID != "" {
			if err := cli.WriteText(w, "    ", "Dataverse request id "+lines[i-1].DataverseRequestID); err != nil {
				return err
			}
		}
	}
	return nil
}

// attempts returns the rows of the table, and its header before them.
func attempts(lines []trace.Line, withRequestID bool) []string {
	rows := [][]string{{"TIME (UTC)", "OUTCOME", "CLASS", "STATUS", "CODE", "TRIES", "RECEIVED", "TOOK", "DATAVERSE REQUEST ID"}}
	for _, l := range lines {
		rows = append(rows, []string{
			l.Time.Format("2006-01-02 15:04:05.000"), l.Outcome, cli.OrDash(l.Class), cli.OrDash(number(l.Status)), cli.OrDash(l.Code),
			strconv.Itoa(max(l.Tries, 1)), cli.OrDash(number(l.Received)),
			time.Duration(l.Duration * float64(time.Millisecond)).Round(time.Millisecond).String(), cli.OrDash(l.DataverseRequestID),
		})
	}
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if !withRequestID {
			row = row[:len(row)-1]
		}
		io.WriteString(t, strings.Join(row, "\t")+"\n")
	}
	t.Flush() // to memory
	return strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
}

// number returns nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
