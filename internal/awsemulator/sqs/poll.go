package sqs

import (
	"context"
	"slices"
	"time"
)

// Received is a message that [Queues.Poll] took from a queue.
type Received struct {
	Message
	ReceiptHandle string
	// System are the system attributes of the message, with the names of the API.
	System map[string]string
}

// pollTime is the longest wait of Poll before it looks at the queue again.
const pollTime = 20 * time.Second

// Poll receives up to limit messages, as an event source mapping of Lambda does. It waits
// until a message is visible, and hides the messages for the visibility timeout of the
// queue. It returns no message if ctx ended, or if the account's After is nil and no message
// is visible. It panics for an unknown queue.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func (qs *Queues) Poll(ctx context.Context, queueURL string, limit int) []Received {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	for ctx.Err() == nil {
		q, now := qs.mustFind(queueURL), qs.account.Now()
		q.expire(now)
		messages := qs.take(q, limit, q.seconds("VisibilityTimeout"))
		if len(messages) > 0 {
			return q.received(messages)
		}
		if qs.account.After == nil || !qs.wait(ctx, q, now, now.Add(pollTime)) {
			break
		}
	}
	return nil
}

func (q *queue) received(messages []*message) []Received {
	var list []Received
	for _, m := range messages {
		list = append(list, Received{m.Message, q.newestHandle(m), m.systemAttributes([]string{"All"})})
	}
	return list
}

// Delete deletes the message of a receipt handle. It changes nothing for a handle of no
// message. It panics for an unknown queue.
func (qs *Queues) Delete(queueURL, receiptHandle string) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	_, _ = qs.delete(qs.mustFind(queueURL), handleEntry{ReceiptHandle: receiptHandle}) // the handle of no message
}

// Remove deletes the message with an id, received or not. It reports whether the queue had
// the message. It panics for an unknown queue.
func (qs *Queues) Remove(queueURL, messageID string) bool {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := qs.mustFind(queueURL)
	at := slices.IndexFunc(q.messages, func(m *message) bool { return m.ID == messageID })
	if at < 0 {
		return false
	}
	q.remove(q.messages[at])
	return true
}

// Reveal ends the delay or the visibility timeout of a message. It reports whether the
// queue has the message. It panics for an unknown queue.
func (qs *Queues) Reveal(queueURL, messageID string) bool {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := qs.mustFind(queueURL)
	for _, m := range q.messages {
		if m.ID == messageID {
			m.visibleAt = qs.account.Now()
			q.wakeReceivers()
			return true
		}
	}
	return false
}

// OnDeadLetter sets a function that is called when the redrive policy of a queue moves a
// message to a dead-letter queue; nil removes it. The function must not use the queues: it
// is called with their lock.
func (qs *Queues) OnDeadLetter(hook func(m Message)) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	qs.deadLettered = hook
}
