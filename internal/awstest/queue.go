package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

type queue struct {
	name       string
	url        string
	arn        string
	fifo       bool
	attributes map[string]string
	messages   []*message // in the order they came
	dedup      dedup
	purged     time.Time
}

// AddQueue makes an empty queue and returns its URL; a name that ends in .fifo
// makes it a FIFO queue. The attributes, which may be nil, are those of
// CreateQueue, as texts. A queue of that name that is there already is replaced.
func (c *Cloud) AddQueue(name string, attributes map[string]string) (url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := strconv.FormatInt(c.now().Unix(), 10)
	q := &queue{
		name: name, url: "https://sqs." + Region + ".amazonaws.com/" + Account + "/" + name, arn: QueueARN(name),
		fifo: strings.HasSuffix(name, ".fifo"), dedup: dedup{},
		attributes: map[string]string{
			"CreatedTimestamp": now, "LastModifiedTimestamp": now, "DelaySeconds": "0", "MaximumMessageSize": "1048576",
			"MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0", "VisibilityTimeout": "30", "SqsManagedSseEnabled": "true",
		},
	}
	q.attributes["QueueArn"] = q.arn
	if q.fifo {
		q.attributes["FifoQueue"] = "true"
		q.attributes["ContentBasedDeduplication"] = "false"
	}
	maps.Copy(q.attributes, attributes)
	c.queues[q.url] = q
	return q.url
}

// QueueARN returns the ARN of the queue of that name.
func QueueARN(name string) string { return arn("sqs", name) }

// queueOf returns the queue of a URL that a test gave.
func (c *Cloud) queueOf(url string) *queue {
	q := c.queues[url]
	if q == nil {
		panic(fmt.Sprintf("awstest: no queue %q", url))
	}
	return q
}

func (c *Cloud) queueByARN(arn string) *queue {
	for _, q := range c.queues {
		if q.arn == arn {
			return q
		}
	}
	return nil
}

// number returns an attribute that is a number, and panics if a test made it
// something else.
func (q *queue) number(attribute string) int {
	n, err := strconv.Atoi(q.attributes[attribute])
	if err != nil {
		panic(fmt.Sprintf("awstest: %s of queue %s is %q", attribute, q.name, q.attributes[attribute]))
	}
	return n
}

func (q *queue) seconds(attribute string) time.Duration {
	return time.Duration(q.number(attribute)) * time.Second
}

// expire forgets the messages that are older than the queue keeps them.
func (q *queue) expire(now time.Time) {
	keep := q.seconds("MessageRetentionPeriod")
	q.messages = slices.DeleteFunc(q.messages, func(m *message) bool { return now.Sub(m.Sent) > keep })
}

func (q *queue) remove(m *message) {
	if i := slices.Index(q.messages, m); i >= 0 {
		q.messages = slices.Delete(q.messages, i, i+1)
	}
}

// redrive returns where messages go that were received too often, and how
// often that is; 0 means that they stay.
func (c *Cloud) redrive(q *queue) (target *queue, most int) {
	policy := q.attributes["RedrivePolicy"]
	if policy == "" {
		return nil, 0
	}
	var p struct {
		DeadLetterTargetArn string          `json:"deadLetterTargetArn"`
		MaxReceiveCount     json.RawMessage `json:"maxReceiveCount"` // a number, or one as a text
	}
	err := json.Unmarshal([]byte(policy), &p)
	target = c.queueByARN(p.DeadLetterTargetArn)
	most, notNumber := strconv.Atoi(strings.Trim(string(p.MaxReceiveCount), `"`))
	if err != nil || notNumber != nil || target == nil {
		panic(fmt.Sprintf("awstest: redrive policy of queue %s: %s", q.name, policy))
	}
	return target, most
}
