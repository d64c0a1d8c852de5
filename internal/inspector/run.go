package inspector

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/delivery"
)

// run has the function run a batch, and each of its messages again for as long as
// it stays in the retry queue. It returns when all have ended, or ctx has.
func (i *Inspector) run(ctx context.Context, b batch) {
	c := newCall(b.entries)
	i.invoke(ctx, c, b.payload)
	var following sync.WaitGroup
	for _, e := range b.entries {
		delay := c.delay(e, e.handle)
		following.Go(func() { i.follow(ctx, e, delay) })
	}
	following.Wait()
}

// delay is how long a message waits in the retry queue after an invocation: as a new
// message that the function sent there, else as the one that it received.
func (c *call) delay(e *entry, handle string) time.Duration {
	delay, isNew := c.handed[e.MessageID]
	if !isNew {
		return c.held[handle]
	}
	e.waitingSince = c.since[e.MessageID]
	return delay
}

// follow gives a message out again while the function leaves it in the queue.
func (i *Inspector) follow(ctx context.Context, e *entry, delay time.Duration) {
	for i.isWaiting(e) {
		i.history.change(e, func(e *entry) {
			e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "held", Text: fmt.Sprintf("in the retry queue, for %v", delay.Round(time.Second))})
		})
		if !e.wait(ctx, delay) {
			return
		}
		if e.received >= MaxReceives {
			i.redrive(e)
			return
		}
		e.received++
		handle := newID()
		c := newCall([]*entry{e})
		i.invoke(ctx, c, i.received(e, handle))
		delay = c.delay(e, handle)
	}
}

func (i *Inspector) isWaiting(e *entry) bool {
	i.history.mu.Lock()
	defer i.history.mu.Unlock()
	return e.Outcome == waiting
}

// wait returns false where ctx ended first.
func (e *entry) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-e.sooner:
		return true
	case <-ctx.Done():
		return false
	}
}

// hurry ends the wait of a message in the retry queue.
func (e *entry) hurry() {
	select {
	case e.sooner <- struct{}{}:
	default: // it was told so already
	}
}

// received is the event by which SQS gives a message out.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func (i *Inspector) received(e *entry, handle string) json.RawMessage {
	attributes := map[string]any{}
	if e.waitingSince != "" {
		attributes[delivery.WaitingSince] = map[string]string{"stringValue": e.waitingSince, "dataType": "Number"}
	}
	event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"messageAttributes": attributes,
		"messageId":         newID(), "receiptHandle": handle, "body": e.envelope,
		"eventSource": "aws:sqs", "eventSourceARN": retryQueueARN, "awsRegion": "us-east-1",
		"attributes": map[string]string{
			"ApproximateReceiveCount": fmt.Sprint(e.received), "SentTimestamp": fmt.Sprint(e.Time.UnixMilli()),
		},
	}}})
	if err != nil {
		panic(err) // strings
	}
	return event
}

// redrive moves a message that was received too often, as the queue's policy does.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (i *Inspector) redrive(e *entry) {
	l := i.newLetter(e.envelope, nil, map[string]string{
		string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn): retryQueueARN,
	})
	// The queue does not know why; whoever looks here does.
	l.Letter.Reason = cmp.Or(l.Letter.Reason, fmt.Sprintf("received %d times; last: %s", MaxReceives, e.Error))
	i.bury(e, l)
	i.history.change(e, func(e *entry) { e.Outcome = dead })
}

// invoke runs the function once. Every message has an outcome afterwards.
func (i *Inspector) invoke(ctx context.Context, c *call, payload json.RawMessage) {
	select {
	case i.slots <- struct{}{}:
		defer func() { <-i.slots }()
	case <-ctx.Done():
		return
	}
	for _, e := range c.entries {
		i.history.change(e, func(e *entry) {
			e.Deliveries++
			e.Outcome = running
			e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "delivered", Text: fmt.Sprintf("delivery %d", e.Deliveries)})
		})
	}
	ctx, end := i.calls.begin(ctx, c)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, invocationTime)
	defer cancel()
	why := "the function said nothing of it"
	if _, err := guarded(ctx, i.function, payload); err != nil {
		why = i.clean(err.Error())
	}
	for _, e := range c.entries {
		i.history.change(e, func(e *entry) {
			if e.Outcome != running {
				return
			}
			e.Outcome, e.Error = failed, why // it logged nothing of it
			e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "logged", Text: failed + ": " + e.Error})
		})
	}
}

// guarded makes a panic an error, as Lambda does.
func guarded(ctx context.Context, f Invoke, payload json.RawMessage) (_ *events.SQSEventResponse, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the function panicked: %v", p)
		}
	}()
	return f(ctx, payload)
}
