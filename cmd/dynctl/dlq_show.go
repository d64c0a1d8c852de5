package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
)

func newDLQShow(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show MESSAGE-ID|SQS-ID",
		Short: "Print one dead letter whole, with what it means and what to do",
		Long:  "Prints one dead letter whole, the message with its row data included, with what its\nreason means and what to do. A message that died more than once has several.\n" + looked,
		Args:  takes(1, 1, "MESSAGE-ID|SQS-ID"),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			box, _, p, err := a.box(ctx)
			if err != nil {
				return answer{}, err
			}
			found := dlqShowData{Letters: []shownLetter{}}
			seen, err := box.Look(ctx, func(l deadletter.Letter) bool {
				if l.IsNamed(args[0]) {
					found.Letters = append(found.Letters, a.newShownLetter(l, p))
				}
				return true
			})
			if err == nil && len(found.Letters) == 0 {
				err = failf("see what there is: dynctl dlq ls"+a.deployed(p), "no dead letter %s among the %d there are", args[0], seen.Letters)
			}
			return answer{data: found, warnings: warningsOf(seen), text: found.show}, err
		}),
	}
	a.deadLetterQueueFlag(cmd)
	return cmd
}

// dlqShowData is what dlq show found.
type dlqShowData struct {
	Letters []shownLetter `json:"letters"`
}

// shownLetter is a letter with what to do about it.
type shownLetter struct {
	deadletter.Letter
	Means   string   `json:"means"`
	Fix     string   `json:"fix"`
	Command string   `json:"command,omitempty"` // that helps with the fix
	Name    string   `json:"codeName,omitempty"`
	Redrive string   `json:"redriveCommand,omitempty"`
	Purge   string   `json:"purgeCommand"`
	Shown   []string `json:"-"` // the messages, to be read
}

func (a *app) newShownLetter(l deadletter.Letter, p places) shownLetter {
	e := l.Meaning()
	s := shownLetter{Letter: l, Means: e.Means, Fix: e.Fix, Command: e.Command, Name: e.Name}
	switch {
	case s.Command == "dynctl trace":
		s.Command += " " + shellWord(l.MessageID)
	case strings.HasPrefix(s.Command, "dynctl dlq "):
		s.Command = "" // it is of all letters alike; those of this one are below
	}
	one := a.deployed(p) + " --where messageId=" + shellWord(cmp.Or(l.SQSID, l.MessageID))
	s.Purge = "dynctl dlq purge" + one + " --yes"
	if l.CanRedrive() {
		s.Redrive = "dynctl dlq redrive" + one
		if l.Hazard != "" {
			s.Redrive += " " + deadletter.IncludeActions
		}
		if l.Overtaken != "" {
			s.Redrive += " " + deadletter.IncludeOvertaken
		}
		if a.stack == "" {
			s.Redrive += " --queue " + cmp.Or(p.QueueURL, "URL")
		}
	}
	return s
}

func (d dlqShowData) show(w io.Writer) error {
	for i, l := range d.Letters {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := l.show(w); err != nil {
			return err
		}
	}
	return nil
}

func (l shownLetter) show(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, field := range []struct{ name, value string }{
		{"message", l.MessageID},
		{"published", when(l.Published)},
		{"topic", l.TopicARN},
		{"asks for", strings.Join(strings.Fields(l.Operation+" "+l.Action+" "+l.EntitySet), " ")},
		{"given up by", givenUpBy(l.Source)},
		{"given up at", when(l.Time)},
		{"attempts", positive(l.Attempts)},
		{"class", l.Class},
		{"code", strings.TrimSpace(l.Code + " " + l.Name)},
		{"status", positive(l.Status)},
		{"request id", l.RequestID},
		{"dead letter", fmt.Sprintf("%s in %s, received %s", l.SQSID, l.QueueName, plural(l.Received, "time"))},
		{"group", l.Group},
		{"reason", l.Reason},
		{"means", l.Means},
		{"do", l.Fix},
		{"", l.Command},
		{"mind", l.Hazard},
		{"mind", l.Overtaken},
		{"redrive it", l.Redrive},
		{"purge it", l.Purge},
	} {
		if value := oneLine(field.value); value != "" && value != "-" {
			fmt.Fprintf(tab, "%s\t%s\n", field.name, value)
		}
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	if l.Source == deadletter.Unknown || len(l.Envelopes) > 1 {
		_, err := fmt.Fprintf(w, "\nThe letter as it is:\n%s\n", pretty(l.Body))
		return err
	}
	_, err := fmt.Fprintf(w, "\nThe message:\n%s\n", pretty(l.Message))
	return err
}

func givenUpBy(s deadletter.Source) string {
	switch s {
	case deadletter.Function:
		return "the function"
	case deadletter.Lambda:
		return "Lambda, for the function"
	case deadletter.Subscription:
		return "SNS, which could not deliver it"
	case deadletter.Queue:
		return "the function's queue, after the last try"
	}
	return "nobody known"
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// pretty is JSON over several lines, and what is no JSON as it is.
func pretty(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}
