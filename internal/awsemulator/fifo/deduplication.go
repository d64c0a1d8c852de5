// Package fifo holds the deduplication that FIFO topics and FIFO queues share.
package fifo

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"time"
)

// Interval is the deduplication interval: a message that repeats the deduplication
// id of an earlier message within it is accepted and not delivered.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
const Interval = 5 * time.Minute

// Accepted is a message that a topic or queue accepted.
type Accepted struct {
	MessageID      string
	SequenceNumber string
	At             time.Time
}

// Deduplication remembers the messages of the deduplication interval. The zero value
// is empty. It is not safe for concurrent use.
type Deduplication struct {
	byID   map[string]Accepted
	pruned time.Time
}

// Find returns the message that was accepted with a deduplication id.
func (d *Deduplication) Find(id string, now time.Time) (Accepted, bool) {
	a, found := d.byID[id]
	return a, found && now.Sub(a.At) < Interval
}

// Remember stores a message that was accepted. Once an interval, it forgets the
// messages that are too old.
func (d *Deduplication) Remember(id string, a Accepted) {
	if d.byID == nil {
		d.byID = map[string]Accepted{}
	}
	if a.At.Sub(d.pruned) >= Interval {
		maps.DeleteFunc(d.byID, func(_ string, old Accepted) bool { return a.At.Sub(old.At) >= Interval })
		d.pruned = a.At
	}
	d.byID[id] = a
}

// ContentHash returns the deduplication id of content-based deduplication.
func ContentHash(body string) string {
	h := sha256.Sum256([]byte(body))
	return hex.EncodeToString(h[:])
}
