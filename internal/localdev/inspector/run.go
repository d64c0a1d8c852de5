package inspector

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/operator/reason"
)

// run runs a batch in the function. A message of a queue that is not of the account goes to
// the retry queue if the function did not finish it.
func (i *Inspector) run(ctx context.Context, b batch) {
	c := newCall(b.entries)
	_, _ = i.invoke(ctx, c, b.payload) // the history has the error
	for _, e := range b.entries {
		if i.history.outcome(e) != waiting || ctx.Err() != nil {
			continue
		}
		delay, isSent := c.delay(e)
		i.held(e, delay)
		if !isSent {
			i.adopt(e, delay)
		}
	}
}

// adopt puts a message of another queue into the retry queue, as if the message had been
// received from there.
func (i *Inspector) adopt(e *entry, delay time.Duration) {
	i.queued.sending.RLock()
	defer i.queued.sending.RUnlock()
	i.queued.put(i.account.PutHidden(RetryQueueURL, awsemulator.Message{Body: e.envelope, Receives: e.received}, delay), e)
}

// held notes that a message is in the retry queue.
func (i *Inspector) held(e *entry, delay time.Duration) {
	i.history.change(e, func(e *entry) {
		e.Next = i.now().Add(delay)
		e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "held", Text: fmt.Sprintf("in the retry queue, for %v", delay.Round(time.Second))})
	})
}

// invoke runs the function once, as soon as fewer than the most invocations run. Every
// message has an outcome afterwards. The error comes from the function or from ctx.
func (i *Inspector) invoke(ctx context.Context, c *call, payload json.RawMessage) (*events.SQSEventResponse, error) {
	select {
	case i.slots <- struct{}{}:
		defer func() { <-i.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for _, e := range c.entries {
		i.history.change(e, func(e *entry) {
			e.Deliveries++
			e.Outcome, e.Next = running, time.Time{}
			e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "delivered", Text: fmt.Sprintf("delivery %d", e.Deliveries)})
		})
	}
	ctx, end := i.calls.begin(deployment.WithRequestID(ctx, newID()), c)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, invocationTime)
	defer cancel()
	out, err := guarded(ctx, i.function, payload)
	i.unlogged(c, err)
	return out, err
}

// unlogged sets the outcome of the messages without a log line of the function.
func (i *Inspector) unlogged(c *call, err error) {
	why := "the function said nothing of it"
	if err != nil {
		why = i.clean(err.Error())
	}
	outcome := failed
	if c.isPolled && err != nil {
		outcome = waiting // the message is still in the queue
	}
	for _, e := range c.entries {
		i.history.change(e, func(e *entry) {
			if e.Outcome != running {
				return
			}
			e.Outcome, e.Error, e.Reason = outcome, why, reason.Of(why).Clause()
			e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "logged", Text: outcome + ": " + e.Error})
		})
	}
}

// guarded returns a panic as an error, like Lambda.
func guarded(ctx context.Context, f Invoke, payload json.RawMessage) (_ *events.SQSEventResponse, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the function panicked: %v", p)
		}
	}()
	return f(ctx, payload)
}
