package sqs

import (
	"fmt"
	"time"

	"sns-dynamics/internal/awsemulator/fifo"
)

// Message is a message in a queue.
type Message struct {
	ID              string
	Body            string
	Attributes      map[string]Attribute
	Group           string // MessageGroupId
	DeduplicationID string
	Sent            time.Time
	Receives        int       // ApproximateReceiveCount
	FirstReceived   time.Time // zero before the first receive
	Source          string    // ARN of the queue that a dead letter comes from; "" for other messages
	InFlight        bool      // received, and neither deleted nor visible again
}

type message struct {
	Message
	sequence   string
	trace      string // AWSTraceHeader
	visibleAt  time.Time
	received   bool      // since it came into this queue
	receivedAt time.Time // of the newest receive
	handles    int       // number of its receipt handles
}

func (m *message) inFlight(now time.Time) bool { return m.received && now.Before(m.visibleAt) }

// Messages returns the messages of a queue in the order of their arrival, hidden
// messages included. It panics for an unknown queue.
func (qs *Queues) Messages(queueURL string) []Message {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q, now := qs.mustFind(queueURL), qs.account.Now()
	q.expire(now)
	list := make([]Message, len(q.messages))
	for i, m := range q.messages {
		list[i] = m.Message
		list[i].InFlight = m.inFlight(now)
	}
	return list
}

// Put puts a visible message into a queue and returns its id. Put checks nothing and
// ignores the deduplication id, so a test can make a message that no sender can send: a
// dead letter with its Source, its Receives and a Sent of long ago. Put sets an empty ID,
// a zero Sent and, in a FIFO queue, an empty Group and DeduplicationID. InFlight has no
// effect.
//
// Put panics for an unknown queue, and for a message with a time if the account has the
// wall clock.
func (qs *Queues) Put(queueURL string, m Message) (id string) {
	qs.account.RequireClock(m.Sent, m.FirstReceived)
	qs.mu.Lock()
	defer qs.mu.Unlock()
	return qs.putHidden(queueURL, m, 0)
}

// PutHidden is [Queues.Put] with a message that is hidden for a delay.
func (qs *Queues) PutHidden(queueURL string, m Message, delay time.Duration) (id string) {
	qs.account.RequireClock(m.Sent, m.FirstReceived)
	qs.mu.Lock()
	defer qs.mu.Unlock()
	return qs.putHidden(queueURL, m, delay)
}

func (qs *Queues) putHidden(queueURL string, m Message, delay time.Duration) (id string) {
	q := qs.mustFind(queueURL)
	if q.fifo && m.Group == "" {
		m.Group = "awstest"
	}
	return qs.put(q, m, delay).ID
}

// mustFind returns the queue of a URL that a Go caller gave.
func (qs *Queues) mustFind(url string) *queue {
	q := qs.byURL[url]
	if q == nil {
		panic(fmt.Sprintf("awsemulator: no queue %q", url))
	}
	return q
}

// put adds a message that is hidden for a delay.
func (qs *Queues) put(q *queue, m Message, delay time.Duration) *message {
	now := qs.account.Now()
	if m.ID == "" {
		m.ID = qs.account.UUID()
	}
	if m.Sent.IsZero() {
		m.Sent = now
	}
	stored := &message{Message: m, visibleAt: now.Add(delay)}
	stored.InFlight = false
	if q.fifo {
		stored.sequence = qs.account.SequenceNumber()
		if stored.DeduplicationID == "" {
			stored.DeduplicationID = fifo.ContentHash(m.Body)
		}
	}
	q.add(stored)
	return stored
}
