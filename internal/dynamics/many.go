package dynamics

import (
	"context"
	"errors"
	"sync"
	"time"
)

// turn is the least time in which an operation is begun that others of its call
// came before: one that the deadline cuts off may have been carried out, and a
// message is better tried with time for it.
const turn = 30 * time.Second

// IsTimeFor reports whether there is time to begin an operation that others of its
// call came before, by the deadline of ctx.
func IsTimeFor(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= turn
}

// Ended is how one of several operations ended.
type Ended struct {
	Result Result
	Err    error
}

// RunAll carries out several operations, each of which ends as [Client.Run] would
// have it, in few requests, of which several are under way at a time. Creates,
// updates and upserts of one table, for the same user and with the same options,
// go into one of Dataverse's bulk messages; what is small shares a $batch, in
// which each part is carried out for itself; actions, and changes that depend on
// the version of the row, have requests of their own. Where a bulk message fails,
// its rows are tried in halves, and in the end one by one, so that each operation
// has the result and the error that are its own.
//
// Operations on the same row keep their order and never share a request, as far
// as [Reference.Identity] can tell. What cannot be begun with half a minute left
// before the deadline of ctx is not begun, and [Unavailable].
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations
func (c *Client) RunAll(ctx context.Context, ops []Operation) []Ended {
	r := &run{client: c, ops: ops, ended: make([]Ended, len(ops)), slots: make(chan struct{}, c.parallel())}
	for _, w := range planWaves(ops) {
		r.all(ctx, r.plan(ctx, w))
	}
	return r.ended
}

// run is one call of RunAll.
type run struct {
	client *Client
	ops    []Operation
	ended  []Ended
	// slots bounds the requests at a time.
	slots chan struct{}
	mu    sync.Mutex
	begun bool
}

// all carries out groups side by side, begun in their order, and waits for them.
func (r *run) all(ctx context.Context, groups []group) {
	var running sync.WaitGroup
	for _, g := range groups {
		r.slots <- struct{}{}
		first := r.isFirst()
		running.Go(func() { r.guard(g.members(), func() { r.group(ctx, g, first) }) })
	}
	running.Wait()
}

// group carries out what shares a request. It has a slot, which it gives back
// before it tries again in parts.
func (r *run) group(ctx context.Context, g group, first bool) {
	if settle := r.begin(ctx, g, first); settle != nil {
		settle()
	}
}

// begin sends the request of a group while it has a slot, and returns what is left
// to do then, if anything is. Where it panics, each operation is tried alone.
func (r *run) begin(ctx context.Context, g group, first bool) (settle func()) {
	members := g.members()
	defer func() {
		<-r.slots
		if len(members) == 1 {
			return // Run makes an error of it
		}
		if p := recover(); p != nil {
			settle = func() { r.all(ctx, apart(unit{members: members}.singles())) }
		}
	}()
	if !first && !IsTimeFor(ctx) {
		for _, i := range members {
			r.ended[i].Err = notBegun(r.ops[i])
		}
		return nil
	}
	return r.send(ctx, g)
}

// isFirst reports whether nothing was begun before, and something is now.
func (r *run) isFirst() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	first := !r.begun
	r.begun = true
	return first
}

// send sends the request of a group, and returns what is left to do then.
func (r *run) send(ctx context.Context, g group) (settle func()) {
	members := g.members()
	switch {
	case len(members) == 1:
		result, err := r.client.Run(ctx, r.ops[members[0]])
		return func() { r.end(g, result, err) }
	case len(g.units) == 1:
		result, err := r.client.runMultiple(ctx, g.units[0].table, r.pick(members))
		return func() { r.settleShared(ctx, g, result, err) }
	}
	result, done, err := r.runBundle(ctx, g)
	if err != nil {
		return func() { r.settleShared(ctx, g, result, err) }
	}
	return func() { r.settleBundle(ctx, g, result, done) }
}

// settleShared ends the operations that shared a request, or tries them in parts.
func (r *run) settleShared(ctx context.Context, g group, result Result, err error) {
	parts := r.settleReport(g, result, err)
	if parts == nil {
		parts = r.parts(g, err)
	}
	if parts == nil && isDoubtful(err) {
		parts = r.probe(ctx, &g)
	}
	if parts == nil {
		r.end(g, result, r.shown(g, err))
		return
	}
	r.all(ctx, parts)
}

// probe finds out whether the service is down, or cannot bear one of the rows: it
// tries the first alone, and the last if that fails too. The others, which stay in
// the group, are worth a try if either went through.
func (r *run) probe(ctx context.Context, g *group) (parts []group) {
	for try := range 2 {
		members := g.members()
		one := members[try*(len(members)-1)]
		r.all(ctx, apart([]unit{{members: []int{one}}}))
		*g = g.without(one)
		err := r.ended[one].Err
		switch {
		case len(g.units) == 0:
			return []group{}
		case err == nil || ClassOf(err) == Rejected:
			return g.halves()
		}
	}
	return nil
}

// end settles all operations of a request by how it ended.
func (r *run) end(g group, result Result, err error) {
	for _, i := range g.members() {
		r.ended[i] = Ended{result, err}
	}
}

func (r *run) pick(members []int) []Operation {
	ops := make([]Operation, len(members))
	for n, i := range members {
		ops[n] = r.ops[i]
	}
	return ops
}

// shown is the error of a request in a form fit for logs: without what any of its
// operations sent.
func (r *run) shown(g group, err error) error {
	// All at once, as what is left of the message is cut to its length in the end.
	return Operation{Kind: Batch, Operations: r.pick(g.members())}.annotate(err)
}

// parts are what to try when a request failed: halves, as the rows of one may be
// fine; single rows, where the refusal may be about a row that is there already;
// nil where no other request would end otherwise.
func (r *run) parts(g group, err error) []group {
	if len(g.units) > 1 {
		return bundleParts(g, err)
	}
	u := g.units[0]
	kind := r.ops[u.members[0]].Kind
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Op != kind.several() {
		return nil // about the token or the user, which are those of all
	}
	switch class := ClassOf(err); {
	case class == Misconfigured, class == Unavailable && !e.noAnswer() && codeNumber(e.Code) != codeSQLTimeout:
		return nil
	case class == Rejected && e.lacks(kind.multiple()):
		r.client.tables.lack(r.ops[u.members[0]].EntitySet, kind.multiple())
		return r.bundles(u.singles())
	case kind == Create && e.saysConflict():
		return apart(u.singles())
	}
	return g.halves()
}

// isDoubtful reports whether a request of several rows failed on the server, which
// asked for no wait; or at a firewall in front of it, which may bear all of them but
// one.
func isDoubtful(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.fromEntra || e.RetryAfter != 0 {
		return false
	}
	class := ClassOf(err)
	return class == Unavailable && e.Status >= 500 || class == Misconfigured && e.foreign
}

// notBegun is the error of an operation that those before it left no time.
func notBegun(op Operation) error { return op.bare().notBegun() }

func (r request) notBegun() *Error {
	return &Error{Op: r.op, Method: r.method, Path: r.path, Err: errors.New("not begun: the time is nearly over")}
}
