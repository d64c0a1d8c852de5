package dynamics

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

const (
	// fewRows is how many rows share a $batch before others are sent side by
	// side: the parts of one are carried out one after another.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/optimize-performance-create-update
	fewRows = 25
	// maxUnits is how many parts Dataverse takes in one $batch.
	maxUnits = 1000
)

// bundles puts units together into requests: into as many as may be under way at
// a time, or fewer where there are few rows, and none is much longer than the
// others.
func (r *run) bundles(units []unit) []group {
	var all []group
	shared := map[Impersonation][]unit{}
	var order []Impersonation
	for _, u := range units {
		op := r.ops[u.members[0]]
		if !op.isBundled() || r.client.needsPost(op) {
			all = append(all, group{[]unit{u}})
			continue
		}
		if shared[op.Impersonate] == nil {
			order = append(order, op.Impersonate)
		}
		shared[op.Impersonate] = append(shared[op.Impersonate], u)
	}
	for _, as := range order {
		all = append(all, r.bundle(shared[as])...)
	}
	return all
}

// bundle puts the units of one user together. The longest come first, each where
// there are the fewest rows yet.
func (r *run) bundle(units []unit) []group {
	rows := 0
	for _, u := range units {
		rows += len(u.members)
	}
	bundles := make([]bundle, min(cap(r.slots), (rows+fewRows-1)/fewRows, len(units)))
	slices.SortStableFunc(units, func(a, b unit) int { return cmp.Compare(len(b.members), len(a.members)) })
	for _, u := range units {
		size := 0
		for _, i := range u.members {
			size += len(r.ops[i].Data)
		}
		least := 0
		for n := range bundles {
			if bundles[n].rows < bundles[least].rows {
				least = n
			}
		}
		if b := bundles[least]; len(b.units) == maxUnits || len(b.units) > 0 && b.size+size > maxRequest {
			least = len(bundles)
			bundles = append(bundles, bundle{})
		}
		b := &bundles[least]
		b.units = append(b.units, u)
		b.rows += len(u.members)
		b.size += size
	}
	groups := make([]group, len(bundles))
	for n, b := range bundles {
		groups[n] = b.group
	}
	return groups
}

// bundle is a group that is being filled.
type bundle struct {
	group
	rows, size int
}

// isBundled reports whether an operation may share a $batch: it takes one request,
// which may be sent again whatever became of it.
func (op Operation) isBundled() bool {
	return op.Kind != Action && op.Kind != Batch && op.IfMatch == "" && op.Sequence == nil && !op.mayHaveDate()
}

// bundled names, for errors, the request that carries out a bundle.
const bundled = "several operations"

// runBundle sends the units of a group in one $batch, and tells which of them went
// through. What became of the others is for requests of their own to find out.
func (r *run) runBundle(ctx context.Context, g group) (result Result, done []bool, err error) {
	c := r.client
	ops := make([][]Operation, len(g.units))
	for n, u := range g.units {
		ops[n] = r.pick(u.members)
	}
	what := func() request { return batch(Root{}, bundled, caller{}, nil, false) }
	a, result, err := c.sendShared(ctx, ops[0][0].Impersonate, len(g.members()), what, func(root Root, as caller) request {
		requests := make([]request, len(g.units))
		for n, u := range g.units {
			requests[n] = u.request(root, ops[n])
		}
		return batch(root, bundled, as, requests, false)
	})
	if err != nil {
		return result, nil, err
	}
	done = make([]bool, len(g.units))
	// What the answer does not tell of, for whatever reason, is asked anew.
	parts, _ := a.parts()
	for n, p := range parts[:min(len(parts), len(done))] {
		if refusal := c.partError(p, request{}, caller{}, a); refusal != nil {
			c.hold.heed(refusal, c.now())
			continue
		}
		c.sessionTokens.note(ops[n][0].EntitySet, p.header)
		done[n] = true
	}
	return result, done, nil
}

// request is the request that carries out a unit.
func (u unit) request(root Root, ops []Operation) request {
	if len(ops) == 1 {
		return ops[0].request(root)
	}
	return u.table.request(root, ops)
}

// settleBundle ends the units that went through, and gives the others requests of
// their own.
func (r *run) settleBundle(ctx context.Context, g group, result Result, done []bool) {
	var left []unit
	for n, u := range g.units {
		if !done[n] {
			left = append(left, u)
			continue
		}
		r.end(group{[]unit{u}}, result, nil)
	}
	r.all(ctx, apart(left))
}

// bundleParts are what to try when a whole $batch failed, as [run.parts] has it.
func bundleParts(g group, err error) []group {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || e.Op != bundled:
		return nil // about the token or the user, which are those of all
	case ClassOf(err) == Rejected:
		return apart(g.units)
	case ClassOf(err) == Unavailable && e.noAnswer():
		return g.halves()
	}
	return nil
}
