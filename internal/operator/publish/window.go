package publish

import (
	"cmp"
	"slices"
	"time"

	"sns-dynamics/internal/operator/outgoing"
)

const (
	// maxEntries is the most messages that SNS accepts in a request.
	//
	// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
	maxEntries = 10
	// maxWindow is the number of messages from which the next request is picked. It is
	// more than maxEntries, because in an ordered topic neighbours may have the same group.
	maxWindow = 100
)

// entry is a message that is not published yet.
type entry struct {
	Message
	tries int
	// after is the earliest time of the next attempt.
	after time.Time
	// unsure is the time since which SNS may have accepted it without a response; zero if
	// SNS did not accept it.
	unsure time.Time
}

// window holds the next messages, in the order of the input.
type window struct {
	entries []*entry
	ordered bool
	// limit is the most messages of a request, and maximum the most bytes.
	limit, maximum int
}

func newWindow(topic string, o Options) *window {
	w := &window{ordered: IsOrdered(topic), limit: maxEntries, maximum: cmp.Or(o.MaximumBytes, outgoing.DefaultBytes)}
	if o.Rate > 0 {
		w.limit = min(maxEntries, max(1, int(o.Rate)))
	}
	return w
}

func (w *window) isFull() bool { return len(w.entries) >= maxWindow }

// pick returns the entries of the next request. If no message can be sent now, it returns
// the time of the next attempt.
//
// In an ordered topic a request has at most one message of a group, and only if all earlier
// messages of the group are published: SNS could refuse the first of two messages and
// accept the second.
func (w *window) pick(now time.Time) (batch []*entry, next time.Time) {
	groups := map[string]bool{}
	bytes := 0
	for _, e := range w.entries {
		if w.ordered && groups[e.Group] {
			continue
		}
		groups[e.Group] = true
		if e.after.After(now) {
			if next.IsZero() || e.after.Before(next) {
				next = e.after
			}
			continue
		}
		if bytes += e.size(); len(batch) == w.limit || len(batch) > 0 && bytes > w.maximum {
			break
		}
		batch = append(batch, e)
	}
	return batch, next
}

func (w *window) remove(gone *entry) {
	w.entries = slices.DeleteFunc(w.entries, func(e *entry) bool { return e == gone })
}

// take removes the messages of a group and returns them.
func (w *window) take(group string) []*entry {
	var taken []*entry
	w.entries = slices.DeleteFunc(w.entries, func(e *entry) bool {
		if e.Group == group {
			taken = append(taken, e)
		}
		return e.Group == group
	})
	return taken
}
