package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/smithy-go"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/durable"
	"sns-dynamics/internal/operator/publish"
	"sns-dynamics/internal/operator/source"
)

// failure returns the failure of a run that did not publish all messages, with the
// command that continues it. It returns nil if all messages are published.
func (p *publication) failure(ctx context.Context, journal string, r publish.Result, err error) error {
	if err == nil {
		return p.partial(journal, r)
	}
	f := cli.FailureOf(ctx, err)
	if f.Exit == cli.ExitInterrupted {
		f.Err = fmt.Errorf("interrupted: %s of %s are published", number.Grouped(r.Before+r.Published), cli.Plural(r.Messages, "message"))
		f.Actions = []string{p.again("continue", journal)}
		return f
	}
	if p.isJournalFailure(f, err, r, journal) {
		return f
	}
	api, _ := errors.AsType[smithy.APIError](err)
	switch {
	case errors.Is(err, publish.ErrChanged):
		f.Code, f.Actions = "input_changed", []string{p.again("restore the input, then continue", journal)}
	case errors.Is(err, publish.ErrUnavailable):
		f = cli.Unavailable(f.Err, p.again("try again later", journal))
	case api != nil && api.ErrorCode() == "NotFound":
		f.Actions = []string{"check --topic and $DYNAMICS_TOPIC_ARN: there is no such topic in that account and region"}
	default:
		f.Actions = append(f.Next("publish"), p.again("then continue", journal))
	}
	return f
}

// isJournalFailure reports whether the error is about the journal. It then sets the code
// and the actions of the failure.
func (p *publication) isJournalFailure(f *cli.Failure, err error, r publish.Result, journal string) bool {
	j, isJournal := errors.AsType[*publish.JournalError](err)
	switch {
	case errors.Is(err, publish.ErrOther):
		f.Code, f.Actions = "other_journal", []string{"give the input and the topic of this journal, or --resume another file to publish all of this input"}
	case errors.Is(err, publish.ErrNoJournal):
		f.Code, f.Actions = "no_journal", []string{"nothing was published, and the file is unchanged: give --resume the journal of an earlier run, or a new file"}
	case errors.Is(err, durable.ErrInUse):
		f.Code, f.Actions = "journal_in_use", []string{p.again("wait until the other run ends, or end it; then continue", journal)}
	case isJournal && r.Requests == 0:
		f.Code, f.Actions = "journal", []string{"nothing was published: give --resume a file that can be written, on a disk with free space"}
	case isJournal:
		f.Code, f.Actions = "journal", []string{"free some space, or make the file writable: " + j.Path, p.again("continue", journal)}
	default:
		return false
	}
	f.Exit = cli.ExitFailed
	return true
}

// partial returns the failure of messages that are not known to be published, or nil.
func (p *publication) partial(journal string, r publish.Result) error {
	var actions []string
	if r.Failed+r.Held > 0 {
		actions = append(actions, p.again("correct what SNS names, then publish the messages that are left", journal))
	}
	if r.Uncertain > 0 {
		actions = append(actions,
			"check in Dataverse, or in the function's log, whether the uncertain messages arrived",
			p.again("to publish them again, although a create without id or key would make a second row and an action would run again", journal, "--include-uncertain"))
	}
	if actions == nil {
		return nil
	}
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{{r.Failed, "failed"}, {r.Uncertain, "uncertain"}, {r.Held, "held back"}} {
		if part.n > 0 {
			parts = append(parts, number.Grouped(part.n)+" "+part.text)
		}
	}
	return cli.SomeFailed(r.Failed+r.Uncertain+r.Held, r.Messages, "are not known to be published: "+strings.Join(parts, ", "), actions...)
}

// again returns an action that ends with the command that publishes the messages that are left.
func (p *publication) again(action, journal string, flags ...string) string {
	if slices.Contains(p.names, source.Stdin) {
		action += ", with the same standard input"
	}
	rate := ""
	if p.rate > 0 {
		rate = strconv.FormatFloat(p.rate, 'g', -1, 64)
	}
	return action + ": " + cli.ShellLine([]string{"dynctl", "publish"}, p.names, cli.ShellFlag("--resume", journal), cli.ShellFlag("--rate", rate), flags)
}

// ofEvents adds the command that publishes an event to the failure of messages with problems, if
// some of the messages may be events that routes turn into operations.
func (p *publication) ofEvents(err error, events int) error {
	f, ok := errors.AsType[*cli.Failure](err)
	if !ok || events == 0 {
		return err
	}
	topic := "TOPIC-ARN"
	if p.Stack == "" && p.Given.TopicARN != "" {
		topic = cli.ShellWord(p.Given.TopicARN)
	}
	f.Actions = append(f.Actions, "publish takes operations; publish an event that routes turn into operations with the aws CLI: aws sns publish --topic-arn "+topic+" --message file://FILE")
	return f
}
