package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
)

func newDLQ(a *app) *cobra.Command {
	cmd := newGroup("dlq", "Look at the dead letters, send them on, keep them, delete them",
		newDLQLs(a), newDLQShow(a), newDLQRedrive(a), newDLQExport(a), newDLQPurge(a))
	cmd.Long = "Look at the dead letters, send them on, keep them, delete them.\n\n" +
		"A letter that a command looks at is out of sight of others meanwhile, and back when\n" +
		"the command ends, Ctrl-C included; killed otherwise, within minutes. In mode ordered\n" +
		"there are two dead-letter queues, and every command works on both."
	return cmd
}

// box finds the dead-letter queues.
func (a *app) box(ctx context.Context) (*deadletter.Box, aws.Config, places, error) {
	c, err := a.cloud(ctx)
	if err != nil {
		return nil, c, places{}, err
	}
	p, err := a.places(ctx, c)
	if err == nil {
		err = a.needed(p.DeadLetterQueueURL, "dead-letter-queue")
	}
	return deadletter.New(c, p.DeadLetterQueueURL, p.OrderedDeadLetterQueueURL), c, p, err
}

// selection is what selects letters.
type selection struct {
	where []string
	limit int
}

func (s *selection) flags(cmd *cobra.Command, limited string) {
	cmd.Flags().StringSliceVar(&s.where, "where", nil,
		"only letters of which all these hold: `KEY=VALUE[,...]`, of class, code, entitySet, operation, source, messageId, since (a time such as 2026-11-21T09:30:00Z, or younger than: 2h, 3d)")
	cmd.Flags().IntVar(&s.limit, "limit", 0, "`number` of letters "+limited+" at most; 0 is no limit")
}

func (s *selection) parse() (deadletter.Where, error) {
	w, err := deadletter.ParseWhere(s.where, time.Now())
	if err != nil {
		return w, usagef("--where: %w", err)
	}
	if s.limit < 0 {
		return w, usagef("--limit %d: expected 0 or more", s.limit)
	}
	return w, nil
}

// warningsOf says what a look could not see.
func warningsOf(s deadletter.Seen) []string {
	var all []string
	if s.Hidden > 0 {
		all = append(all, fmt.Sprintf("about %s out of sight: another look is on, or one was killed; back within minutes", count(s.Hidden, "letter is", "letters are")))
	}
	if s.Behind > 0 {
		all = append(all, fmt.Sprintf("about %s behind these: a FIFO queue shows ten of a message group until they are deleted", count(s.Behind, "letter waits", "letters wait")))
	}
	return all
}

// count is a number with what it counts.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// deployed is how to name the deployment in a command.
func (a *app) deployed(p places) string {
	if a.stack != "" {
		return " --stack " + a.stack
	}
	return " --dead-letter-queue " + p.DeadLetterQueueURL
}
