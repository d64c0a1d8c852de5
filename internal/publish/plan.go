package publish

import (
	"cmp"
	"context"
	"crypto/sha256"
	"iter"
	"maps"
	"slices"
	"time"

	"sns-dynamics/internal/dynamics"
)

// Plan is what would be published.
type Plan struct {
	Messages int `json:"messages"`
	// Bytes are as SNS counts them, attributes included.
	Bytes int `json:"bytes"`
	// Requests is how many it takes when none is made again.
	Requests int `json:"requests"`
	// Groups is how many message groups there are; 0 for a standard topic.
	Groups     int     `json:"groups"`
	Operations []Count `json:"operations"`
}

// Count is how many messages are of an operation and an entity set.
type Count struct {
	Operation dynamics.Kind `json:"operation"`
	EntitySet string        `json:"entitySet"`
	Messages  int           `json:"messages"`
}

// Of makes the plan of publishing messages to a topic at a rate, see
// [Options.Rate], without doing it. The error is the context's or the messages'.
func Of(ctx context.Context, messages iter.Seq2[Message, error], topic string, rate float64) (Plan, error) {
	var p Plan
	counts := map[Count]int{}
	groups := map[[16]byte]bool{} // by a hash: there may be a million
	w := newWindow(topic, rate)
	send := func() {
		batch, _ := w.pick(time.Time{})
		for _, e := range batch {
			w.remove(e)
		}
		p.Requests++
	}
	for m, err := range messages {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return p, err
		}
		p.Messages++
		p.Bytes += m.size()
		counts[Count{Operation: m.Operation.Kind, EntitySet: m.Operation.EntitySet}]++
		if w.ordered {
			hash := sha256.Sum256([]byte(m.Group))
			groups[[16]byte(hash[:])] = true
		}
		if w.isFull() {
			send()
		}
		w.entries = append(w.entries, &entry{Message: m})
	}
	for len(w.entries) > 0 {
		send()
	}
	p.Groups = len(groups)
	p.Operations = slices.SortedFunc(maps.Keys(counts), func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.EntitySet, b.EntitySet), cmp.Compare(a.Operation, b.Operation))
	})
	for i, c := range p.Operations {
		p.Operations[i].Messages = counts[c]
	}
	return p, nil
}
