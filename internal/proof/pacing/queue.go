package pacing

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// message is a message on its way.
type message struct {
	published time.Duration
	visible   time.Duration
	takes     time.Duration // in Dataverse
	received  int
	effects   int
}

// queue is a queue of SQS that a publisher fills steadily. It delivers messages in about the
// order of their publication.
type queue struct {
	dice      *rand.Rand
	mean      time.Duration // between two messages
	takes     func(*rand.Rand) time.Duration
	next      time.Duration // the time of the next message
	waiting   []*message
	hidden    hidden
	published int
}

// publish adds the messages up to a time, and the messages whose visibility timeout ended.
func (q *queue) publish(now time.Duration) {
	for q.next <= now {
		q.waiting = append(q.waiting, &message{published: q.next, takes: q.takes(q.dice)})
		q.published++
		q.next += time.Duration(q.dice.ExpFloat64() * float64(q.mean))
	}
	for len(q.hidden) > 0 && q.hidden[0].visible <= now {
		q.waiting = append(q.waiting, heap.Pop(&q.hidden).(*message))
	}
}

// receive returns up to most messages.
func (q *queue) receive(now time.Duration, most int) []*message {
	q.publish(now)
	n := min(most, len(q.waiting))
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	for _, m := range batch {
		m.received++
	}
	return batch
}

// hide gives a message back.
func (q *queue) hide(m *message, until time.Duration) {
	m.visible = until
	heap.Push(&q.hidden, m)
}

// upcoming is the time of the next message in an empty queue.
func (q *queue) upcoming() time.Duration {
	if len(q.hidden) > 0 {
		return min(q.next, q.hidden[0].visible)
	}
	return q.next
}

// hidden is a heap of messages, the message that becomes visible next first.
type hidden []*message

func (h hidden) Len() int           { return len(h) }
func (h hidden) Less(i, j int) bool { return h[i].visible < h[j].visible }
func (h hidden) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *hidden) Push(x any) { *h = append(*h, x.(*message)) }

// Pop implements heap.Interface.
func (h *hidden) Pop() any {
	last := len(*h) - 1
	m := (*h)[last]
	*h = (*h)[:last]
	return m
}
