package main

import (
	"context"
	"math"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/publish"
	"sns-dynamics/internal/source"
	"sns-dynamics/internal/validate"
)

func newPublish(a *app) *cobra.Command {
	o := &publishOptions{}
	cmd := &cobra.Command{
		Use:   "publish FILE|DIR|-",
		Short: "Publish messages to the topic, each once",
		Long: "Validates all messages, and publishes none if one has a problem. Then publishes them,\n" +
			"ten a request, with the message attributes operation and entitySet for filter policies;\n" +
			"to an ordered topic in the order of their rows. A journal says which SNS took, so that an\n" +
			"interrupted run goes on where it was: in the file of --resume, or in a temporary one, which\n" +
			"is kept if there is something to go on with.\n\n" +
			"What SNS throttles or fails is tried up to ten times, over 65 seconds of waiting at most.\n" +
			"Where a standard topic gives no answer, a message may have been published, and is said to\n" +
			"be uncertain: published again it has another MessageId, so a create without id or key makes\n" +
			"a second row, and an action runs again.\n\n" + inputHelp,
		Args: takes(1, 1, "FILE|DIR|-"),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			o.name = args[0]
			return a.publish(ctx, o)
		}),
	}
	flags := cmd.Flags()
	flags.Float64Var(&o.rate, "rate", 0, "`number` of messages a second at most; 0 is no limit")
	flags.BoolVar(&o.dryRun, "dry-run", false, "say what would be published, and publish nothing")
	flags.StringVar(&o.resume, "resume", "", "journal `file`: begin it, or go on where it ends")
	flags.BoolVar(&o.includeUncertain, "include-uncertain", false, "with --resume: publish again what SNS may have taken")
	a.topicFlag(cmd)
	return cmd
}

type publishOptions struct {
	name             string
	rate             float64
	dryRun           bool
	resume           string
	includeUncertain bool
}

func (o *publishOptions) check() error {
	if err := checkRate(o.rate); err != nil {
		return err
	}
	switch {
	case o.dryRun && o.resume != "":
		return usagef("--dry-run publishes nothing, so there is nothing to --resume")
	case o.includeUncertain && o.resume == "":
		return usagef("--include-uncertain needs --resume: the journal says what is uncertain")
	case o.resume != "" && source.Reads(o.name, o.resume):
		return usagef("--resume %s would be read as messages: give it another extension, or another directory", o.resume)
	}
	return nil
}

// checkRate refuses a --rate that is none.
func checkRate(rate float64) error {
	if rate < 0 || math.IsNaN(rate) || math.IsInf(rate, 0) {
		return usagef("--rate %v: expected a number, 0 or more", rate)
	}
	return nil
}

func (a *app) publish(ctx context.Context, o *publishOptions) (answer, error) {
	if err := o.check(); err != nil {
		return answer{}, err
	}
	in, err := a.open(ctx, o.name)
	if err != nil {
		return answer{}, err
	}
	defer in.Close()
	if err := in.Keep(); ctx.Err() != nil {
		return answer{}, ctx.Err()
	} else if err != nil {
		return answer{}, failf("publish a file instead, or make room where $TMPDIR is", "%w", err)
	}
	sum := &publish.Sum{}
	found, err := a.check(ctx, in, func(i source.Item, _ dynamics.Operation) []message.Problem {
		sum.Add(i)
		return nil
	})
	if err != nil {
		return unpublished(found), err
	}
	c, topic, err := a.topic(ctx, o)
	if err != nil {
		return answer{}, err
	}
	if o.dryRun {
		return a.plan(ctx, o, in, sum, found, topic)
	}
	return a.publishTo(ctx, o, in, sum, c, topic)
}

// topic finds the topic and how to reach it. A dry run that is told the topic
// needs nothing of AWS.
func (a *app) topic(ctx context.Context, o *publishOptions) (c aws.Config, topic string, err error) {
	if !o.dryRun || a.given.TopicARN == "" {
		if c, err = a.cloudOf(ctx, a.given.TopicARN); err != nil {
			return c, "", err
		}
	}
	topic = a.given.TopicARN
	if topic == "" {
		p, err := a.places(ctx, c)
		if err != nil {
			return c, "", err
		}
		topic = p.TopicARN
	}
	if err := a.needed(topic, "topic"); err != nil {
		return c, "", err
	}
	if parsed, err := arn.Parse(topic); err != nil || parsed.Service != "sns" {
		return c, "", usagef("topic %q: expected an ARN such as arn:aws:sns:eu-west-1:111122223333:operations", topic)
	}
	return c, topic, nil
}

// cloudOf returns how to reach AWS in the region of a topic, where nobody says
// another one.
func (a *app) cloudOf(ctx context.Context, topic string) (aws.Config, error) {
	if named, err := arn.Parse(topic); err == nil && a.region == "" {
		there := *a
		there.region = named.Region
		return there.cloud(ctx)
	}
	return a.cloud(ctx)
}

func (a *app) publishTo(ctx context.Context, o *publishOptions, in *source.Input, sum *publish.Sum, c aws.Config, topic string) (answer, error) {
	path := o.resume
	if path == "" {
		temporary, err := os.CreateTemp("", "dynctl-publish-*.journal")
		if err != nil {
			return answer{}, failf("give --resume a file that can be written", "begin a journal: %w", err)
		}
		path = temporary.Name()
		_ = temporary.Close() // nothing was written
	}
	j, err := publish.OpenJournal(path, topic, sum)
	if err != nil {
		return answer{}, a.notPublished(ctx, o, path, publish.Result{}, err)
	}
	defer j.Close()
	bar := newProgress(a, sum.Len()-j.Published(), "publish")
	done, err := publish.New(c, j, publish.Options{
		Rate: o.rate, IncludeUncertain: o.includeUncertain, Progress: func(p publish.Progress) {
			bar.shrink(p.Untried)
			bar.add(p.Published, p.Failed, p.Uncertain)
		},
	}).Publish(ctx, publish.Messages(in, j.Run, sum))
	bar.finish()
	if o.resume == "" && (done.Published == done.Messages || done.Published+done.Uncertain == 0) {
		_ = os.Remove(path) // it is in a directory for temporary files
		path = ""
	}
	return a.publishAnswer(publishData{Topic: topic, Journal: path, Result: done}), a.notPublished(ctx, o, path, done, err)
}

// unpublished is the answer where a message has a problem.
func unpublished(found validate.Report) answer {
	return answer{data: found, text: problemsText(found)}
}
