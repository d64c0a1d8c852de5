package awstest

import (
	"time"
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
	FirstReceived   time.Time // zero before that
	Source          string    // ARN of the queue that it is a dead letter of, if any
	InFlight        bool      // received, and neither deleted nor visible again
}

type message struct {
	Message
	sequence  string
	trace     string // AWSTraceHeader
	visibleAt time.Time
	received  bool // since it came into this queue
	handles   int  // how many receipt handles it was given
}

func (m *message) inFlight(now time.Time) bool { return m.received && now.Before(m.visibleAt) }

// Messages returns what is in a queue in the order it came, in flight or not.
func (c *Cloud) Messages(queueURL string) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	q, now := c.queueOf(queueURL), c.now()
	q.expire(now)
	list := make([]Message, len(q.messages))
	for i, m := range q.messages {
		list[i] = m.Message
		list[i].InFlight = m.inFlight(now)
	}
	return list
}

// Put puts a message into a queue and returns its id. It checks nothing and
// deduplicates nothing, so a test can put there what no sender could have:
// a dead letter with its Source, Receives and a Sent long ago. A message
// without ID, Sent or, in a FIFO queue, Group and DeduplicationID gets them.
// It panics if the message has a time and [Options] had no Now.
func (c *Cloud) Put(queueURL string, m Message) (id string) {
	c.requireClock(m.Sent, m.FirstReceived)
	c.mu.Lock()
	defer c.mu.Unlock()
	q := c.queueOf(queueURL)
	if q.fifo && m.Group == "" {
		m.Group = "awstest"
	}
	return c.put(q, m).ID
}

func (c *Cloud) put(q *queue, m Message) *message {
	now := c.now()
	if m.ID == "" {
		m.ID = c.id()
	}
	if m.Sent.IsZero() {
		m.Sent = now
	}
	stored := &message{Message: m, visibleAt: now}
	stored.InFlight = false
	if q.fifo {
		stored.sequence = c.sequence()
		if stored.DeduplicationID == "" {
			stored.DeduplicationID = contentHash(m.Body)
		}
	}
	q.messages = append(q.messages, stored)
	return stored
}
