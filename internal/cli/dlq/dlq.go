// Package dlq is the command group dynctl dlq: it shows, redrives, exports and deletes
// dead letters.
package dlq

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/stack"
)

// receiveNote is part of the output of commands that receive letters, and receiveHelp of their
// help.
const (
	receives    = "Each letter counts one more receive; this has no effect,"
	noPolicy    = "as the dead-letter queue has no redrive policy."
	receiveNote = receives + " " + noPolicy
	receiveHelp = receives + "\n" + noPolicy
)

// New returns the command with its subcommands.
func New(a *cli.App) *cobra.Command {
	cmd := cli.NewGroup("dlq", "Show, redrive, export and delete dead letters",
		newLs(a), newShow(a), newRedrive(a), newExport(a), newPurge(a))
	cmd.Example = "  dynctl dlq ls --stack sns-dynamics\n  dynctl dlq show 11111111 --stack sns-dynamics"
	cmd.Long = "Shows, redrives, exports and deletes dead letters.\n\n" +
		"While a command reads letters, other readers of the queue do not see them. They are\n" +
		"visible again when the command ends, also after Ctrl-C; if the command is killed, within\n" +
		"minutes. In mode ordered there are two dead-letter queues: every command reads both."
	return cmd
}

// queues are the dead-letter queues of a deployment.
type queues struct {
	*deadletter.Queues
	aws      aws.Config
	deployed stack.Outputs
}

// findQueues finds the dead-letter queues by flags, environment variables and stack.
func findQueues(ctx context.Context, a *cli.App) (queues, error) {
	c, err := a.AWS(ctx)
	if err != nil {
		return queues{}, err
	}
	p, err := a.Deployment(ctx, c)
	if err != nil {
		return queues{}, err
	}
	return queues{deadletter.New(c, p.DeadLetterQueueURL, p.OrderedDeadLetterQueueURL), c, p}, a.Require(p.DeadLetterQueueURL, "dead-letter-queue")
}

// warnings warn about conditions that no letter meets, and about letters that a command could not
// read.
func warnings(where deadletter.Where, s deadletter.Seen) []string {
	all := where.Hints()
	if s.Hidden > 0 {
		all = append(all, fmt.Sprintf("about %s not visible: another command reads them, or one was killed; they are visible again within minutes", cli.Count(s.Hidden, "letter is", "letters are")))
	}
	if s.Behind > 0 {
		all = append(all, fmt.Sprintf("about %s behind these: a FIFO queue shows ten letters of a message group until they are deleted", cli.Count(s.Behind, "letter waits", "letters wait")))
	}
	return all
}
