package explain

import (
	"fmt"
	"io"
	"text/tabwriter"

	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/cli"
)

// explainedAlarm is an alarm with the command for the deployment of this run.
type explainedAlarm struct {
	alarm.Alarm
	Section string `json:"section"`
}

func newExplainedAlarm(a *cli.App, of alarm.Alarm) explainedAlarm {
	of.Command = a.Suggest(of.Command)
	return explainedAlarm{of, of.Section()}
}

func (e explainedAlarm) write(w io.Writer) error {
	fmt.Fprintln(w, e.ID)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  means\t%s\n  command\t%s\n  do\t%s\n  see\t%s\n", e.Means, e.Command, e.Decide, e.Section)
	return t.Flush()
}
