// Package publish publishes messages to an SNS topic, ten a request, and keeps a
// journal by which it goes on after an interruption.
package publish

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// Options say how to publish. The zero value is as fast as one request after the
// other goes.
type Options struct {
	// Rate is the most messages a second; 0 means any.
	Rate float64
	// IncludeUncertain has what an earlier run may have published, though no
	// answer came, published again.
	IncludeUncertain bool
	// Progress is told, after each request, what is new since it was told last; nil
	// tells nobody.
	Progress func(Progress)
}

// Progress is how many messages a run is done with.
type Progress struct {
	// Published, Failed and Uncertain are of those that were sent in this run.
	Published, Failed, Uncertain int
	// Untried are not sent in this run: held back, or uncertain since an earlier one.
	Untried int
}

// Publisher publishes to one topic. It is not safe for concurrent use.
type Publisher struct {
	Options
	client  *sns.Client
	topic   string
	journal *Journal
}

// ErrUnavailable is wrapped by the error of [Publisher.Publish] when SNS throttled
// too often, or did not answer.
var ErrUnavailable = errors.New("SNS is not available")

// IsOrdered reports whether a topic keeps messages in order: a FIFO topic, whose
// name ends in .fifo.
func IsOrdered(topic string) bool { return strings.HasSuffix(topic, ".fifo") }

// New returns a publisher to the topic of a journal, in the region of its ARN.
func New(c aws.Config, j *Journal, o Options) *Publisher {
	client := sns.NewFromConfig(c, func(o *sns.Options) {
		o.Retryer = aws.NopRetryer{} // see send
		if a, err := arn.Parse(j.Topic); err == nil && a.Region != "" {
			o.Region = a.Region
		}
	})
	return &Publisher{Options: o, client: client, topic: j.Topic, journal: j}
}

// Publish publishes all messages that the journal does not say were published, one
// request after the other.
//
// A message that SNS fails, or a request that is throttled or does not reach SNS,
// is tried up to ten times, over 65 seconds of waiting at the most. A message that
// fails for good is counted, and the others go on; in an ordered topic those of
// its group are held back, so that nothing overtakes it when it is published after
// all. A request that SNS refuses, or that fails ten times in a row, ends it all.
//
// Where no response comes, or one that does not say what became of the messages,
// such as an internal error, SNS may have taken them. An ordered topic recognises
// them for five minutes, so they are sent again; a standard topic would deliver them
// twice under two MessageIds, so they are counted as uncertain.
//
// The result is right whatever the error is: the context's, once the request under
// way has its answer; a [*JournalError], after which nothing more is published;
// [ErrChanged]; or that of the request, which wraps [ErrUnavailable] where it may
// succeed later.
func (p *Publisher) Publish(ctx context.Context, messages iter.Seq2[Message, error]) (Result, error) {
	next, stop := iter.Pull2(messages)
	defer stop()
	r := &run{
		Publisher: p, next: next, window: newWindow(p.topic, p.Rate), pace: pace{rate: p.Rate},
		held: map[string]bool{}, Result: newResult(p.journal.Messages),
	}
	err := r.all(ctx)
	for _, e := range r.window.entries {
		if !e.unsure.IsZero() {
			r.uncertain(e.Message)
		}
	}
	return r.Result, err
}
