package chaos

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// queue is an SQS queue.
type queue struct {
	w          *world
	name       string
	fifo       bool
	dead       *queue // of its redrive policy
	visible    []*deposit
	all        []*deposit
	groups     map[string][]*deposit // of a FIFO queue, those not deleted, in order
	handles    map[string]*deposit
	seen       map[string]time.Time // deduplication ids
	receives   int
	moved      int // to the dead-letter queue
	consumer   *consumer
	visibility time.Duration
}

// maxReceiveCount and the visibility timeout are those of the template.
const (
	maxReceiveCount   = 120
	visibilityTimeout = 900 * time.Second
)

// deposit is a message in a queue.
type deposit struct {
	id         string
	message    *message
	body       string
	group      string
	attributes map[string]string
	sent       time.Time
	received   int
	shown      int  // how often its visibility was set: an older setting is void
	out        bool // of sight
	deleted    bool
	source     string // the queue that a redrive policy moved it from
}

func (w *world) newQueue(name string, dead *queue) *queue {
	q := &queue{
		w: w, name: name, fifo: strings.HasSuffix(name, ".fifo"), dead: dead, visibility: visibilityTimeout,
		groups: map[string][]*deposit{}, handles: map[string]*deposit{}, seen: map[string]time.Time{},
	}
	w.queues[name] = q
	return q
}

// add takes a message in.
func (q *queue) add(m *message, body, group, duplicate string, attributes map[string]string, delay time.Duration) *deposit {
	if at, ok := q.seen[duplicate]; ok && time.Since(at) < 5*time.Minute {
		m.note("a duplicate to %s", q.name)
		return &deposit{id: "duplicate"}
	}
	if duplicate != "" {
		q.seen[duplicate] = time.Now()
	}
	d := &deposit{
		id: q.w.guid("deposit", q.name, m.n, len(q.all)), message: m, body: body, group: group,
		attributes: attributes, sent: time.Now(),
	}
	q.all = append(q.all, d)
	if q.fifo {
		q.groups[group] = append(q.groups[group], d)
	}
	q.show(d, delay)
	if q.consumer != nil { // dead letters are read before
		q.w.after(retention, func() { q.expire(d) })
	}
	return d
}

// show makes a message visible after a while, and invisible until then.
func (q *queue) show(d *deposit, after time.Duration) {
	d.shown++
	d.out = true
	q.visible = slices.DeleteFunc(q.visible, func(v *deposit) bool { return v == d })
	shown := d.shown
	q.w.after(after, func() {
		if d.deleted || d.shown != shown {
			return
		}
		d.out = false
		q.visible = append(q.visible, d)
		q.consumer.poll()
	})
}

// receive gives out up to n messages, each with a handle of its own.
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
		if dice := q.w.dice("twice", q.name, d.message.n, d.received); !q.fifo && dice.IntN(50) == 0 {
			// A server of SQS that did not hear of this gives it out once more,
			// even after it is deleted.
			q.w.after(time.Duration(dice.Int64N(int64(5*time.Minute))), func() {
				q.w.tally.count("received twice from SQS", d.message)
				q.visible = append(q.visible, d)
				q.consumer.poll()
			})
		}
	}
	return handles
}

// pick chooses among what is visible: of a standard queue any, of a FIFO queue
// in the order of each group, and of no group that has a message out.
func (q *queue) pick(n int) []*deposit {
	var picked []*deposit
	d := q.w.dice("pick", q.name, q.receives)
	if !q.fifo {
		var twice []*deposit // in one batch SQS gives none twice
		in := map[*deposit]bool{}
		for len(picked) < n && len(q.visible) > 0 {
			i, last := d.IntN(len(q.visible)), len(q.visible)-1
			v := q.visible[i]
			q.visible[i] = q.visible[last]
			q.visible = q.visible[:last]
			if in[v] {
				twice = append(twice, v)
				continue
			}
			in[v] = true
			picked = append(picked, v)
		}
		q.visible = append(q.visible, twice...)
		return picked
	}
	open := map[string]bool{}
	var names []string
	for _, v := range q.visible {
		g := v.group
		if _, asked := open[g]; !asked {
			open[g] = !slices.ContainsFunc(q.groups[g], func(d *deposit) bool { return d.out })
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
func (q *queue) redrive(d *deposit) {
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

func (q *queue) remove(d *deposit) {
	d.deleted = true
	isIt := func(v *deposit) bool { return v == d }
	q.visible = slices.DeleteFunc(q.visible, isIt)
	q.groups[d.group] = slices.DeleteFunc(q.groups[d.group], isIt)
}
