package inspector

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/delivery"
	relay "sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/localdev/deployment"
)

// pollSize is the number of messages of one invocation: the BatchSize of the template.
const pollSize = 10

// poll runs the messages of the retry queue in the function until ctx ends, as Lambda does
// with an event source mapping.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func (i *Inspector) poll(ctx context.Context) {
	for ctx.Err() == nil {
		taken := i.account.Poll(ctx, RetryQueueURL, pollSize)
		if len(taken) == 0 {
			continue
		}
		i.queued.settle()
		i.running.Go(func() { i.receive(ctx, taken) })
	}
}

// receive runs messages of the retry queue in the function, and deletes the messages that
// did not fail.
func (i *Inspector) receive(ctx context.Context, taken []awsemulator.Received) {
	payload := deployment.Event(taken)
	deliveries, err := delivery.Parse(payload)
	if err != nil {
		return // the queue accepts valid text only
	}
	c := newCall(nil)
	c.isPolled = true
	for n, m := range taken {
		c.entries = append(c.entries, i.received(m, deliveries[n]))
	}
	out, err := i.invoke(ctx, c, payload)
	failures := map[string]bool{}
	if out != nil {
		for _, f := range out.BatchItemFailures {
			failures[f.ItemIdentifier] = true
		}
	}
	for n, m := range taken {
		e := c.entries[n]
		if delay, _ := c.delay(e); i.history.outcome(e) == waiting {
			i.held(e, delay)
		}
		if err == nil && !failures[m.ID] {
			i.account.Delete(RetryQueueURL, m.ReceiptHandle)
			i.queued.remove(m.ID)
		}
	}
}

// received returns the entry of a message that was received: a new one if the message came
// into the queue from elsewhere.
func (i *Inspector) received(m awsemulator.Received, d delivery.Delivery) *entry {
	e := i.queued.find(m.ID)
	if e == nil {
		e = i.newEntry(d)
		i.queued.put(m.ID, e)
		i.history.add(e)
	}
	i.history.change(e, func(e *entry) { e.received, e.handle = m.Receives, m.ReceiptHandle })
	return e
}

// deliverNotification takes a message of the topic.
func (i *Inspector) deliverNotification(envelope string) error {
	_, err := i.Publish([]byte(envelope))
	return err
}

// invokeEvent runs an event of Lambda's operation Invoke. The response is the function's.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/golang-exceptions.html
func (i *Inspector) invokeEvent(payload []byte) (response []byte, functionError string) {
	if i.check != nil && relay.IsCheck(payload) {
		return runCheck(i.ctx, i.check, payload)
	}
	deliveries, err := delivery.Parse(payload)
	if err != nil {
		return ofError(err)
	}
	b := batch{payload: payload}
	for _, d := range deliveries {
		b.entries = append(b.entries, i.newEntry(d))
	}
	i.add(b)
	c := newCall(b.entries)
	out, err := i.invoke(i.ctx, c, b.payload)
	for _, e := range b.entries {
		i.released(c, e)
	}
	if err != nil {
		return ofError(err)
	}
	response, err = json.Marshal(out)
	if err != nil {
		return ofError(err)
	}
	return response, ""
}

// runCheck runs an event of the function that has no message.
func runCheck(ctx context.Context, f Check, payload []byte) (response []byte, functionError string) {
	ctx, cancel := context.WithTimeout(ctx, invocationTime)
	defer cancel()
	out, err := f(ctx, payload)
	if err != nil {
		return ofError(err)
	}
	if response, err = json.Marshal(out); err != nil {
		return ofError(err)
	}
	return response, ""
}

// released notes the end of a message that the function did not finish. The message is in
// the retry queue, or in the queue of the caller of Invoke.
func (i *Inspector) released(c *call, e *entry) {
	if i.history.outcome(e) != waiting {
		return
	}
	delay, isSent := c.delay(e)
	if isSent {
		i.held(e, delay)
		return
	}
	i.history.change(e, func(e *entry) { e.Outcome = failed })
}

func ofError(err error) (response []byte, functionError string) {
	response, _ = json.Marshal(messages.InvokeResponse_Error{Message: err.Error(), Type: "errorString"}) // texts
	return response, "Unhandled"
}
