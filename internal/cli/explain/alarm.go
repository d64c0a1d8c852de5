package explain

import (
	"fmt"
	"io"

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
	return cli.WriteRows(w, [][]string{{"  means", e.Means}, {"  command", e.Command}, {"  do", e.Decide}, {"  see", e.Section}})
}
