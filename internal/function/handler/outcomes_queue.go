package handler

import (
	"context"
	"errors"
	"slices"
	"sync"

	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/queue"
)

// errNoTopic is the reason for which an event that waited in a queue cannot be published.
var errNoTopic = errors.New("publish outcome events: the function has no outcome topic now")

// keep keeps events that were not published: an event of the queue stays there, and another
// event goes to the queue. It returns the number of kept events, and logs the others.
func (o *outcomes) keep(ctx context.Context, records []int, failures []error) (kept int) {
	within, cancel := disposalContext(ctx)
	defer cancel()
	var mu sync.Mutex
	inParallel(records, func(i int) {
		left, isKept, err := o.keepOne(within, i, failures[i])
		mu.Lock()
		defer mu.Unlock()
		if left != "" {
			o.left = append(o.left, left)
		}
		if isKept {
			kept++
			return
		}
		o.lose(ctx, i, failures[i], err)
	})
	slices.Sort(o.left)
	return kept
}

// keepOne keeps one event. left is the id of SQS of an event that stays in its queue. If
// isKept is false, err is the error of the queue, or nil if there is no queue.
func (o *outcomes) keepOne(ctx context.Context, i int, failure error) (left string, isKept bool, err error) {
	h, d := o.handler, o.sources[i]
	if !d.IsOutcome || d.IsUnwrapped { // an event in Lambda's record must not hold back the messages beside it
		isKept, err = o.sendToQueue(ctx, i)
		return "", isKept, err
	}
	if most := h.config.MaxReceives; errors.Is(failure, errNoTopic) || most > 0 && d.Queued.Received >= most {
		return "", false, nil // the queue has no more deliveries for it
	}
	// If the call fails, the event becomes visible after the queue's own timeout.
	_ = h.setVisibility(ctx, d, h.visibility(0, d.Queued.Received))
	return d.Queued.MessageID, true, nil
}

// sendToQueue sends an event to the retry queue, a standard queue, if there is one.
func (o *outcomes) sendToQueue(ctx context.Context, i int) (isSent bool, err error) {
	h := o.handler
	if h.config.RetryQueue.IsZero() {
		return false, nil
	}
	err = h.config.RetryQueue.Send(ctx, queue.Message{
		Body: o.events[i].String(), Attributes: []queue.Attribute{{Name: delivery.Kind, Value: delivery.KindOutcome}},
		Delay: h.handOverDelay(0),
	})
	return err == nil, err
}
