package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
)

// looked is said after each look.
const looked = "A look counts as a receive of each letter; the dead-letter queue has no redrive policy, so that is harmless."

func newDLQLs(a *app) *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "ls",
		Short: "Count the dead letters by class, code, entity set and source",
		Long:  "Counts the dead letters by class, code, entity set and source, with the reason of the\nnewest of each. Row data is not shown. " + looked,
		Args:  takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			where, err := s.parse()
			if err != nil {
				return answer{}, err
			}
			box, _, p, err := a.box(ctx)
			if err != nil {
				return answer{}, err
			}
			found := dlqLsData{}
			var sum deadletter.Summary
			found.Seen, err = box.Look(ctx, func(l deadletter.Letter) bool {
				if where.Matches(l) {
					sum.Add(l)
					found.Letters++
				}
				return s.limit == 0 || found.Letters < s.limit
			})
			found.Groups = sum.Groups()
			if err != nil && found.Letters == 0 {
				return answer{data: found}, err // that none was seen does not mean that there is none
			}
			return answer{data: found, warnings: warningsOf(found.Seen), text: func(w io.Writer) error {
				return a.showLetters(w, found, a.deployed(p))
			}}, err
		}),
	}
	s.flags(cmd, "to count")
	a.deadLetterQueueFlag(cmd)
	return cmd
}

// dlqLsData is what dlq ls found.
type dlqLsData struct {
	Letters int                `json:"letters"`
	Groups  []deadletter.Group `json:"groups"`
	Seen    deadletter.Seen    `json:"seen"`
}

func (a *app) showLetters(w io.Writer, d dlqLsData, deployed string) error {
	of := ""
	if d.Seen.Letters > d.Letters {
		of = fmt.Sprintf(" of %d", d.Seen.Letters)
	}
	if d.Letters == 0 {
		if of != "" {
			of += " is selected"
		}
		_, err := fmt.Fprintf(w, "No dead letter%s.\n", of)
		return err
	}
	if err := a.showGroups(w, d.Groups); err != nil {
		return err
	}
	letters := plural(d.Letters, "letter")
	if of != "" {
		letters = fmt.Sprintf("%d%s letters", d.Letters, of)
	}
	if d.Seen.Beyond > 0 {
		letters += fmt.Sprintf("; about %d more were not looked at (--limit)", d.Seen.Beyond)
	}
	_, err := fmt.Fprintf(w, "\n%s. %s\nOne whole, with what to do: dynctl dlq show%s %s\n",
		letters, looked, deployed, shellWord(d.Groups[0].MessageID))
	return err
}

// showGroups writes two lines for each group, shortened to the terminal: what it is,
// and the newest of it with its reason.
func (a *app) showGroups(w io.Writer, groups []deadletter.Group) error {
	var text strings.Builder
	tab := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "LETTERS\tCLASS\tCODE\tENTITY SET\tSOURCE\tOLDEST")
	for _, g := range groups {
		fmt.Fprintf(tab, "%d\t%s\t%s\t%s\t%s\t%s\n", g.Letters, cmp.Or(oneLine(g.Class), "-"), cmp.Or(oneLine(g.Code), "-"), cmp.Or(oneLine(g.EntitySet), "-"), g.Source, when(g.Oldest))
	}
	tab.Flush() // to memory
	for i, line := range slices.Collect(strings.Lines(text.String())) {
		lines := []string{strings.TrimRight(line, "\n ")}
		if i > 0 {
			g := groups[i-1]
			lines = append(lines, "    newest "+oneLine(g.MessageID)+": "+cmp.Or(oneLine(g.Reason), "no reason given"))
		}
		for _, l := range lines {
			if _, err := fmt.Fprintln(w, a.fit(l)); err != nil {
				return err
			}
		}
	}
	return nil
}

// when is a time to the second, in UTC as in the log.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
