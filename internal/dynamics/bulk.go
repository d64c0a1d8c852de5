package dynamics

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// minTimeToStart is the minimum time left before the deadline to start another
// operation. With less time, the deadline could cut the request off, and its outcome
// would be unknown.
const minTimeToStart = 30 * time.Second

// IsTimeFor reports whether the deadline of ctx leaves enough time, 30 seconds, to start
// another operation of the same call.
func IsTimeFor(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= minTimeToStart
}

// BulkResult is the result of one of several operations.
type BulkResult struct {
	Result Result
	Err    error
}

// RunAll carries out several operations in few requests, some of them at the same time.
// Each operation ends as [Client.Run] would end it, and has its own result and error.
// Creates, updates and upserts of one table, for one user and with the same options,
// share a bulk message of Dataverse. Small operations share a $batch, in which each part
// is independent. Actions, changes that depend on the version of a row, and operations
// that go alone, have requests of their own. If a bulk message fails, RunAll retries its rows in halves, and
// finally one by one.
//
// Operations on the same row keep their order and never share a request, as far as
// [operation.Reference.Identity] can tell. If 30 seconds before the deadline of ctx an
// operation has not started, it does not start, and is [operation.Unavailable].
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations
func (c *Client) RunAll(ctx context.Context, ops []operation.Operation) []BulkResult {
	r := &bulkRun{
		client: c, ops: ops, results: make([]BulkResult, len(ops)), slots: make(chan struct{}, c.maxParallel()),
		settled: make([]bool, len(ops)), writes: map[int]func(webapi.Root) webapi.Request{},
	}
	r.resolveAll(ctx)
	for _, w := range planLevels(r.ops) {
		w = slices.DeleteFunc(w, func(i int) bool { return r.settled[i] })
		r.compareRows(ctx, w)
		w = slices.DeleteFunc(w, func(i int) bool { return r.settled[i] })
		r.runGroups(ctx, r.plan(ctx, w))
	}
	for i, op := range r.ops {
		if op.Table != "" {
			r.results[i].Result.EntitySet = cmp.Or(op.EntitySet, r.results[i].Result.EntitySet)
		}
		if values.Uses(ops[i]) {
			r.results[i].Result.EntitySets = entitySetsOf(op)
		}
	}
	return r.results
}

// bulkRun is one call of RunAll.
type bulkRun struct {
	client  *Client
	ops     []operation.Operation
	results []BulkResult
	// settled marks the operations that have ended before their level runs. writes are the
	// requests of operations whose rows were read, as these operations share a $batch.
	settled []bool
	writes  map[int]func(webapi.Root) webapi.Request
	// slots bounds the requests at a time.
	slots   chan struct{}
	mu      sync.Mutex
	started bool
}

// runGroups carries out groups at the same time, starts them in their order, and waits
// for them.
func (r *bulkRun) runGroups(ctx context.Context, groups []requestGroup) {
	var running sync.WaitGroup
	for _, g := range groups {
		r.slots <- struct{}{}
		first := r.isFirst()
		running.Go(func() { r.guard(g.members(), func() { r.runGroup(ctx, g, first) }) })
	}
	running.Wait()
}

// runGroup carries out the operations that share a request. It has a slot, and returns
// the slot before it retries in parts.
func (r *bulkRun) runGroup(ctx context.Context, g requestGroup, first bool) {
	if settle := r.startGroup(ctx, g, first); settle != nil {
		settle()
	}
}

// startGroup sends the request of a group while it has a slot. It returns the work that
// is left, or nil. If the request panics, the work is to run each operation alone.
func (r *bulkRun) startGroup(ctx context.Context, g requestGroup, first bool) (settle func()) {
	members := g.members()
	defer func() {
		<-r.slots
		if len(members) == 1 {
			return // Run returns the panic as an error
		}
		if p := recover(); p != nil {
			settle = func() { r.runGroups(ctx, separately(bulkMessage{members: members}.singles())) }
		}
	}()
	if !first && !IsTimeFor(ctx) {
		for _, i := range members {
			r.results[i].Err = notStartedError(r.ops[i])
		}
		return nil
	}
	return r.sendGroup(ctx, g)
}

// isFirst reports whether no group has started before, and notes that one starts now.
func (r *bulkRun) isFirst() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	first := !r.started
	r.started = true
	return first
}

