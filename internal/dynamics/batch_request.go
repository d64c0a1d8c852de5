package dynamics

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

const (
	// rowsPerBatch is the number of rows that share a $batch. With more rows, several
	// requests run at the same time, because the parts of one $batch run one after another.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/optimize-performance-create-update
	rowsPerBatch = 25
	// maxBatchParts is the limit of Dataverse for the parts of a $batch.
	maxBatchParts = 1000
)

// requestGroups puts bulk messages together into requests of about the same length: as
// many requests as may run at the same time, or fewer if there are few rows.
func (r *bulkRun) requestGroups(messages []bulkMessage) []requestGroup {
	var all []requestGroup
	shared := map[operation.Impersonation][]bulkMessage{}
	var order []operation.Impersonation
	for _, m := range messages {
		op := r.ops[m.members[0]]
		if _, isCompared := r.writes[m.members[0]]; !isCompared && !mayShareBatch(op) || r.client.needsPost(op) {
			all = append(all, requestGroup{[]bulkMessage{m}})
			continue
		}
		if shared[op.Impersonate] == nil {
			order = append(order, op.Impersonate)
		}
		shared[op.Impersonate] = append(shared[op.Impersonate], m)
	}
	for _, as := range order {
		all = append(all, r.batchRequests(shared[as])...)
	}
	return all
}

// batchRequests puts the messages of one user together. The longest messages come first,
// each in the request with the fewest rows so far.
func (r *bulkRun) batchRequests(messages []bulkMessage) []requestGroup {
	rows := 0
	for _, m := range messages {
		rows += len(m.members)
	}
	requests := make([]batchRequest, min(cap(r.slots), (rows+rowsPerBatch-1)/rowsPerBatch, len(messages)))
	slices.SortStableFunc(messages, func(a, b bulkMessage) int { return cmp.Compare(len(b.members), len(a.members)) })
	for _, m := range messages {
		size := 0
		for _, i := range m.members {
			size += len(r.ops[i].Data)
		}
		least := 0
		for n := range requests {
			if requests[n].rows < requests[least].rows {
				least = n
			}
		}
		if b := requests[least]; len(b.messages) == maxBatchParts || len(b.messages) > 0 && b.size+size > maxRequest {
			least = len(requests)
			requests = append(requests, batchRequest{})
		}
		b := &requests[least]
		b.messages = append(b.messages, m)
		b.rows += len(m.members)
		b.size += size
	}
	groups := make([]requestGroup, len(requests))
	for n, b := range requests {
		groups[n] = b.requestGroup
	}
	return groups
}

// batchRequest is a group that is being filled.
type batchRequest struct {
	requestGroup
	rows, size int
}

// mayShareBatch reports whether an operation may share a $batch: it need not go alone, it needs
// one request, and this request may be sent again after any outcome.
func mayShareBatch(op operation.Operation) bool {
	return !op.Alone && op.Kind != operation.Action && op.Kind != operation.Batch && op.IfMatch == "" && op.Sequence == nil && op.Fields == nil && !mayHaveDate(op)
}

// batchOp names, for errors, the $batch of several operations.
const batchOp = "several operations"

// sendBatch sends the messages of a group in one $batch. done says which messages
// succeeded. The others get requests of their own.
func (r *bulkRun) sendBatch(ctx context.Context, g requestGroup) (result Result, done []bool, err error) {
	c := r.client
	ops := make([][]operation.Operation, len(g.messages))
	for n, m := range g.messages {
		ops[n] = r.operationsAt(m.members)
	}
	what := func() webapi.Request {
		return webapi.NewBatchRequest(webapi.Root{}, batchOp, webapi.UserHeader{}, nil, false)
	}
	a, result, err := c.sendShared(ctx, ops[0][0].Impersonate, len(g.members()), what, func(root webapi.Root, as webapi.UserHeader) webapi.Request {
		requests := make([]webapi.Request, len(g.messages))
		for n, m := range g.messages {
			requests[n] = r.request(root, m, ops[n])
		}
		return webapi.NewBatchRequest(root, batchOp, as, requests, false)
	})
	if err != nil {
		return result, nil, err
	}
	done = make([]bool, len(g.messages))
	// An operation that the response does not report is sent again.
	parts, _ := webapi.ReadBatch(a.header, a.body)
	for n, p := range parts[:min(len(parts), len(done))] {
		if refusal := c.partError(p, webapi.Request{}, webapi.UserHeader{}, a); refusal != nil {
			c.observeRetryAfter(refusal)
			continue
		}
		c.sessionTokens.Note(ops[n][0].EntitySet, p.Header)
		done[n] = true
	}
	return result, done, nil
}

// request returns the request that carries out a message.
func (r *bulkRun) request(root webapi.Root, m bulkMessage, ops []operation.Operation) webapi.Request {
	if len(ops) > 1 {
		return m.table.BulkRequest(root, ops)
	}
	if write, isCompared := r.writes[m.members[0]]; isCompared {
		return write(root)
	}
	return webapi.NewRequest(ops[0], root)
}

// finishBatch stores the results of the messages that succeeded, and runs the others in
// requests of their own.
func (r *bulkRun) finishBatch(ctx context.Context, g requestGroup, result Result, done []bool) {
	var left []bulkMessage
	for n, m := range g.messages {
		if !done[n] {
			left = append(left, m)
			continue
		}
		r.finish(requestGroup{[]bulkMessage{m}}, result, nil)
	}
	r.runGroups(ctx, separately(left))
}

// batchGroupsToRetry returns the groups to retry after a whole $batch failed; see
// [bulkRun.groupsToRetry].
func batchGroupsToRetry(g requestGroup, err error) []requestGroup {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || e.Op != batchOp:
		return nil // the error is about the token or the user, which all operations share
	case ClassOf(err) == operation.Rejected:
		return separately(g.messages)
	case ClassOf(err) == operation.Unavailable && e.noAnswer():
		return g.halves()
	}
	return nil
}
