package chaos

import (
	"encoding/json"
	"slices"
	"strconv"
)

// consumer is an event source mapping: it hands the messages of a queue to the
// function, with ReportBatchItemFailures.
type consumer struct {
	queue   *queue
	fleet   *fleet
	most    int // batches at a time
	running int
	batches int
}

// poll starts as many batches as it may.
func (c *consumer) poll() {
	if c == nil {
		return // a dead-letter queue
	}
	for c.running < c.most {
		c.batches++
		handles := c.queue.receive(1 + c.queue.w.dice("batch", c.queue.name, c.batches).IntN(10))
		if len(handles) == 0 {
			return
		}
		c.start(handles)
	}
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
			"eventSource": "aws:sqs", "eventSourceARN": queueARN(c.queue.name), "awsRegion": region,
		})
	}
	event, _ := json.Marshal(map[string]any{"Records": records}) // strings only
	c.running++
	c.fleet.invoke(event, batch, func(i *invocation, r result) {
		c.running--
		c.settle(handles, i, r)
		c.poll()
	})
}

// checkHeld wants a message that failed to be held back, unless it only waits
// for an earlier one of its group, or SQS failed and took the time there was.
func (c *consumer) checkHeld(d *deposit, i *invocation, at int) {
	for n, before := range i.batch[:at] {
		if d.message.mode == ordered && before.group == d.message.group && i.starts[n].again {
			return
		}
	}
	if !i.starts[at].held && !slices.ContainsFunc(i.starts, func(s *start) bool { return s.sqsFault }) {
		c.queue.w.wrong(d.message, "failed, and was left to the queue's own visibility timeout")
	}
}

// settle deletes what the function is done with. What it reports, and all of a
// batch that failed or died, comes back when its time out of sight is over.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (c *consumer) settle(handles []string, i *invocation, r result) {
	if r.err != nil {
		if !r.killed {
			c.queue.w.wrong(i.batch[0], "the batch failed as a whole: %v", r.err)
		}
		return
	}
	if r.answer == nil {
		c.queue.w.wrong(i.batch[0], "no answer to a batch, which says that all of it is done")
		return
	}
	reported := map[string]bool{}
	for _, f := range r.answer.BatchItemFailures {
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
