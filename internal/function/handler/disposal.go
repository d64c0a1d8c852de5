package handler

import (
	"context"
	"slices"
	"sync"

	"sns-dynamics/internal/operation"
)

// maxParallelSQSCalls is the number of concurrent SQS calls for one invocation.
const maxParallelSQSCalls = 16

// dispose decides the disposition of each record and carries it out. A success needs no call of
// SQS. A record that repeats an earlier record follows it, so the repeated records come last.
func (v *invocation) dispose(ctx context.Context, records []int) {
	conclude := func(i int) { v.results[i] = v.handler.conclude(ctx, v.deliveries[i], v.results[i]) }
	var failed, repeated []int
	for _, i := range v.byUrgency(records) {
		switch {
		case v.originals[i] != i:
			repeated = append(repeated, i)
		case v.results[i].err != nil:
			failed = append(failed, i)
		default:
			conclude(i)
		}
	}
	inParallel(failed, conclude)
	inParallel(repeated, func(i int) {
		at := v.originals[i]
		v.results[i] = v.handler.follow(ctx, v.deliveries[i], v.deliveries[at], v.results[at])
	})
}

// byUrgency returns the records in the order of their disposal, because the time may run
// out. Actions that may have run come first, because a retry would run them again. Other
// dead letters come next. Completed messages, and messages that SQS delivers again without
// a call, come last.
func (v *invocation) byUrgency(records []int) []int {
	rank := func(i int) int {
		switch r := &v.results[i]; {
		case r.err == nil:
		case r.class() == operation.Unknown:
			return 0
		case !r.isPassing():
			return 1
		}
		return 2
	}
	order := slices.Clone(records)
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	return order
}

// inParallel calls use for each record, in order, several at a time.
func inParallel(records []int, use func(record int)) {
	if len(records) < 2 {
		for _, i := range records {
			use(i)
		}
		return
	}
	var running sync.WaitGroup
	slots := make(chan struct{}, maxParallelSQSCalls)
	for _, i := range records {
		slots <- struct{}{}
		running.Go(func() {
			use(i)
			<-slots
		})
	}
	running.Wait()
}
