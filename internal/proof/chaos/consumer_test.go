package chaos

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// consumer is an event source mapping with ReportBatchItemFailures: it passes the
// messages of a queue to the function.
type consumer struct {
	queue   *queue
	fleet   *fleet
	most    int // limit of concurrent batches
	running int
	batches int
	size    int  // size of the batch that is being collected; 0: none
	over    bool // the batching window is over
}

// poll starts as many batches as the limit allows. A batch of a standard queue waits
// until it is full, or until its window is over.
func (c *consumer) poll() {
	if c == nil {
		return // a dead-letter queue
	}
	for c.running < c.most && len(c.queue.visible) > 0 {
		if c.size == 0 {
			c.chooseBatch()
		}
		if len(c.queue.visible) < c.size && !c.over {
			return
		}
		moved := c.queue.moved
		handles := c.queue.receive(c.size)
		c.size = 0
		if len(handles) == 0 {
			if c.queue.moved > moved {
				continue // with the messages behind the messages that were received too often
			}
			return
		}
		c.start(handles)
	}
}

// gather decides the size of a batch and its window. Lambda's limits are a thousand
// messages and five minutes; most batches are small.
func (c *consumer) chooseBatch() {
	c.batches++
	d := c.queue.w.random("batch", c.queue.name, c.batches)
	c.size, c.over = 1+d.IntN(10), true
	if c.queue.fifo {
		if d.IntN(8) > 0 {
			c.size = 1 // as in the template: a message behind a waiting message is not received with it
		}
		return
	}
	window := 20 * time.Second
	switch d.IntN(10) {
	case 0:
		c.size, window = 100+d.IntN(901), 5*time.Minute
	case 1, 2:
		c.size, window = 10+d.IntN(90), 5*time.Minute
	}
	c.over = false
	n := c.batches
	c.queue.w.after(1+time.Duration(d.Int64N(int64(window))), func() {
		if c.batches == n && c.size > 0 {
			c.over = true
			c.poll()
		}
	})
}

func (c *consumer) start(handles []string) {
	var records []any
	var batch []*message
	for _, h := range handles {
		d := c.queue.handles[h]
		attributes := map[string]string{
			"ApproximateReceiveCount": strconv.Itoa(d.received),
			"SentTimestamp":           strconv.FormatInt(d.sent.UnixMilli(), 10),
		}
		if c.queue.fifo {
			attributes["MessageGroupId"] = d.group
		}
		batch = append(batch, d.message)
		records = append(records, map[string]any{
			"messageId": d.id, "receiptHandle": h, "body": d.body, "attributes": attributes,
			"messageAttributes": recordAttributes(d.attributes),
			"eventSource":       "aws:sqs", "eventSourceARN": queueARN(c.queue.name), "awsRegion": region,
		})
	}
	event, _ := json.Marshal(map[string]any{"Records": records}) // strings only
	if w := c.queue.w; !c.queue.fifo {
		w.batches++
		w.largest = max(w.largest, len(batch))
		if len(batch) >= 100 {
			w.large++
		}
	}
	c.running++
	c.fleet.invoke(event, batch, handles, func(i *invocation, r result) {
		c.running--
		c.settle(handles, i, r)
		c.poll()
	})
}

// checkHeld requires that a failed message is hidden, unless it only waits for an
// earlier message of its group, or SQS failed and used up the time.
func (c *consumer) checkHeld(d *queuedMessage, i *invocation, at int) {
	for n, before := range i.batch[:at] {
		if d.message.mode == ordered && before.group == d.message.group && i.starts[n].again {
			return
		}
	}
	if !i.starts[at].held && !slices.ContainsFunc(i.starts, func(s *start) bool { return s.sqsFault }) {
		c.queue.w.wrong(d.message, "failed, and was left to the queue's own visibility timeout")
	}
}

// settle deletes the messages that the function completed. The messages that the
// function reports, and all messages of a batch that failed or was killed, are visible
// again after their visibility timeout.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (c *consumer) settle(handles []string, i *invocation, r result) {
	defer i.divideRuns()
	if r.err != nil {
		if !r.killed {
			c.queue.w.wrong(i.batch[0], "the batch failed as a whole: %v", r.err)
		}
		return
	}
	if r.response == nil {
		c.queue.w.wrong(i.batch[0], "no answer to a batch, which says that all of it is done")
		return
	}
	reported := map[string]bool{}
	for _, f := range r.response.BatchItemFailures {
		reported[f.ItemIdentifier] = true
	}
	for at, h := range handles {
		d := c.queue.handles[h]
		if reported[d.id] {
			i.starts[at].again = true
			d.message.note("reported as failed")
			c.checkHeld(d, i, at)
			continue
		}
		d.message.note("deleted from %s", c.queue.name)
		c.queue.remove(d)
	}
}

// recordAttributes returns the attributes of a message in the form of an event.
func recordAttributes(attributes map[string]string) map[string]any {
	all := map[string]any{}
	for name, value := range attributes {
		all[name] = map[string]any{"stringValue": value, "dataType": "String", "stringListValues": []string{}, "binaryListValues": []string{}}
	}
	return all
}
