package dynamics

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// withoutUnchanged returns a change of a row that exists without the columns that only a
// create writes and, if the change skips unchanged columns, without these. A change that
// writes anything keeps the partition, because the partition names the row.
func withoutUnchanged(op operation.Operation, row versioned) operation.Operation {
	all := op.Fields
	isLeftOut := func(f operation.Field) bool {
		return slices.Contains(op.CreateOnly, f.Column) || op.SkipUnchanged && values.IsUnchanged(f, row.columns)
	}
	op.Fields = slices.DeleteFunc(slices.Clone(all), isLeftOut)
	if len(op.Fields) > 0 || op.Sequence != nil {
		op.Fields = slices.DeleteFunc(slices.Clone(all), func(f operation.Field) bool {
			return f.Column != operation.PartitionColumn && isLeftOut(f)
		})
	}
	op.Data = operation.Body(op.Fields)
	return op
}

// conditional carries out changes that depend on what the row holds, as a user.
type conditional struct {
	*Client
	as webapi.UserHeader
}

// runCreateOnly carries out an upsert with columns that only a create writes: it tries to
// create the row and, if the row exists, updates the row without these columns.
func (c conditional) runCreateOnly(ctx context.Context, op operation.Operation) (Result, error) {
	for race := 1; ; race++ {
		a, err := c.send(ctx, c.as, conditionalRequest(op, versioned{}))
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		refusal, ok := errors.AsType[*Error](err)
		if !ok || !isRefusalOf(op, refusal) || !refusal.saysConflict() {
			return Result{}, err
		}
		left := withoutUnchanged(op, versioned{})
		if len(left.Fields) == 0 {
			return c.outcomeOfCreateOnly(ctx, op, refusal)
		}
		left.HasETags = false
		a, err = c.send(ctx, c.as, conditionalRequest(left, versioned{found: true}))
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || !isRefusalOf(op, e) || !e.saysAbsent() && e.Status != http.StatusPreconditionFailed {
			return Result{}, err
		}
		// The row is gone, or else a row that the values name is missing.
		found, err := c.isThere(ctx, op)
		switch result := (Result{Status: e.Status, RequestID: e.RequestID}); {
		case err != nil:
			return result, ofOwnRequest(err)
		case found && e.saysAbsent():
			return result, e
		case race == maxRaces:
			// The row was not there each time: another row has one of its keys.
			return Result{Status: refusal.Status, RequestID: refusal.RequestID}, refusal
		}
	}
}

// outcomeOfCreateOnly decides about an upsert that leaves a row that exists as it is. Only
// the row proves that the create was refused because of it.
func (c conditional) outcomeOfCreateOnly(ctx context.Context, op operation.Operation, refusal *Error) (Result, error) {
	found, err := c.isThere(ctx, op)
	result := Result{Status: refusal.Status, RequestID: refusal.RequestID}
	switch {
	case err != nil:
		return result, ofOwnRequest(err)
	case found:
		result.Outcome = Unchanged
		return result, nil
	}
	return result, refusal
}

// rowsPerRead limits the rows that are read in one request to compare them.
const rowsPerRead = 100

// compareRows reads the rows of operations that skip unchanged columns, in one request for
// many, and compares. It settles the operations whose rows have all their values, and
// prepares the others, so that they share a request too. An operation whose row cannot be
// read here runs alone.
func (r *bulkRun) compareRows(ctx context.Context, members []int) {
	compared := slices.DeleteFunc(slices.Clone(members), func(i int) bool {
		op := r.ops[i]
		return op.Alone || !op.SkipUnchanged || op.Sequence != nil || r.settled[i] || r.client.seemsElastic(op) || keyHint(op) != "" || mayHaveDate(op)
	})
	if len(compared) < 2 {
		return
	}
	for some := range slices.Chunk(compared, rowsPerRead) {
		r.compareSome(ctx, some)
	}
}

func (r *bulkRun) compareSome(ctx context.Context, members []int) {
	c := r.client
	a, result, err := c.sendShared(ctx, operation.Impersonation{}, len(members), valuesRequest, func(root webapi.Root, _ webapi.UserHeader) webapi.Request {
		reads := make([]webapi.Request, len(members))
		for n, i := range members {
			read, columns := readRequest(r.ops[i])
			read.URL = c.readURL(root, r.ops[i]) + columns
			reads[n] = read
		}
		return webapi.NewBatchRequest(root, valuesRequest().Op, webapi.UserHeader{}, reads, false)
	})
	if err != nil {
		return // each operation runs alone, and meets the error itself
	}
	parts, _ := webapi.ReadBatch(a.header, a.body)
	for n, p := range parts[:min(len(parts), len(members))] {
		r.settleCompared(members[n], p, a, result)
	}
}

// settleCompared takes the response to the read of one row.
func (r *bulkRun) settleCompared(i int, p webapi.Response, a response, result Result) {
	op := r.ops[i]
	var row versioned
	if refusal := r.client.partError(p, webapi.Request{}, webapi.UserHeader{}, a); refusal != nil {
		r.client.observeRetryAfter(refusal)
		if op.Kind != operation.Upsert || !refusal.saysAbsent() {
			return
		}
	} else if found, ok := versionedIn(p.Body); ok {
		row = found
	} else {
		return
	}
	left, outcome, err := compareRow(op, row, operation.Version{})
	switch {
	case err != nil:
		return
	case outcome != "":
		result.Outcome = outcome
		r.results[i], r.settled[i] = BulkResult{Result: result}, true
		return
	}
	// The row is as it was read, or the request fails and the operation runs alone.
	r.writes[i] = func(root webapi.Root) webapi.Request { return conditionalRequest(left, row)(root) }
}
