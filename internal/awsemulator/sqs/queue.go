package sqs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"sns-dynamics/internal/awsemulator/fifo"
)

// queue is a queue. The lock of its Queues protects it.
type queue struct {
	name          string
	url           string
	arn           string
	fifo          bool
	attributes    map[string]string
	messages      []*message // in the order of their arrival
	deduplication fifo.Deduplication
	purged        time.Time
	// changed is closed when a message may have become visible for another reason
	// than the time. A new channel replaces it.
	changed chan struct{}
}

func defaultAttributes(created string) map[string]string {
	return map[string]string{
		"CreatedTimestamp": created, "LastModifiedTimestamp": created, "DelaySeconds": "0", "MaximumMessageSize": "1048576",
		"MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0", "VisibilityTimeout": "30", "SqsManagedSseEnabled": "true",
	}
}

// number returns a numeric attribute.
func (q *queue) number(attribute string) int {
	n, err := strconv.Atoi(q.attributes[attribute])
	if err != nil {
		panic(fmt.Sprintf("awsemulator: %s of queue %s is %q", attribute, q.name, q.attributes[attribute]))
	}
	return n
}

func (q *queue) seconds(attribute string) time.Duration {
	return time.Duration(q.number(attribute)) * time.Second
}

// wakeReceivers makes the requests that wait for messages look again.
func (q *queue) wakeReceivers() {
	close(q.changed)
	q.changed = make(chan struct{})
}

func (q *queue) add(m *message) {
	q.messages = append(q.messages, m)
	q.wakeReceivers()
}

// remove takes a message out of the queue. The next message of its group may be
// visible then.
func (q *queue) remove(m *message) {
	if i := slices.Index(q.messages, m); i >= 0 {
		q.messages = slices.Delete(q.messages, i, i+1)
		q.wakeReceivers()
	}
}

// expire drops the messages whose retention period is over.
func (q *queue) expire(now time.Time) {
	retention := q.seconds("MessageRetentionPeriod")
	q.messages = slices.DeleteFunc(q.messages, func(m *message) bool { return now.Sub(m.Sent) > retention })
}

// nextVisible returns the earliest time after now at which a hidden message becomes
// visible, or end if that is earlier.
func (q *queue) nextVisible(now, end time.Time) time.Time {
	for _, m := range q.messages {
		if m.visibleAt.After(now) && m.visibleAt.Before(end) {
			end = m.visibleAt
		}
	}
	return end
}
