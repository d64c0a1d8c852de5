package relay

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/queue"
)

// outcomeUnknown is the reason of an action that may have run.
const outcomeUnknown = "outcome unknown"

// letter is the dead letter of a message: its envelope, with the reason in its
// attributes. Those without a value are left out, as SQS takes no empty ones.
func letter(d delivery.Delivery, r result, now time.Time) queue.Message {
	reason := shorten(r.reason())
	if fix := r.fix(); fix != "" {
		reason += "; to do: " + fix
	}
	if r.class() == dynamics.Unknown {
		reason = outcomeUnknown
	}
	attempts := r.ran.Tries
	if d.Queued != nil {
		attempts = max(attempts, d.Queued.Received)
	}
	all := []queue.Attribute{
		{Name: "class", Value: string(r.class())},
		{Name: "code", Value: r.code()},
		{Name: "reason", Value: reason},
		{Name: "operation", Value: string(r.op.Kind)},
		{Name: "entitySet", Value: r.op.EntitySet},
		{Name: "time", Value: now.UTC().Format(time.RFC3339)},
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
	m := queue.Message{Body: d.Body(), ID: letterID(d, now), Group: group(d)}
	for _, a := range all {
		if a.Value != "" {
			m.Attributes = append(m.Attributes, a)
		}
	}
	return m
}

// letterID is what makes a dead letter a duplicate in a FIFO queue: the same
// message of the same delivery. The message's own id would not do: one that is
// redriven and fails again within five minutes would be dropped.
func letterID(d delivery.Delivery, now time.Time) string {
	if d.Queued != nil {
		return d.Envelope.MessageID + "." + d.Queued.MessageID
	}
	return d.Envelope.MessageID + "." + strconv.FormatInt(now.UnixNano(), 10)
}

// group is the message group of a message in a FIFO queue: the one it came in,
// else its own.
func group(d delivery.Delivery) string {
	if d.Queued != nil {
		return cmp.Or(d.Queued.Group, d.Envelope.MessageID)
	}
	return d.Envelope.MessageID
}

// shorten keeps a reason to what is read at a glance.
func shorten(s string) string {
	const most = 1000
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
