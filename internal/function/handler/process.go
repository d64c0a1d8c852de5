package handler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// margin is the time before the deadline of an invocation in which no request to
// Dataverse runs. The function needs it to dispose of the messages that failed: an
// invocation that Lambda ends itself reports no reason.
const margin = 2 * time.Second

// invocation is one event on its way through the handler.
type invocation struct {
	handler    *Handler
	deliveries []delivery.Delivery // one for each message, here called a record
	originals  []int               // by record: the first record of the same message
	results    []result            // by record
	margin     time.Duration
	begun      bool // an operation was sent to Dataverse
	outcomes   *outcomes
	// definitions are the definitions that the fence reads, by the client that reads them.
	definitions map[*dynamics.Client]*fence.Definitions
}

func (h *Handler) newInvocation(deliveries []delivery.Delivery, margin time.Duration) *invocation {
	return &invocation{
		handler: h, deliveries: deliveries, originals: originals(deliveries),
		results: make([]result, len(deliveries)), margin: margin + h.outcomeMargin(len(deliveries)), outcomes: &outcomes{handler: h},
		definitions: map[*dynamics.Client]*fence.Definitions{},
	}
}

// process takes records of the event through all stages: run in Dataverse, disposal,
// report. It fills in their results.
func (v *invocation) process(ctx context.Context, records ...int) {
	v.run(ctx, records)
	v.dispose(ctx, records)
	for _, i := range records {
		v.handler.report(ctx, v.deliveries[i], v.results[i])
		v.handler.trace(ctx, i, v.results[i])
		v.outcomes.note(v.deliveries[i], v.results[i])
	}
}

// run decodes the messages and runs their operations in Dataverse. At a time it runs the
// messages that fit into memory. It skips a record that repeats an earlier one.
func (v *invocation) run(ctx context.Context, records []int) {
	ctx, cancel := beforeDeadline(ctx, v.margin)
	defer cancel()
	start := time.Now()
	var next chunk
	for _, i := range records {
		if v.originals[i] != i {
			continue
		}
		if i > 0 && v.deliveries[i].IsOrdered() && !dynamics.IsTimeFor(ctx) {
			v.results[i].err = notBegun() // the message waits without a look at its content
			continue
		}
		r := v.decode(ctx, v.deliveries[i])
		r.began = start
		v.results[i] = r
		if r.err != nil || r.ran.Outcome == ignored {
			continue
		}
		if !next.add(i, r.op) {
			v.send(ctx, next)
			next = chunk{}
			next.add(i, r.op)
		}
	}
	v.send(ctx, next)
	for _, i := range records {
		v.results[i].took = time.Since(start)
	}
}

// decode reads the operation of a message. It returns a panic as an error, so that the other
// messages of the event go on.
func (v *invocation) decode(ctx context.Context, d delivery.Delivery) (r result) {
	defer func() {
		if p := recover(); p != nil {
			r = result{route: r.route, err: panicked(p)}
		}
	}()
	v.resolve(ctx, d, &r)
	r.op.Ordered = d.IsOrdered()
	r.op.Alone = v.handler.isNearLastReceive(d)
	return r
}

// panicked is the error of a message over which the function panics.
func panicked(p any) error {
	return &message.Error{Problems: []message.Problem{{Text: fmt.Sprintf("panic: %T", p)}}}
}

// check checks an operation against the fence of the stack and the fence of its route. It
// returns a panic as an error.
func (v *invocation) check(ctx context.Context, r result) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	if err := v.handler.config.Fence.Check(ctx, v.definitions[r.client], r.op); err != nil || r.route == nil {
		return err
	}
	return r.route.Fence.Check(ctx, v.definitions[r.client], r.op)
}

// send runs the operations of a chunk in Dataverse. It then drops the bodies of the operations,
// which no later stage needs.
func (v *invocation) send(ctx context.Context, c chunk) {
	switch {
	case len(c.records) == 0:
		return
	case v.isLate(ctx):
		for _, i := range c.records {
			v.results[i].err = notBegun()
		}
	default:
		v.sendToAll(ctx, v.byClient(c.records))
	}
	v.begun = true
	for _, i := range c.records {
		r := &v.results[i]
		r.op.EntitySet = cmp.Or(r.op.EntitySet, r.ran.EntitySet, r.op.Table)
		for n := range r.op.Operations {
			p := &r.op.Operations[n]
			if r.ran.EntitySets != nil {
				p.EntitySet = (*r.ran.EntitySets)[n]
			}
			p.EntitySet = cmp.Or(p.EntitySet, p.Table)
		}
		dropBodies(&r.op)
	}
}

// byClient divides records by the client of their operations.
func (v *invocation) byClient(records []int) [][]int {
	var groups [][]int
	for _, i := range records {
		if c := v.results[i].client; v.definitions[c] == nil {
			v.definitions[c] = fence.NewDefinitions(c)
		}
		n := slices.IndexFunc(groups, func(g []int) bool { return v.results[g[0]].client == v.results[i].client })
		if n < 0 {
			groups = append(groups, []int{i})
			continue
		}
		groups[n] = append(groups[n], i)
	}
	return groups
}

// sendToAll runs the operations of groups of records, each group by its client. The groups run
// at the same time. Once a message of a group is completed, the function does not wait for a
// group whose environment asks for a long wait: these messages wait in the queue.
func (v *invocation) sendToAll(ctx context.Context, groups [][]int) {
	if len(groups) == 1 {
		v.sendTo(ctx, groups[0])
		return
	}
	completed := make(chan struct{})
	var first sync.Once
	var running sync.WaitGroup
	for _, g := range groups {
		running.Go(func() {
			v.sendTo(dynamics.WithBriefWaits(ctx, completed), g)
			if slices.ContainsFunc(g, func(i int) bool { return v.results[i].err == nil }) {
				first.Do(func() { close(completed) })
			}
		})
	}
	running.Wait()
}

// sendTo checks the operations of records of one client against the fences, and runs the
// operations that they allow.
func (v *invocation) sendTo(ctx context.Context, records []int) {
	client := v.results[records[0]].client
	records = slices.DeleteFunc(slices.Clone(records), func(i int) bool {
		v.results[i].err = v.check(ctx, v.results[i])
		return v.results[i].err != nil
	})
	switch len(records) {
	case 0:
		return
	case 1:
		r := &v.results[records[0]]
		r.ran, r.err = client.Run(ctx, r.op)
		return
	}
	operations := make([]operation.Operation, len(records))
	for n, i := range records {
		operations[n] = v.results[i].op
	}
	for n, ended := range client.RunAll(ctx, operations) {
		r := &v.results[records[n]]
		r.ran, r.err = ended.Result, ended.Err
	}
}

// isLate reports whether the earlier operations of the event leave too little time for
// another one. It concerns queues only: an SNS event holds one message.
func (v *invocation) isLate(ctx context.Context) bool {
	return v.begun && v.deliveries[0].Queued != nil && !dynamics.IsTimeFor(ctx)
}

// notBegun is the error of a message for which the invocation has no time left.
func notBegun() error {
	return &dynamics.Error{Op: "run message", Err: errors.New("not begun: the invocation's time is nearly over")}
}

// response lists the messages that stay in the queue.
func (v *invocation) response() *events.SQSEventResponse {
	response := &events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	listed := map[string]bool{} // several messages may be in one message of the queue
	for i, d := range v.deliveries {
		if id := d.Queued.MessageID; !v.results[i].isGone() && !listed[id] {
			listed[id] = true
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
		}
	}
	for _, id := range v.outcomes.left {
		response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
	}
	return response
}
