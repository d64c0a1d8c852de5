package dlq

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/deadletter"
)

func newLs(a *cli.App) *cobra.Command {
	var s selection
	var each bool
	cmd := &cobra.Command{
		Use:     "ls",
		Aliases: []string{"list"},
		Short:   "Count the dead letters by class, code, entity set and source, or list each",
		Long: "Counts the dead letters by class, code, entity set and source, with the reason of the\n" +
			"newest letter of each group. --each lists each letter, with the first eight characters\n" +
			"of its id. Row data is not shown.\n" + receiveHelp,
		Example: "  dynctl dlq ls --stack sns-dynamics\n" +
			"  dynctl dlq ls --where class=rejected,since=2h --each",
		Args: cli.NoArgsBut(func(arg string) string {
			if isCondition(arg) {
				return instead("dynctl dlq ls", arg)
			}
			return show(arg)
		}),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			where, err := s.parse()
			if err != nil {
				return cli.Result{}, err
			}
			q, err := findQueues(ctx, a)
			if err != nil {
				return cli.Result{}, err
			}
			done := a.Wait("the dead letters")
			found, err := list(ctx, q, where, s.limit, each)
			done()
			if err != nil && found.Letters == 0 {
				return cli.Result{Data: found}, err // there may be letters that the command could not read
			}
			return cli.Result{Data: found, Warnings: warnings(where, found.Seen), Text: func(w io.Writer) error {
				return found.write(a, w)
			}}, err
		}),
	}
	s.addFlags(cmd, "to count")
	cmd.Flags().BoolVar(&each, "each", false, "list each letter")
	a.DeadLetterQueueFlag(cmd)
	return cmd
}

// lsData is the result of dlq ls.
type lsData struct {
	Letters int                `json:"letters"`
	Groups  []deadletter.Group `json:"groups"`
	// Each is the letters with --each, the newest last.
	Each []listedLetter  `json:"each,omitzero"`
	Seen deadletter.Seen `json:"seen"`
}

func list(ctx context.Context, q queues, where deadletter.Where, limit int, each bool) (found lsData, err error) {
	var sum deadletter.Summary
	if each {
		found.Each = []listedLetter{}
	}
	found.Seen, err = q.Peek(ctx, func(l deadletter.Letter) bool {
		if where.Matches(l) {
			sum.Add(l)
			found.Letters++
			if each {
				found.Each = append(found.Each, newListedLetter(l))
			}
		}
		return limit == 0 || found.Letters < limit
	})
	found.Groups = sum.Groups()
	slices.SortStableFunc(found.Each, func(a, b listedLetter) int { return a.Time.Compare(b.Time) })
	return found, err
}

func (d lsData) write(a *cli.App, w io.Writer) error {
	of := ""
	if d.Seen.Letters > d.Letters {
		of = " of " + number.Grouped(d.Seen.Letters)
	}
	if d.Letters == 0 {
		if of != "" {
			of += " is selected"
		}
		_, err := fmt.Fprintf(w, "No dead letter%s.\n", of)
		return err
	}
	write := func() error { return writeGroups(w, d.Groups) }
	if d.Each != nil {
		write = func() error { return writeEach(w, d.Each) }
	}
	if err := write(); err != nil {
		return err
	}
	letters := cli.Plural(d.Letters, "letter")
	if of != "" {
		letters = number.Grouped(d.Letters) + of + " letters"
	}
	if d.Seen.Beyond > 0 {
		letters += "; about " + number.Grouped(d.Seen.Beyond) + " more were not read (--limit)"
	}
	fmt.Fprintln(w)
	cli.WriteText(w, "", letters+". "+receiveNote)
	return cli.WriteAction(w, "next: ", a.Suggest("dynctl dlq show "+cli.ShellWord(d.Groups[0].MessageID)))
}