// sendGroup sends the request of a group and returns the work that is left.
func (r *bulkRun) sendGroup(ctx context.Context, g requestGroup) (settle func()) {
	members := g.members()
	switch {
	case len(members) == 1:
		result, err := r.client.Run(ctx, r.ops[members[0]])
		return func() { r.finish(g, result, err) }
	case len(g.messages) == 1:
		result, err := r.client.runMultiple(ctx, g.messages[0].table, r.operationsAt(members))
		return func() { r.finishShared(ctx, g, result, err) }
	}
	result, done, err := r.sendBatch(ctx, g)
	if err != nil {
		return func() { r.finishShared(ctx, g, result, err) }
	}
	return func() { r.finishBatch(ctx, g, result, done) }
}

// finishShared stores the results of the operations that shared a request, or retries
// them in parts.
func (r *bulkRun) finishShared(ctx context.Context, g requestGroup, result Result, err error) {
	parts := r.finishReported(g, result, err)
	if parts == nil {
		parts = r.groupsToRetry(g, err)
	}
	if parts == nil && isDoubtful(err) {
		parts = r.retryFirstAndLast(ctx, &g)
	}
	if parts == nil {
		r.finish(g, result, r.errorForLog(g, err))
		return
	}
	r.runGroups(ctx, parts)
}

// retryFirstAndLast finds out whether the service is down or one of the rows makes it
// fail. It runs the first operation alone, and the last operation if the first fails
// too. If one of them succeeds, the others are worth a retry; they stay in the group.
func (r *bulkRun) retryFirstAndLast(ctx context.Context, g *requestGroup) (parts []requestGroup) {
	for try := range 2 {
		members := g.members()
		one := members[try*(len(members)-1)]
		r.runGroups(ctx, separately([]bulkMessage{{members: []int{one}}}))
		*g = g.without(one)
		err := r.results[one].Err
		switch {
		case len(g.messages) == 0:
			return []requestGroup{}
		case err == nil || ClassOf(err) == operation.Rejected:
			return g.halves()
		}
	}
	return nil
}

// finish stores one result for all operations of a group.
func (r *bulkRun) finish(g requestGroup, result Result, err error) {
	for _, i := range g.members() {
		r.results[i] = BulkResult{result, err}
	}
}

func (r *bulkRun) operationsAt(members []int) []operation.Operation {
	ops := make([]operation.Operation, len(members))
	for n, i := range members {
		ops[n] = r.ops[i]
	}
	return ops
}

// errorForLog returns the error of a request without the values that its operations
// sent; nil without an error.
func (r *bulkRun) errorForLog(g requestGroup, err error) error {
	if err == nil {
		return nil
	}
	// One call for all operations, because redaction cuts the message to its length at the end.
	return annotate(operation.Operation{Kind: operation.Batch, Operations: r.operationsAt(g.members())}, err)
}

// groupsToRetry returns the groups to retry after a request failed: halves if some rows
// may be valid, single rows if the refusal may be about a row that exists, and nil if no
// other request would end otherwise.
func (r *bulkRun) groupsToRetry(g requestGroup, err error) []requestGroup {
	if len(g.messages) > 1 {
		return batchGroupsToRetry(g, err)
	}
	m := g.messages[0]
	kind := r.ops[m.members[0]].Kind
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Op != webapi.BulkOp(kind) {
		return nil // the error is about the token or the user, which all operations share
	}
	switch class := ClassOf(err); {
	case class == operation.Misconfigured, class == operation.Unavailable && !e.noAnswer() && errorcode.Number(e.Code) != errorcode.SQLTimeout:
		return nil
	case class == operation.Rejected && e.lacks(webapi.BulkMessage(kind)):
		r.client.tables.lack(r.ops[m.members[0]].EntitySet, webapi.BulkMessage(kind))
		return r.requestGroups(m.singles())
	case kind == operation.Create && e.saysConflict():
		return separately(m.singles())
	}
	return g.halves()
}

// isDoubtful reports whether one of several rows may have made the request fail: the
// server failed without a Retry-After, or a firewall in front of it refused the request.
func isDoubtful(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.fromEntra || e.RetryAfter != 0 {
		return false
	}
	class := ClassOf(err)
	return class == operation.Unavailable && e.Status >= 500 || class == operation.Misconfigured && e.foreign
}

// notStartedError is the error of an operation that did not start because too little
// time was left.
func notStartedError(op operation.Operation) error { return notStarted(requestForError(op)) }
