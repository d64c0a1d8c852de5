package handler

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/operation"
)

// outcomeUnknown is the reason in the dead letter of an action that may have run.
const outcomeUnknown = "outcome unknown"

// deadLetter returns the dead letter of a message: its envelope, with the reason in the
// message attributes. SQS rejects an attribute without a value, so it leaves them out.
func deadLetter(d delivery.Delivery, r result, now time.Time) queue.Message {
	reason := shorten(r.reason())
	if fix := r.fix(); fix != "" {
		reason += "; to do: " + fix
	}
	if r.class() == operation.Unknown {
		reason = outcomeUnknown
	}
	attempts := attempts(d, r)
	all := []queue.Attribute{
		{Name: "class", Value: string(r.class())},
		{Name: "code", Value: r.code()},
		{Name: "reason", Value: reason},
		{Name: "operation", Value: string(r.op.Kind)},
		{Name: "entitySet", Value: r.op.EntitySet},
		{Name: "route", Value: r.routeName()},
		{Name: "time", Value: now.UTC().Format(time.RFC3339)},
	}
	if d.IsOutcome {
		all = append(all, queue.Attribute{Name: delivery.Kind, Value: delivery.KindOutcome})
	}
	if attempts > 0 {
		all = append(all, queue.Attribute{Name: "attempts", Value: strconv.Itoa(attempts), Number: true})
	}
	if e, ok := errors.AsType[*dynamics.Error](r.err); ok {
		all = append(all, queue.Attribute{Name: "requestId", Value: e.RequestID})
		if e.Status != 0 {
			all = append(all, queue.Attribute{Name: "status", Value: strconv.Itoa(e.Status), Number: true})
		}
	}
	m := queue.Message{Body: d.Body(), ID: deduplicationID(d, now), Group: group(d)}
	for _, a := range all {
		if a.Value != "" {
			m.Attributes = append(m.Attributes, a)
		}
	}
	return m
}

// attempts is the number of attempts at a message, as far as this delivery shows it.
func attempts(d delivery.Delivery, r result) int {
	if d.Queued == nil {
		return r.ran.Tries
	}
	return max(r.ran.Tries, d.Queued.Received)
}

// deduplicationID identifies a dead letter in a FIFO queue: it is equal for the same
// message of the same delivery. The message's own id is not enough: SQS would drop the
// dead letter of a message that is redriven and fails again within five minutes.
func deduplicationID(d delivery.Delivery, now time.Time) string {
	if d.Queued != nil {
		return d.Envelope.MessageID + "." + d.Queued.MessageID
	}
	return d.Envelope.MessageID + "." + strconv.FormatInt(now.UnixNano(), 10)
}

// group returns the message group for a FIFO queue: the group in which the message
// arrived, or else a group of its own.
func group(d delivery.Delivery) string {
	if d.Queued != nil {
		return cmp.Or(d.Queued.Group, d.Envelope.MessageID)
	}
	return d.Envelope.MessageID
}

// shorten limits a reason to 1000 characters.
func shorten(s string) string {
	const most = 1000
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
