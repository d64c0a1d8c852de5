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
		if results[i].fate != settled && results[i].fate != dead {
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

// runAll decodes the messages and carries out those that are operations, each at its
// first record.
func (h *Handler) runAll(ctx context.Context, all []delivery.Delivery, first []int) []result {
	start := time.Now()
	results := make([]result, len(all))
	var ops []dynamics.Operation
	var of []int // which message an operation is
	for i, d := range all {
		if first[i] != i {
			continue
		}
		op, err := d.Envelope.Operation()
		results[i] = result{op: op, err: err, began: start}
		if err == nil {
			ops, of = append(ops, op), append(of, i)
		}
	}
	for n, e := range h.Client.RunAll(ctx, ops) {
		results[of[n]].ran, results[of[n]].err = e.Result, e.Err
	}
	for i := range results {
		results[i].took = time.Since(start)
	}
	return results
}
