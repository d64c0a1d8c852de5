package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/smithy-go"

	"sns-dynamics/internal/filelock"
	"sns-dynamics/internal/publish"
	"sns-dynamics/internal/source"
)

// notPublished says how a publish ends that did not publish everything, and with
// which command it goes on. It is nil, as an error, for one that did.
func (a *app) notPublished(ctx context.Context, o *publishOptions, journal string, r publish.Result, err error) error {
	if err == nil {
		return a.partlyPublished(o, journal, r)
	}
	goOn := "go on: " + a.goOn(o, journal, false)
	f := a.explain(ctx, err)
	api, _ := errors.AsType[smithy.APIError](err)
	j, isJournal := errors.AsType[*publish.JournalError](err)
	switch {
	case f.exit == exitInterrupted:
		f.err = fmt.Errorf("interrupted: %d of %d messages are published", r.Before+r.Published, r.Messages)
		f.actions = []string{goOn}
	case errors.Is(err, publish.ErrOther):
		f.exit, f.code, f.actions = exitFailed, "other_journal", []string{"give the input and the topic that it is of, or --resume another file to publish all of this input"}
	case errors.Is(err, publish.ErrNoJournal):
		f.exit, f.code, f.actions = exitFailed, "no_journal", []string{"nothing was published, and the file is as it was: give --resume the journal of an earlier run, or a file that is not there yet"}
	case errors.Is(err, filelock.ErrInUse):
		f.exit, f.code, f.actions = exitFailed, "journal_in_use", []string{"let the other run end, or end it; then " + goOn}
	case isJournal && r.Requests == 0:
		f.exit, f.code, f.actions = exitFailed, "journal", []string{"nothing was published: give --resume a file that can be written, on a disk with room"}
	case isJournal:
		f.exit, f.code, f.actions = exitFailed, "journal", []string{"make room, or make it writable: " + j.Path, goOn}
	case errors.Is(err, publish.ErrChanged):
		f.code, f.actions = "input_changed", []string{"put the input back as it was, then " + goOn}
	case errors.Is(err, publish.ErrUnavailable):
		f.exit, f.code, f.actions = exitUnavailable, "unavailable", []string{"try again in a while, where it stopped: " + a.goOn(o, journal, false)}
	case api != nil && api.ErrorCode() == "NotFound":
		f.actions = []string{"check --topic: there is no such topic in that account and region"}
	default:
		f.actions = append(f.next("publish"), "then "+goOn)
	}
	return f
}

func (a *app) partlyPublished(o *publishOptions, journal string, r publish.Result) error {
	var actions []string
	if r.Failed+r.Held > 0 {
		actions = append(actions, "mend what SNS names, then publish what is left: "+a.goOn(o, journal, false))
	}
	if r.Uncertain > 0 {
		actions = append(actions,
			"look in Dataverse, or in the function's log, whether the uncertain ones arrived",
			"to publish them again, where a create without id or key would make a second row, and an action run again: "+a.goOn(o, journal, true))
	}
	if actions == nil {
		return nil
	}
	var what []string
	for _, part := range []struct {
		n    int
		text string
	}{{r.Failed, "failed"}, {r.Uncertain, "uncertain"}, {r.Held, "held back"}} {
		if part.n > 0 {
			what = append(what, strconv.Itoa(part.n)+" "+part.text)
		}
	}
	return some(r.Failed+r.Uncertain+r.Held, r.Messages, "are not known to be published: "+strings.Join(what, ", "), actions...)
}

// goOn is the command that publishes the rest.
func (a *app) goOn(o *publishOptions, journal string, includeUncertain bool) string {
	rate, uncertain := "", []string(nil)
	if o.rate > 0 {
		rate = strconv.FormatFloat(o.rate, 'g', -1, 64)
	}
	if includeUncertain {
		uncertain = []string{"--include-uncertain"}
	}
	command := shellLine([]string{"dynctl", "publish", o.name}, flagged("--resume", journal), flagged("--stack", a.stack),
		flagged("--topic", a.given.TopicARN), flagged("--region", a.region), flagged("--profile", a.profile), flagged("--rate", rate), uncertain)
	if o.name == source.Stdin {
		command += " with the same input"
	}
	return command
}
