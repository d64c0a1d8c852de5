package handler

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/outcome"
)

const (
	// publishWithin bounds the calls of SNS at the end of an invocation: a slow topic
	// delays the response to Lambda by at most this time.
	publishWithin = 2 * time.Second
	// keepWithin is the time, before the time for the response, in which the unpublished
	// events go to the queue.
	keepWithin = time.Second
)

// outcomeMargin is the part of the margin for the outcome events of a number of messages.
func (h *Handler) outcomeMargin(messages int) time.Duration {
	if !h.config.Outcomes.IsOn() {
		return 0
	}
	return publishWithin + keepWithin + time.Duration(messages)*marginPerMessage
}

// withoutOutcomes separates the messages that wait as outcome events from the messages to
// run.
func withoutOutcomes(deliveries []delivery.Delivery) (messages, waiting []delivery.Delivery) {
	if !slices.ContainsFunc(deliveries, func(d delivery.Delivery) bool { return d.IsOutcome }) {
		return deliveries, nil
	}
	messages = deliveries[:0:0]
	for _, d := range deliveries {
		if d.IsOutcome {
			waiting = append(waiting, d)
		} else {
			messages = append(messages, d)
		}
	}
	return messages, waiting
}

// outcomes are the outcome events of an invocation.
type outcomes struct {
	handler *Handler
	events  []outcome.Event
	sources []delivery.Delivery // of events, in their order
	left    []string            // the ids, of SQS, of events that stay in their queue
}

// note adds the event of a message that ended. A message that is still tried, and a second
// record of a message, have no event.
func (o *outcomes) note(d delivery.Delivery, r result) {
	h := o.handler
	if r.isDuplicate || r.disposition != completed && r.disposition != deadLettered || !h.config.Outcomes.Wants(r.outcome()) {
		return
	}
	o.events = append(o.events, outcome.New(d.Envelope.TopicARN, r.op.Correlation, h.config.Now(), dataOf(d, r)))
	o.sources = append(o.sources, d)
}

// dataOf returns the data of the event of a message.
func dataOf(d delivery.Delivery, r result) outcome.Data {
	_, requestID := r.response()
	data := outcome.Data{
		MessageID: d.Envelope.MessageID, PublishTime: outcome.Time{Time: d.Envelope.Published},
		Operation: string(r.op.Kind), EntitySet: r.op.EntitySet, Route: r.routeName(), Outcome: r.outcome(),
		Row: r.op.Row.PrimaryID(), Attempts: attempts(d, r), RequestID: requestID,
	}
	if r.err != nil {
		data.Class, data.Code, data.Reason = string(r.class()), r.code(), shorten(r.reason())
		return data // a rejected batch made no row
	}
	if r.ran.Outcome == dynamics.Stale {
		return data // a stale batch made no row
	}
	for _, p := range r.op.Operations {
		if id := p.Row.PrimaryID(); p.ContentID != "" && id != "" {
			if data.Rows == nil {
				data.Rows = map[string]outcome.Row{}
			}
			data.Rows[p.ContentID] = outcome.Row{EntitySet: p.EntitySet, ID: id}
		}
	}
	return data
}

// take adds the events that waited in a queue. A message that is no event becomes a dead
// letter.
func (o *outcomes) take(ctx context.Context, waiting []delivery.Delivery) {
	for _, d := range waiting {
		e, err := outcome.Parse(d.Envelope.Message)
		if err != nil {
			r := o.handler.conclude(ctx, d, result{err: &message.Error{Problems: []message.Problem{{Text: err.Error()}}}})
			if o.handler.report(ctx, d, r); !r.isGone() {
				o.left = append(o.left, d.Queued.MessageID)
			}
			continue
		}
		o.events, o.sources = append(o.events, e), append(o.sources, d)
	}
}

// publish publishes the events. The events that were not published go to the queue, or stay
// there.
func (o *outcomes) publish(ctx context.Context) {
	if len(o.events) == 0 {
		return
	}
	failures := o.send(ctx)
	var records []int
	for i, err := range failures {
		if err != nil {
			records = append(records, i)
		}
	}
	if len(records) == 0 {
		return
	}
	kept := o.keep(ctx, records, failures)
	o.handler.config.Log.LogAttrs(ctx, slog.LevelWarn, "outcome events not published",
		slog.Int("events", len(records)), slog.Int("waiting", kept), slog.String("error", failures[records[0]].Error()))
}

// send publishes the events and returns an error for each event that was not published.
func (o *outcomes) send(ctx context.Context) []error {
	p := o.handler.config.Outcomes
	if !p.IsOn() {
		failures := make([]error, len(o.events))
		for i := range failures {
			failures[i] = errNoTopic
		}
		return failures
	}
	ctx, cancel := beforeDeadline(ctx, responseMargin+keepWithin)
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, publishWithin)
	defer stop()
	return p.Publish(ctx, o.events)
}

// lose logs an event that neither the topic nor the queue took: one line with the event, so
// that it can be published by hand.
func (o *outcomes) lose(ctx context.Context, i int, failure, handOver error) {
	attrs := []slog.Attr{slog.Any("event", json.RawMessage(o.events[i].String())), slog.String("error", failure.Error())}
	if handOver != nil {
		attrs = append(attrs, slog.String("handOverError", handOver.Error()))
	}
	o.handler.config.Log.LogAttrs(ctx, slog.LevelError, "outcome event lost", attrs...)
}
