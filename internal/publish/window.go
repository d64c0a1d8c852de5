package publish

import (
	"slices"
	"time"

	"sns-dynamics/internal/outgoing"
)

const (
	// maxEntries is the most messages that SNS takes in a request.
	//
	// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
	maxEntries = 10
	// maxWindow is how many messages are looked at for the next request: in an
	// ordered topic, more than a request takes, as neighbours may have one group.
	maxWindow = 100
)

// entry is a message that is not published yet.
type entry struct {
	Message
	tries int
	// after is when it may be sent again.
	after time.Time
	// unsure is since when SNS may have taken it though no answer came; zero if it
	// cannot have.
	unsure time.Time
}

// window holds the messages that come next, in the order of the input.
type window struct {
	entries []*entry
	ordered bool
	// most is how many messages a request may have.
	most int
}

func newWindow(topic string, rate float64) *window {
	w := &window{ordered: IsOrdered(topic), most: maxEntries}
	if rate > 0 {
		w.most = min(maxEntries, max(1, int(rate)))
	}
	return w
}

func (w *window) isFull() bool { return len(w.entries) >= maxWindow }

// pick returns the entries of the next request, or else when there will be some.
//
// In an ordered topic a request has one message of a group at the most, and none
// whose group has an earlier one that is not published: SNS may refuse the first
// of two and take the second.
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
		if bytes += e.size(); len(batch) == w.most || len(batch) > 0 && bytes > outgoing.MaxBytes {
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
