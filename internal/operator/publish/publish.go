// Package publish publishes messages to an SNS topic, ten per request. It keeps a journal,
// so that it can continue after an interruption.
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

// Options are the options of a [Publisher]. With the zero value it sends one request after
// the other without a pause.
type Options struct {
	// Rate is the maximum number of messages a second; 0 is no limit.
	Rate float64
	// MaximumBytes is the most bytes of a request, as the topic limits them; 0 is the
	// default of SNS.
	MaximumBytes int
	// IncludeUncertain also publishes the messages that an earlier run may have
	// published, because there was no response.
	IncludeUncertain bool
	// Progress is called after each request with the messages since the last call; it
	// may be nil.
	Progress func(Progress)
}

// Progress counts the messages that a run has finished.
type Progress struct {
	// Published, Failed and Uncertain count messages that this run sent.
	Published, Failed, Uncertain int
	// Untried counts messages that this run does not send: held back, or uncertain since
	// an earlier run.
	Untried int
}

// Publisher publishes to one topic. It is not safe for concurrent use.
type Publisher struct {
	Options
	client  *sns.Client
	topic   string
	journal *Journal
}

// ErrUnavailable is wrapped by the error of [Publisher.Publish] if SNS throttled too often
// or did not respond.
var ErrUnavailable = errors.New("SNS is not available")

// IsOrdered reports whether a topic keeps messages in order: the name of a FIFO topic ends
// in .fifo.
func IsOrdered(topic string) bool { return strings.HasSuffix(topic, ".fifo") }

// New returns a publisher for the topic of a journal, in the region of the topic's ARN.
func New(c aws.Config, j *Journal, o Options) *Publisher {
	client := sns.NewFromConfig(c, func(o *sns.Options) {
		o.Retryer = aws.NopRetryer{} // see [Publisher.send]
		if a, err := arn.Parse(j.Topic); err == nil && a.Region != "" {
			o.Region = a.Region
		}
	})
	return &Publisher{Options: o, client: client, topic: j.Topic, journal: j}
}

// Publish publishes all messages that are not published according to the journal, one
// request after the other.
//
// A message that SNS fails, and a request that is throttled or does not reach SNS, are
// tried up to ten times, with at most 65 seconds of waiting. If a message still fails, it
// is counted, and the others continue. In an ordered topic the later messages of its group
// are held back, so that no message overtakes it when it is published later. A request
// that SNS refuses, or that fails ten times in a row, ends the run.
//
// If there is no response, or one without the outcomes of the messages, such as an
// internal error, SNS may have accepted the messages. An ordered topic recognises
// duplicates for five minutes, so the messages are sent again. A standard topic would
// deliver them twice with two MessageIds, so they are counted as uncertain.
//
// The result is correct after every error. The error comes from ctx, after the response to
// the current request; a [*JournalError], after which no message is published;
// [ErrChanged]; or the error of the request, which wraps [ErrUnavailable] if the request
// may succeed later.
func (p *Publisher) Publish(ctx context.Context, messages iter.Seq2[Message, error]) (Result, error) {
	next, stop := iter.Pull2(messages)
	defer stop()
	r := &run{
		Publisher: p, next: next, window: newWindow(p.topic, p.Options), pace: pace{rate: p.Rate},
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
