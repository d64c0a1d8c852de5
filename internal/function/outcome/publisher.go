package outcome

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"sns-dynamics/internal/awserror"
)

const (
	// perCall and maxCall are the limits of SNS for a call: events, and bytes of all of
	// them.
	//
	// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
	perCall = 10
	maxCall = 256 << 10
	// overhead is more than the bytes of the attributes of an event.
	overhead = 1 << 10
	// maxParallel is the number of concurrent calls of one Publish.
	maxParallel = 16
)

// Publisher publishes events to a topic. It is safe for concurrent use.
type Publisher struct {
	client func() *sns.Client // made at the first call
	topic  string
	mode   Mode
}

// NewPublisher returns a publisher for a topic, by its ARN.
func NewPublisher(c aws.Config, mode Mode, topicARN string) *Publisher {
	return &Publisher{client: sync.OnceValue(func() *sns.Client { return sns.NewFromConfig(c) }), topic: topicARN, mode: mode}
}

// Wants reports whether an outcome has an event. A nil publisher wants no event.
func (p *Publisher) Wants(outcome string) bool {
	return p.IsOn() && (p.mode == All || outcome == DeadLetter)
}

// IsOn reports whether events are published at all. A nil publisher publishes no event.
func (p *Publisher) IsOn() bool { return p != nil && p.mode != Off && p.mode != "" && p.topic != "" }

// Publish publishes events, ten in a call, with several calls at a time. It returns an error
// for each event, in the order of the events; nil for a published event. After an error, SNS
// may have taken the event. The errors hold no text of the response.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (p *Publisher) Publish(ctx context.Context, events []Event) []error {
	failures := make([]error, len(events))
	var running sync.WaitGroup
	slots := make(chan struct{}, maxParallel)
	for first, last := 0, 0; first < len(events); first = last {
		last = first + fitting(events[first:])
		some, theirs := events[first:last], failures[first:last]
		slots <- struct{}{}
		running.Go(func() {
			p.call(ctx, some, theirs)
			<-slots
		})
	}
	running.Wait()
	return failures
}

// fitting returns the number of events, from the first on, that fit into one call.
func fitting(events []Event) int {
	size := 0
	for n, e := range events {
		size += len(e.text) + overhead
		if n == perCall || n > 0 && size > maxCall {
			return n
		}
	}
	return len(events)
}

// call publishes at most ten events, and fills in their failures.
func (p *Publisher) call(ctx context.Context, events []Event, failures []error) {
	in := &sns.PublishBatchInput{TopicArn: &p.topic}
	for n, e := range events {
		in.PublishBatchRequestEntries = append(in.PublishBatchRequestEntries, entry(n, e))
	}
	const what = "publish outcome events"
	out, err := p.client().PublishBatch(ctx, in)
	if err != nil {
		err = awserror.Wrap(what, err)
		for n := range failures {
			failures[n] = err
		}
		return
	}
	for n := range failures {
		failures[n] = errors.New(what + ": the response does not name the event")
	}
	for _, taken := range out.Successful {
		if n, ok := position(taken.Id, failures); ok {
			failures[n] = nil
		}
	}
	for _, refused := range out.Failed {
		if n, ok := position(refused.Id, failures); ok {
			failures[n] = errors.New(what + ": SNS refused the event")
		}
	}
}

func position(id *string, failures []error) (int, bool) {
	n, err := strconv.Atoi(aws.ToString(id))
	return n, err == nil && n >= 0 && n < len(failures)
}

func entry(n int, e Event) types.PublishBatchRequestEntry {
	attributes := map[string]types.MessageAttributeValue{}
	for _, a := range e.attributes {
		attributes[a[0]] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(a[1])}
	}
	return types.PublishBatchRequestEntry{Id: aws.String(strconv.Itoa(n)), Message: &e.text, MessageAttributes: attributes}
}
