package sample

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"sns-dynamics/events"
	"sns-dynamics/internal/cli"
)

// line is a sample in the list of samples.
type line struct {
	Name      string `json:"name"`
	Operation string `json:"operation"`
	EntitySet string `json:"entitySet"`
	Table     string `json:"table,omitempty"`
}

func listSamples(all []events.Sample) cli.Result {
	var lines []line
	for _, s := range all {
		// A map: encoding/json matches the fields of a struct regardless of case.
		var fields map[string]any
		_ = json.Unmarshal([]byte(s.Message), &fields) // an invalid sample may lack each
		operation, _ := fields["operation"].(string)
		entitySet, _ := fields["entitySet"].(string)
		table, _ := fields["table"].(string)
		lines = append(lines, line{s.Name, operation, entitySet, table})
	}
	return cli.Result{Data: map[string]any{"samples": lines}, Text: func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "NAME\tOPERATION\tENTITY SET OR TABLE")
		for _, l := range lines {
			fmt.Fprintf(t, "%s\t%s\t%s\n", l.Name, cmp.Or(l.Operation, "-"), cmp.Or(l.EntitySet, l.Table, "-"))
		}
		return t.Flush()
	}}
}
