package sqs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// take gives out visible messages, and hides them for the visibility timeout. It moves
// the messages that were received too often to the dead-letter queue.
func (qs *Queues) take(q *queue, limit int, visibility time.Duration) []*message {
	now := qs.account.Now()
	target, maxReceives := qs.redrivePolicy(q)
	blocked := map[string]bool{} // groups of a FIFO queue that give out no message
	if q.fifo {
		blocked = q.groupsInFlight(now)
	}
	var out []*message
	for _, m := range slices.Clone(q.messages) {
		if len(out) == limit {
			break
		}
		switch {
		case q.fifo && blocked[m.Group]:
			continue
		case now.Before(m.visibleAt):
			blocked[m.Group] = true
			continue
		case maxReceives > 0 && m.Receives >= maxReceives:
			qs.deadLetter(q, target, m)
			continue
		}
		m.received, m.receivedAt, m.visibleAt = true, now, now.Add(visibility)
		m.Receives++
		m.handles++
		if m.FirstReceived.IsZero() {
			m.FirstReceived = now
		}
		out = append(out, m)
	}
	return out
}

// groupsInFlight returns the groups of a FIFO queue that have a message in flight.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
func (q *queue) groupsInFlight(now time.Time) map[string]bool {
	groups := map[string]bool{}
	for _, m := range q.messages {
		if m.inFlight(now) {
			groups[m.Group] = true
		}
	}
	return groups
}

// deadLetter moves a message to a dead-letter queue. The retention period of a FIFO
// dead-letter queue starts with the move.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (qs *Queues) deadLetter(from, to *queue, m *message) {
	from.remove(m)
	m.received, m.visibleAt, m.Source = false, qs.account.Now(), from.arn
	if to.fifo {
		m.Sent = qs.account.Now()
	}
	to.add(m)
	if qs.deadLettered != nil {
		qs.deadLettered(m.Message)
	}
}

// redrivePolicy returns the dead-letter queue of a queue and its maxReceiveCount; 0
// means that the queue has no policy.
func (qs *Queues) redrivePolicy(q *queue) (target *queue, maxReceives int) {
	policy := q.attributes["RedrivePolicy"]
	if policy == "" {
		return nil, 0
	}
	var p struct {
		DeadLetterTargetArn string          `json:"deadLetterTargetArn"`
		MaxReceiveCount     json.RawMessage `json:"maxReceiveCount"` // a number, or a text with a number
	}
	err := json.Unmarshal([]byte(policy), &p)
	target = qs.byARN(p.DeadLetterTargetArn)
	maxReceives, notNumber := strconv.Atoi(strings.Trim(string(p.MaxReceiveCount), `"`))
	if err != nil || notNumber != nil || target == nil {
		panic(fmt.Sprintf("awsemulator: redrive policy of queue %s: %s", q.name, policy))
	}
	return target, maxReceives
}
