package publish

import (
	"cmp"
	"context"
	"crypto/sha256"
	"iter"
	"maps"
	"slices"
	"time"

	"sns-dynamics/internal/operation"
)

// Plan describes what a run would publish.
type Plan struct {
	Messages int `json:"messages"`
	// Bytes is the size as SNS counts it, with attributes.
	Bytes int `json:"bytes"`
	// Requests is the number of requests without retries.
	Requests int `json:"requests"`
	// Groups is the number of message groups; 0 for a standard topic.
	Groups     int     `json:"groups"`
	Operations []Count `json:"operations"`
}

// Count is the number of messages with an operation and an entity set.
type Count struct {
	Operation operation.Kind `json:"operation"`
	EntitySet string         `json:"entitySet"`
	Messages  int            `json:"messages"`
}

// Of plans to publish messages to a topic with the rate and the size of the options. It sends
// no request. The error comes from ctx or from the messages.
func Of(ctx context.Context, messages iter.Seq2[Message, error], topic string, o Options) (Plan, error) {
	var p Plan
	counts := map[Count]int{}
	groups := map[[16]byte]bool{} // by hash, because there may be a million
	w := newWindow(topic, o)
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
