// Package explain is the command dynctl explain.
package explain

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/cli"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [CODE|ALARM]",
		Short: "Explain a code or an alarm, and say what to do about it",
		Long: "Explains a code of Dataverse (0x80040217, -2147220969) or of Microsoft Entra ID\n" +
			"(AADSTS7000222), an HTTP status (429) or a class of failure (rejected): what it means\n" +
			"for the function, what to do about it, and which command helps. It explains an alarm by\n" +
			"its name in the template (DeadLetterAlarm) or in CloudWatch. Without a code it lists all\n" +
			"codes.",
		Example: "  dynctl explain 0x80040217\n" +
			"  dynctl explain -2147220969\n" +
			"  dynctl explain DeadLetterAlarm --stack sns-dynamics",
		Args:              cli.Args(0, 1, "a CODE or an ALARM"),
		ValidArgsFunction: cli.Complete(0, names()...),
		RunE: a.RunE(func(_ context.Context, args []string) (cli.Result, error) {
			if len(args) == 0 {
				all := advice.Explanations()
				return cli.Result{Data: all, Text: func(w io.Writer) error { return listExplanations(w, all) }}, nil
			}
			e, ok := advice.Explain(args[0])
			of, isAlarm := alarm.Find(args[0])
			switch {
			case isAlarm:
				found := newExplainedAlarm(a, of)
				return cli.Result{Data: found, Text: found.write}, nil
			case !ok:
				return cli.Result{}, unknown(args[0])
			}
			found := explained{e, advice.Causes(e.Code)}
			found.Command = a.Suggest(found.Command)
			return cli.Result{Data: found, Text: func(w io.Writer) error { return found.write(w) }}, nil
		}),
	}
	cli.ReachesAWS(cmd)
	return cmd
}

// unknown returns the failure of a text that is neither a code nor an alarm.
func unknown(text string) error {
	f := cli.Failed("", "no code, class or alarm %q%s", text, cmp.Or(cli.DidYouMean(text, names()), cli.DidYouMean(text+alarm.Suffix, names())))
	f.Actions = []string{
		"list the known codes: dynctl explain",
		"look into Microsoft's list: https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes",
	}
	if strings.HasSuffix(strings.ToLower(text), strings.ToLower(alarm.Suffix)) {
		f.Actions = []string{"list the alarms: dynctl why --help"}
	}
	return f
}

// names returns the codes and the alarms.
func names() []string {
	var all []string
	for _, e := range advice.Explanations() {
		all = append(all, e.Code)
	}
	for _, a := range alarm.All() {
		all = append(all, a.ID)
	}
	return all
}

func listExplanations(w io.Writer, all []advice.Explanation) error {
	rows := [][]string{{"CODE", "CLASS", "MEANS"}}
	for _, e := range all {
		rows = append(rows, []string{e.Code, string(e.Class), e.Means})
	}
	return cli.WriteRows(w, rows)
}

// explained is a code with the causes that its error message can name.
type explained struct {
	advice.Explanation
	Causes []advice.Cause `json:"causes,omitempty"`
}

func (e explained) write(w io.Writer) error {
	name := e.Code
	if e.Name != "" {
		name += " " + e.Name
	}
	fmt.Fprintf(w, "%s (%s)\n", name, e.Class)
	fields := [][]string{{"  means", e.Means}, {"  do", e.Fix}}
	if e.Command != "" {
		fields = append(fields, []string{"  command", e.Command})
	}
	for _, c := range e.Causes {
		fields = append(fields, []string{"  says", strconv.Quote(c.Says)}, []string{"    means", c.Means}, []string{"    do", c.Fix})
	}
	return cli.WriteRows(w, fields)
}
