package relay

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/delivery"
	"sns-dynamics/internal/dynamics"
)

// calls is how many calls of SQS are under way at a time, for the messages of one
// batch.
const calls = 16

// mayRunTogether reports whether the messages of an event may share requests: they
// come from a queue that promises no order.
func mayRunTogether(all []delivery.Delivery) bool {
	return len(all) > 1 && !slices.ContainsFunc(all, func(d delivery.Delivery) bool { return d.Queued == nil || d.IsOrdered() })
}

// together runs the messages of a queue's batch in as few requests as it can, and
// answers with those that are to stay in the queue.
func (h *Handler) together(ctx, running context.Context, all []delivery.Delivery) *events.SQSEventResponse {
	first := originals(all)
	results := h.runAll(running, all, first)
	order := byNeed(results)
	sideBySide(order, func(i int) {
		if first[i] == i {
			results[i] = h.judge(all[i], results[i], h.Now())
			results[i].fate, results[i].handed = h.dispose(ctx, all[i], results[i])
		}
	})
	sideBySide(order, func(i int) {
		if at := first[i]; at != i {
			results[i] = h.follow(ctx, all[i], all[at], results[at])
		}
	})
	answer := &events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, d := range all {
		h.report(ctx, d, results[i])
		h.trace(ctx, i, results[i])
		if !results[i].isGone(d) {
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: d.Queued.MessageID})
		}
	}
	return answer
}

// sideBySide calls use for each position, in their order, several at a time.
func sideBySide(positions []int, use func(int)) {
	var busy sync.WaitGroup
	slots := make(chan struct{}, calls)
	for _, i := range positions {
		slots <- struct{}{}
		busy.Go(func() {
			use(i)
			<-slots
		})
	}
	busy.Wait()
}

// byNeed is the order in which messages are handed over, lest the time runs out:
// first those that may have run, which would run again; then other dead letters;
// last what is done, and what SQS gives out again by itself.
func byNeed(results []result) []int {
	order := make([]int, len(results))
	for i := range order {
		order[i] = i
	}
	need := func(i int) int {
		switch r := results[i]; {
		case r.class() == dynamics.Unknown:
			return 0
		case r.err != nil && !r.isPassing():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b int) int { return need(a) - need(b) })
	return order
}

// maxHeld is how many bytes the operations of a batch come to that run together, at
// most, as far as there is more than one: each may come to 4 MiB.
const maxHeld = 16 << 20

// runAll decodes the messages and carries out those that are operations, each at its
// first record, as many at a time as may be held.
func (h *Handler) runAll(ctx context.Context, all []delivery.Delivery, first []int) []result {
	start := time.Now()
	results := make([]result, len(all))
	held := held{handler: h, results: results}
	for i, d := range all {
		if first[i] != i {
			continue
		}
		op, err := decode(d)
		results[i] = result{op: op, err: err, began: start}
		if err == nil {
			held.add(ctx, i)
		}
	}
	held.run(ctx)
	for i := range results {
		results[i].took = time.Since(start)
	}
	return results
}

// held is the operations that run together next.
type held struct {
	handler *Handler
	results []result
	next    []int // which messages they are
	size    int
	begun   bool
}

func (b *held) add(ctx context.Context, i int) {
	size := b.results[i].op.Size()
	if b.size+size > maxHeld && len(b.next) > 0 {
		b.run(ctx)
	}
	b.next, b.size = append(b.next, i), b.size+size
}

// run carries out what is held, and lets go of it. Nothing is begun after others
// without time for it.
func (b *held) run(ctx context.Context) {
	if b.begun && !dynamics.IsTimeFor(ctx) {
		for _, i := range b.next {
			b.results[i].err = notBegun()
		}
	} else {
		b.begun = true
		ops := make([]dynamics.Operation, len(b.next))
		for n, i := range b.next {
			ops[n] = b.results[i].op
		}
		for n, e := range b.handler.Client.RunAll(ctx, ops) {
			b.results[b.next[n]].ran, b.results[b.next[n]].err = e.Result, e.Err
		}
	}
	for _, i := range b.next {
		letGo(&b.results[i].op)
	}
	b.next, b.size = nil, 0
}

// letGo drops the bodies of an operation, which nothing is told of.
func letGo(op *dynamics.Operation) {
	op.Data, op.Parameters = nil, nil
	for i := range op.Operations {
		letGo(&op.Operations[i])
	}
}
