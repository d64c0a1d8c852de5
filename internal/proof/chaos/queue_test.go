package chaos

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// queue is an SQS queue.
type queue struct {
	w          *simulation
	name       string
	fifo       bool
	dead       *queue // dead-letter queue of its redrive policy
	visible    []*queuedMessage
	all        []*queuedMessage
	groups     map[string][]*queuedMessage // of a FIFO queue: messages that are not deleted, in order
	handles    map[string]*queuedMessage
	seen       map[string]time.Time // deduplication ids
	receives   int
	moved      int // moves to the dead-letter queue
	consumer   *consumer
	visibility time.Duration
}

// maxReceiveCount and the visibility timeout are the values of the template.
const (
	maxReceiveCount   = 120
	visibilityTimeout = 900 * time.Second
)

// queuedMessage is a message in a queue.
type queuedMessage struct {
	id                string
	message           *message
	body              string
	group             string
	attributes        map[string]string
	sent              time.Time
	received          int
	visibilityChanges int  // number of changes of its visibility: only the last change has an effect
	out               bool // hidden
	deleted           bool
	source            string // queue that a redrive policy moved it from
}

func (w *simulation) newQueue(name string, dead *queue) *queue {
	q := &queue{
		w: w, name: name, fifo: strings.HasSuffix(name, ".fifo"), dead: dead, visibility: visibilityTimeout,
		groups: map[string][]*queuedMessage{}, handles: map[string]*queuedMessage{}, seen: map[string]time.Time{},
	}
	w.queues[name] = q
	return q
}

// add adds a message to the queue.
func (q *queue) add(m *message, body, group, duplicate string, attributes map[string]string, delay time.Duration) *queuedMessage {
	if at, ok := q.seen[duplicate]; ok && time.Since(at) < 5*time.Minute {
		m.note("a duplicate to %s", q.name)
		return &queuedMessage{id: "duplicate"}
	}
	if duplicate != "" {
		q.seen[duplicate] = time.Now()
	}
	d := &queuedMessage{
		id: q.w.guid("deposit", q.name, m.n, len(q.all)), message: m, body: body, group: group,
		attributes: attributes, sent: time.Now(),
	}
	q.all = append(q.all, d)
	if q.fifo {
		q.groups[group] = append(q.groups[group], d)
	}
	q.show(d, delay)
	if q.consumer != nil { // dead letters are read earlier
		q.w.after(retention, func() { q.expire(d) })
	}
	return d
}

// show hides a message for some time, and then makes it visible.
func (q *queue) show(d *queuedMessage, after time.Duration) {
	d.visibilityChanges++
	d.out = true
	q.visible = slices.DeleteFunc(q.visible, func(v *queuedMessage) bool { return v == d })
	visibilityChanges := d.visibilityChanges
	q.w.after(after, func() {
		if d.deleted || d.visibilityChanges != visibilityChanges {
			return
		}
		d.out = false
		q.visible = append(q.visible, d)
		q.consumer.poll()
	})
}

// receive returns the receipt handles of up to n messages.
func (q *queue) receive(n int) (handles []string) {
	for _, d := range q.pick(n) {
		d.received++
		if d.received > maxReceiveCount {
			q.redrive(d)
			continue
		}
		q.receives++
		handle := fmt.Sprintf("%s/%d", q.name, q.receives)
		q.handles[handle] = d
		handles = append(handles, handle)
		q.show(d, q.visibility)
		if random := q.w.random("twice", q.name, d.message.n, d.received); !q.fifo && random.IntN(50) == 0 {
			// A server of SQS that does not know of this receive delivers the message
			// once more, even if it is deleted.
			q.w.after(time.Duration(random.Int64N(int64(5*time.Minute))), func() {
				q.w.faultCounts.count("received twice from SQS", d.message)
				q.visible = append(q.visible, d)
				q.consumer.poll()
			})
		}
	}
	return handles
}

// pick chooses visible messages: any of a standard queue. Of a FIFO queue it keeps the
// order of each group, and skips a group with a hidden message.
func (q *queue) pick(n int) []*queuedMessage {
	var picked []*queuedMessage
	d := q.w.random("pick", q.name, q.receives)
	if !q.fifo {
		var duplicates []*queuedMessage // SQS delivers no message twice in one batch
		in := map[*queuedMessage]bool{}
		for len(picked) < n && len(q.visible) > 0 {
			i, last := d.IntN(len(q.visible)), len(q.visible)-1
			v := q.visible[i]
			q.visible[i] = q.visible[last]
			q.visible = q.visible[:last]
			if in[v] {
				duplicates = append(duplicates, v)
				continue
			}
			in[v] = true
			picked = append(picked, v)
		}
		q.visible = append(q.visible, duplicates...)
		return picked
	}
	open := map[string]bool{}
	var names []string
	for _, v := range q.visible {
		g := v.group
		if _, asked := open[g]; !asked {
			open[g] = !slices.ContainsFunc(q.groups[g], func(d *queuedMessage) bool { return d.out })
			if open[g] {
				names = append(names, g)
			}
		}
	}
	for len(names) > 0 && len(picked) < n {
		i := d.IntN(len(names))
		g := q.groups[names[i]]
		picked = append(picked, g[:min(len(g), n-len(picked))]...)
		names = slices.Delete(names, i, i+1)
	}
	return picked
}

// redrive moves a message that was received too often to the dead-letter queue.
func (q *queue) redrive(d *queuedMessage) {
	q.remove(d)
	if q.dead == nil {
		q.w.wrong(d.message, "received too often from %s, which has no dead-letter queue", q.name)
		return
	}
	q.moved++
	d.message.redrives++
	d.message.note("redriven from %s after %d receives and %v", q.name, d.received-1, time.Since(d.sent))
	if age := time.Since(d.sent); age < 24*time.Hour {
		q.w.wrong(d.message, "the receives were used up after %v", age)
	}
	moved := q.dead.add(d.message, d.body, d.group, d.id, d.attributes, 0)
	moved.id, moved.source = d.id, q.name
	if !q.fifo {
		moved.sent = d.sent
	}
}

func (q *queue) remove(d *queuedMessage) {
	d.deleted = true
	isIt := func(v *queuedMessage) bool { return v == d }
	q.visible = slices.DeleteFunc(q.visible, isIt)
	q.groups[d.group] = slices.DeleteFunc(q.groups[d.group], isIt)
}
