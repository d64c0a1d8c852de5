package inspector

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// entry is a message in the history, with the data to run it again.
type entry struct {
	Message
	envelope string        // as SNS writes it, secrets included
	ended    chan struct{} // closed at the end of the message
	received int           // the number of receives from the retry queue, or from the queue of an event
	handle   string        // its receipt handle there
	size     int           // of the bodies and rows in its requests, in bytes
}

func (i *Inspector) newEntry(d delivery.Delivery) *entry {
	e := &entry{envelope: d.Body(), ended: make(chan struct{})}
	if d.Queued != nil {
		e.received, e.handle = d.Queued.Received, d.Queued.ReceiptHandle
	}
	e.Summary, e.Mapped = i.subject(d.Envelope)
	e.Key, e.Mapped = i.clean(e.Key), i.clean(e.Mapped)
	e.Time, e.Outcome, e.MessageID = i.now(), running, i.clean(d.Envelope.MessageID)
	e.TopicARN, e.Published, e.Message.Message = i.clean(d.Envelope.TopicARN), d.Envelope.Published, i.clean(d.Envelope.Message)
	return e
}

// subject returns the operation of a message with its tables and its row, and the message that a
// mapping made of the message. A message that is no operation has no subject.
func (i *Inspector) subject(e message.Envelope) (s Summary, mapped string) {
	made := i.resolve(e)
	op, err := operation.Operation{}, error(nil)
	switch {
	case made.IsIgnored:
		return s, ""
	case made.Message != "":
		op, err = e.Mapped([]byte(made.Message))
	case made.Problem != "": // nothing makes the row of the message
		op, err = message.Decode([]byte(e.Message))
	default:
		op, err = e.Operation()
	}
	if err == nil {
		s.Operation, s.Action, s.EntitySet, s.Row = string(op.Kind), op.Action, entitySetOf(i.emulator, op), op.Row.String()
		s.Key, s.Operations, s.EntitySets = keyOf(op.Row), len(op.Operations), entitySetsOf(i.emulator, op)
	}
	return s, made.Message
}

// keyOf returns the columns of an alternate key with their values.
func keyOf(row operation.Row) string {
	var all []string
	for _, k := range row.Key {
		all = append(all, k.Column+"="+k.Value)
	}
	return strings.Join(all, ", ")
}

// entitySetOf returns the entity set of an operation: an operation may name the table instead.
func entitySetOf(e *emulator.Emulator, op operation.Operation) string {
	return cmp.Or(op.EntitySet, e.EntitySetOf(op.Table), op.Table)
}

// entitySetsOf returns the entity sets of the operations of a batch, each once.
func entitySetsOf(e *emulator.Emulator, op operation.Operation) []string {
	var all []string
	for _, part := range op.Operations {
		if name := entitySetOf(e, part); name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// arrive begins the timeline. The time of a message that arrives as it is published is its publish
// time. A message that was published before, such as a replay, has two moments.
func (e *entry) arrive() {
	const now = time.Second
	if took := e.Time.Sub(e.Published); e.FirstRun == 0 && took >= 0 && took < now {
		e.Time = e.Published
		e.Timeline = []Moment{{Time: e.Time, Kind: "published", Text: "published"}}
		return
	}
	text := "arrived"
	if e.FirstRun > 0 {
		text = fmt.Sprintf("arrived again, after message %d", e.FirstRun)
	}
	e.Timeline = []Moment{{Time: e.Published, Kind: "published", Text: "published"}, {Time: e.Time, Kind: "arrived", Text: text}}
}

// close closes ended if the message has ended.
func (e *entry) close() {
	select {
	case <-e.ended:
	default:
		if e.isEnded() {
			close(e.ended)
		}
	}
}

// copy returns the current message. The shared parts only grow, or are replaced under the
// history's lock.
func (e *entry) copy() Message {
	m := e.Message
	m.Tries += m.attempts()
	m.Timeline, m.Requests = slices.Clone(m.Timeline), slices.Clone(m.Requests)
	return m
}
