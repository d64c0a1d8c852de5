// Package why is the command dynctl why.
package why

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/why"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var ago string
	inLog, others := names()
	cmd := &cobra.Command{
		Use:   "why ALARM",
		Short: "Show the causes of an alarm, from the function's log",
		Long: "Groups the log lines that belong to an alarm by class, code and table, with the newest\n" +
			"error and its remedy, and says what to decide. ALARM is the name in the template, such\n" +
			"as ThrottledAlarm, or in CloudWatch. dynctl explain ALARM explains every alarm.\n\n" +
			"Alarms with causes in the log:\n" + listed(inLog) + "\n" +
			"For the other alarms it names the command that shows the cause:\n" + listed(others),
		Example: "  dynctl why ThrottledAlarm --stack sns-dynamics\n" +
			"  dynctl why MisconfiguredAlarm --stack sns-dynamics --since 6h",
		Args:              oneAlarm(inLog),
		ValidArgsFunction: cli.Complete(0, inLog...),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			of, ok := alarm.Find(args[0])
			switch {
			case !ok:
				return cli.Result{}, unknown(args[0], inLog, others)
			case !why.Knows(of.ID):
				command := of.Command
				if a.Stack == "" {
					command += " --stack STACK"
				}
				return cli.Result{}, cli.Failed(command, "the log does not have the causes of %s", of.ID)
			}
			since, err := deadletter.ParseSince(ago, time.Now())
			if err != nil {
				return cli.Result{}, cli.Usagef("--since %w", err)
			}
			return show(ctx, a, of, since)
		}),
	}
	cmd.Flags().StringVar(&ago, "since", "2h", "start of the search: a `time` such as 2026-11-21T09:30:00Z, or an age such as 2h or 3d")
	a.LogGroupFlag(cmd)
	return cmd
}

// oneAlarm checks the arguments. Without one, the error lists the alarms.
func oneAlarm(inLog []string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := cli.Args(1, 1, "an ALARM")(cmd, args)
		if len(args) == 0 {
			f := cli.Usage(err)
			f.Actions = list(inLog)
			return f
		}
		return err
	}
}

// unknown returns the usage error of an alarm that does not exist, with the nearest name or with
// all names.
func unknown(name string, inLog, others []string) error {
	meant := cli.DidYouMean(strings.TrimSuffix(name, alarm.Suffix)+alarm.Suffix, slices.Concat(inLog, others))
	f := cli.Usagef("no alarm %q%s", name, meant)
	if meant == "" {
		f.Actions = list(inLog)
	}
	return f
}

// list returns the actions that name the alarms with causes in the log.
func list(inLog []string) []string {
	return []string{"name one of " + strings.Join(inLog, ", "), "for the other alarms: dynctl why --help"}
}

// names returns the alarms whose causes are in the log, and the other alarms.
func names() (inLog, others []string) {
	for _, a := range alarm.All() {
		if why.Knows(a.ID) {
			inLog = append(inLog, a.ID)
		} else {
			others = append(others, a.ID)
		}
	}
	return inLog, others
}

// helpWidth is the length of the longest line of a list in the help.
const helpWidth = 88

// listed returns names as lines of the help.
func listed(names []string) string {
	return screen.Hang("  ", strings.Join(names, ", "), 2, helpWidth)
}

// data is the result of the command.
type data struct {
	Alarm  string      `json:"alarm"`
	Causes []why.Cause `json:"causes"`
	Decide string      `json:"do"`
}

func show(ctx context.Context, a *cli.App, of alarm.Alarm, since time.Time) (cli.Result, error) {
	c, group, err := a.LogGroup(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	causes, isWhole, err := why.Causes(ctx, c, group, of.ID, since)
	if err != nil {
		return cli.Result{}, cli.LogFailure(err)
	}
	d := data{of.ID, causes, of.Decide}
	found := cli.Result{Data: d, Text: d.write}
	if !isWhole {
		found.Warnings = append(found.Warnings, "the log has more lines than were read: give a later --since")
	}
	if len(causes) == 0 {
		f := cli.Failed("", "no line of %s in %s since %s", of.ID, group, since.UTC().Format(time.RFC3339))
		f.Actions = []string{"see what the alarm means: dynctl explain " + of.ID}
		if age, ok := deadletter.EarlierSince(since, time.Now()); ok {
			f.Actions = []string{"look further back: dynctl why " + of.ID + " --since " + age}
		}
		return found, f
	}
	return found, nil
}

// write writes a table with the newest error and its fix below each cause.
func (d data) write(w io.Writer) error {
	if len(d.Causes) == 0 {
		return nil
	}
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LINES\tCLASS\tCODE\tSTATUS\tOPERATION\tENTITY SET\tNEWEST")
	for _, c := range d.Causes {
		status := "-"
		if c.Status > 0 {
			status = fmt.Sprint(c.Status)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", number.Grouped(c.Lines), cli.OrDash(c.Class), cli.OrDash(c.Code), status, cli.OrDash(c.Operation), cli.OrDash(c.EntitySet), c.Newest.Format(time.RFC3339))
	}
	t.Flush() // to memory
	for i, line := range strings.Split(strings.TrimRight(text.String(), "\n"), "\n") {
		cli.WriteLine(w, strings.TrimRight(line, " "))
		if i == 0 {
			continue
		}
		c := d.Causes[i-1]
		for _, part := range []struct{ label, text string }{{"", c.Error}, {"do: ", c.Fix}} {
			if part.text != "" {
				cli.WriteAction(w, "    "+part.label, cli.OneLine(part.text))
			}
		}
	}
	fmt.Fprintln(w)
	return cli.WriteAction(w, "do: ", d.Decide)
}
