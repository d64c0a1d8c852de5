package dlq

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/stack"
)

func newShow(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show MESSAGE-ID|SQS-ID",
		Short: "Print one whole dead letter, with its meaning and advice",
		Long: "Prints one whole dead letter, with the message and its row data, the meaning of its reason\n" +
			"and advice. The first eight characters of an id are enough if no other id begins with\n" +
			"them. A message that became a dead letter several times has several letters.\n" + receiveHelp,
		Example: "  dynctl dlq show 11111111 --stack sns-dynamics",
		Args:    noCondition(cli.Args(1, 1, "MESSAGE-ID|SQS-ID"), "id", "dynctl dlq ls --each"),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			q, err := findQueues(ctx, a)
			if err != nil {
				return cli.Result{}, err
			}
			named, beginning := []deadletter.Letter{}, []deadletter.Letter{}
			done := a.Wait("the dead letters")
			seen, err := q.Peek(ctx, func(l deadletter.Letter) bool {
				switch {
				case l.IsNamed(args[0]):
					named = append(named, l)
				case l.BeginsWith(args[0]) && len(beginning) < maxBeginning:
					beginning = append(beginning, l)
				}
				return true
			})
			done()
			if len(named) == 0 && isOneMessage(beginning) {
				named = beginning
			}
			found := showData{Letters: []shownLetter{}}
			for _, l := range named {
				found.Letters = append(found.Letters, newShownLetter(a, l, q.deployed))
			}
			switch {
			case err != nil || len(named) > 0:
			case len(beginning) > 0:
				err = cli.Usagef("several messages begin with %s: %s", args[0], strings.Join(idsOf(beginning), ", "))
			default:
				err = cli.Failed("a redrive or a purge may have removed it; list the letters: dynctl dlq ls --each", "no dead letter %s among %s", args[0], cli.Plural(seen.Letters, "letter"))
			}
			return cli.Result{Data: found, Warnings: warnings(deadletter.Where{}, seen), Text: found.write}, err
		}),
	}
	a.DeadLetterQueueFlag(cmd)
	return cmd
}

// maxBeginning is the most letters that are kept because their id begins with the argument.
const maxBeginning = 5

// isOneMessage reports whether there are letters, all of one message.
func isOneMessage(letters []deadletter.Letter) bool {
	for _, l := range letters {
		if l.MessageID != letters[0].MessageID || l.MessageID == "" && l.SQSID != letters[0].SQSID {
			return false
		}
	}
	return len(letters) > 0
}

func idsOf(letters []deadletter.Letter) []string {
	var ids []string
	for _, l := range letters {
		ids = append(ids, cmp.Or(l.MessageID, l.SQSID))
	}
	return slices.Compact(ids)
}

// showData is the result of dlq show.
type showData struct {
	Letters []shownLetter `json:"letters"`
}

// shownLetter is a letter with its explanation and its commands.
type shownLetter struct {
	deadletter.Letter
	Means   string `json:"means"`
	Fix     string `json:"fix"`
	Command string `json:"command,omitempty"` // that carries out the fix
	Name    string `json:"codeName,omitempty"`
	Redrive string `json:"redriveCommand,omitempty"`
	Purge   string `json:"purgeCommand"`
}

func newShownLetter(a *cli.App, l deadletter.Letter, p stack.Outputs) shownLetter {
	e := l.Explanation()
	s := shownLetter{Letter: l, Means: e.Means, Fix: e.Fix, Name: e.Name}
	switch {
	case strings.HasPrefix(e.Command, "dynctl dlq "): // it is for all letters; the commands for this letter are below
	case strings.Contains(e.Command, advice.MessageID) && l.MessageID == "":
	default:
		s.Command = a.Suggest(strings.ReplaceAll(e.Command, advice.MessageID, cli.ShellWord(l.MessageID)))
	}
	where := "--where messageId=" + cli.ShellWord(cmp.Or(l.SQSID, l.MessageID))
	s.Purge = a.Suggest("dynctl dlq purge " + where + " --yes")
	if l.CanRedrive() {
		s.Redrive = "dynctl dlq redrive " + where
		if l.RepeatRisk != "" {
			s.Redrive += " " + deadletter.IncludeActions
		}
		if l.Overtaken != "" {
			s.Redrive += " " + deadletter.IncludeOvertaken
		}
		if a.Stack == "" {
			s.Redrive += " --queue " + cmp.Or(p.QueueURL, "QUEUE-URL")
		}
		s.Redrive = a.Suggest(s.Redrive)
	}
	return s
}
