package dynamics

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// guard is the operation of a batch whose row the sequence of the batch guards. The change set
// names the version of the row that was read, and writes the value of the sequence.
type guard struct {
	position int
	part     operation.Operation // with the sequence
	row      versioned
	// isRaced says that Dataverse refused the operation because its row may have changed
	// since it was read. isDoubted says that the refusal may have another reason, and holds if
	// the row is as it was.
	isRaced, isDoubted bool
}

// conditions returns the requests that have a condition, by their positions.
func (s *changeSet) conditions() map[int]func(webapi.Root) webapi.Request {
	if s.guard == nil {
		return nil
	}
	return map[int]func(webapi.Root) webapi.Request{s.guard.position: conditionalRequest(s.guard.part, s.guard.row)}
}

// isRefused reports whether a refusal of an operation says that the row of the guard may have
// changed, and notes it.
func (g *guard) isRefused(position int, e *Error) bool {
	if g == nil || position != g.position {
		return false
	}
	switch {
	case g.part.Kind != operation.Update && g.row.found && e.saysAbsent(),
		!g.row.found && errorcode.Number(e.Code) == errorcode.DuplicateKey:
		g.isRaced, g.isDoubted = true, true
	case e.saysChanged():
		g.isRaced = true
	}
	return g.isRaced
}

// runGuardedBatch carries out a batch with a sequence: it reads the guarded row, and leaves the
// whole batch out if the row is as new as the batch or newer. Otherwise the change set names the
// version of the row that was read. If another writer changes the row meanwhile, Dataverse
// refuses the change set, and runGuardedBatch reads the row again.
//
// After an earlier delivery of the batch the row is as new as the batch. If the batch has a
// create that proves an earlier delivery, the outcome is [Exists], else it is [Stale].
func (c conditional) runGuardedBatch(ctx context.Context, op operation.Operation) (Result, error) {
	position := op.Sequence.Part
	part := op.Part(position)
	part.Sequence = op.Sequence
	if op.ChangesGuarded() {
		return Result{}, ofPart(op, rejection(part, "sequence: an earlier operation of the batch changes the guarded row"))
	}
	mine, err := operation.ParseVersion(op.Sequence.Value)
	if err != nil {
		return Result{}, ofPart(op, rejection(part, "sequence: "+err.Error()))
	}
	if err := c.checkDigits(ctx, part); err != nil {
		return Result{}, ofPart(op, err)
	}
	var refusal error
	var before *guard
	for race := 1; ; race++ {
		row, err := c.readVersion(ctx, part)
		if err != nil {
			return Result{}, err
		}
		result := Result{Status: row.status, RequestID: row.requestID}
		if before != nil && before.isDoubted && row.found == before.row.found && row.etag == before.row.etag {
			return result, refusal // it has another reason
		}
		s := newChangeSet(op)
		s.guard = &guard{position: position, part: part, row: row}
		if result.Outcome, err = c.compareGuard(ctx, s, mine); result.Outcome != "" || err != nil {
			return result, err
		}
		result, refusal = c.runChangeSet(ctx, s, c.as)
		before = s.guard
		switch {
		case before == nil || !before.isRaced:
			return result, refusal
		case race == maxRaces:
			if e, ok := errors.AsType[*Error](refusal); ok {
				e.class = operation.Unavailable // other writers changed the row again and again
			}
			return result, refusal
		case op.MayDouble() && !IsTimeFor(ctx):
			return result, notStartedError(op)
		}
	}
}

// compareGuard decides about a batch by the row that was read: an outcome if there is nothing
// to do. If the row is gone, the change set has no guard: a delete is left out, and an update
// is decided as if Dataverse had refused it.
func (c conditional) compareGuard(ctx context.Context, s *changeSet, mine operation.Version) (Outcome, error) {
	g := s.guard
	outcome, err := compareVersions(g.part, g.row, mine)
	switch {
	case err != nil && !g.row.found:
		s.guard = nil
		missing := *g.row.absence
		missing.Op, missing.finding, missing.sent = string(operation.Batch), "sequence-row", false
		missing.Message = "the row to update is not there"
		s.name(&missing, g.position)
		return c.outcomeOfPart(ctx, s, g.position, &missing)
	case err != nil:
		return "", ofPart(s.op, err)
	case outcome == Absent:
		s.guard = nil
		s.leaveOut(g.position)
		countOf(ctx).bind(s)
		return "", nil
	case outcome != Stale:
		return "", nil
	}
	switch done, doubt := c.isProven(ctx, s); {
	case doubt != nil:
		return "", doubt
	case done:
		return Exists, nil
	}
	return Stale, nil
}

// ofPart names the operation that the sequence of a batch guards in an error that is about it.
func ofPart(op operation.Operation, err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.finding == "sequence" {
		e.Op, e.Part = string(operation.Batch), operation.PartPointer(op.Sequence.Part)
	}
	return err
}
