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
	"sns-dynamics/internal/number"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [CODE|ALARM|ERROR]",
		Short: "Explain a code or an alarm, and say what to do about it",
		Long: "Explains a code of Dataverse (0x80040217, -2147220969, or its name ObjectDoesNotExist) or\n" +
			"of Microsoft Entra ID (AADSTS7000222), an HTTP status (429) or a class of failure\n" +
			"(rejected): what it means for the function, what to do about it, and which command helps.\n" +
			"It explains an alarm by its name in the template (DeadLetterAlarm) or in CloudWatch.\n" +
			"An error that is pasted whole is explained by the code in it. Without a code it lists all\n" +
			"codes.",
		Example: "  dynctl explain 0x80040217\n" +
			"  dynctl explain -2147220969\n" +
			"  dynctl explain '404 0x80040217 contact does not exist'\n" +
			"  dynctl explain DeadLetterAlarm --stack sns-dynamics",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cli.Complete(0, names()...),
		RunE: a.RunE(func(_ context.Context, args []string) (cli.Result, error) {
			if len(args) == 0 {
				all := advice.Explanations()
				return cli.Result{Data: all, Text: func(w io.Writer) error { return listExplanations(w, all) }}, nil
			}
			return lookUp(a, strings.Join(args, " "))
		}),
	}
	cli.ReachesAWS(cmd)
	return cmd
}

// lookUp explains a code, or an alarm. A text that is both, such as misconfigured, is a code, with
// the command that explains the alarm. The code of a pasted error is looked for within its text.
func lookUp(a *cli.App, text string) (cli.Result, error) {
	all := advice.Find(text)
	of, isAlarm := alarm.Find(text)
	if len(all) == 0 && !isAlarm {
		all = within(text)
	}
	switch {
	case len(all) == 0 && isAlarm:
		found := newExplainedAlarm(a, of)
		return cli.Result{Data: found, Text: found.write}, nil
	case len(all) == 0:
		return cli.Result{}, unknown(text)
	case len(all) > 1:
		return cli.Result{}, severalCodes(text, all)
	}
	e := all[0]
	found := explained{Explanation: e, Causes: advice.Causes(e.Code)}
	found.Command = a.Suggest(found.Command)
	if isAlarm {
		found.Alarm = of.ID
	}
	return cli.Result{Data: found, Text: func(w io.Writer) error { return found.write(a, w) }}, nil
}

// unknown returns the failure of a text that is neither a code nor an alarm.
func unknown(text string) error {
	f := cli.Failed("", "no code, class or alarm %q%s", text, cmp.Or(cli.DidYouMean(text, known()), cli.DidYouMean(text+alarm.Suffix, known())))
	f.Actions = []string{
		"give a code as 0x80040217, -2147220969, AADSTS7000222 or 429, or the name of a known code, such as ObjectDoesNotExist",
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

// severalCodes returns the failure of a name that stands for several codes.
func severalCodes(name string, all []advice.Explanation) error {
	f := cli.Usagef("%q names %s codes: give one code", name, number.Grouped(len(all)))
	for _, e := range all {
		f.Actions = append(f.Actions, e.Means+": dynctl explain "+e.Code)
	}
	return f
}

// known returns the codes, Microsoft's names for them, and the alarms.
func known() []string {
	all := names()
	for _, e := range advice.Explanations() {
		if e.Name != "" {
			all = append(all, e.Name)
		}
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
	// Alarm is the id of the alarm that has the name of the code. It is empty without such an alarm.
	Alarm string `json:"alarm,omitempty"`
}

func (e explained) write(a *cli.App, w io.Writer) error {
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
	if e.Alarm != "" {
		fields = append(fields, []string{"  alarm", a.Suggest("dynctl explain " + e.Alarm)})
	}
	return cli.WriteRows(w, fields)
}
