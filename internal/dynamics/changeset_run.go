package dynamics

import (
	"context"
	"errors"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// runBatch carries out the operations of a batch in one change set: all operations, or no
// operation. [catalog.resolve] has completed them.
//
// If the batch has a create whose row no other writer makes, its row decides what a
// refusal means: if the row exists, the batch has run before and nothing is left to do.
// Otherwise runBatch leaves out an operation that has nothing left to do, and sends the
// others again.
func (c *Client) runBatch(ctx context.Context, op operation.Operation, as webapi.UserHeader) (Result, error) {
	if op.Sequence != nil {
		return conditional{c, as}.runGuardedBatch(ctx, op)
	}
	return c.runChangeSet(ctx, newChangeSet(op), as)
}

// runChangeSet sends a change set until Dataverse has carried it out, or has refused it for a
// reason that stands. If another writer changed the row of its guard, runChangeSet returns the
// refusal and sets isRaced of the guard.
func (c *Client) runChangeSet(ctx context.Context, s *changeSet, as webapi.UserHeader) (Result, error) {
	op := s.op
	for raced := false; ; {
		a, position, err := c.sendChangeSet(ctx, as, s)
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Op != string(operation.Batch) {
			return Result{}, err
		}
		result := Result{Status: e.Status, RequestID: e.RequestID}
		switch {
		case e.Part == "" && e.undone && ClassOf(e) == operation.Rejected:
			// The response does not say which part Dataverse refused, and for which reason.
			if done, doubt := c.isProven(ctx, s); done || doubt != nil {
				result.Outcome = Exists
				return result, doubt
			}
			return result, e
		case e.Part != "" && s.guard.isRefused(position, e):
			return result, e
		case e.Part == "":
			if op.MayDouble() && e.mayHaveRun() {
				e.class = operation.Unknown
			}
			return result, e
		case !raced && s.part(position).Kind == operation.Upsert && e.saysDuplicate():
			// As in runPlain: now there is a row to update.
			raced = true
			continue
		case isPatchedCreate(s.op.Operations[position]) && errorcode.Number(e.Code) == errorcode.NoMessage:
			c.tables.lack(s.op.Operations[position].EntitySet, createByPatch)
			if s.op, err = c.resolve(ctx, s.op); err != nil {
				return result, err
			}
			continue
		}
		result.Outcome, err = c.outcomeOfPart(ctx, s, position, e)
		switch {
		case err != nil, result.Outcome != "":
			return result, err
		case (op.MayDouble() || s.surveys == maxSurveys) && !IsTimeFor(ctx):
			// If the deadline cut the request off, the batch would count as a batch that
			// may have run.
			return result, notStartedError(op)
		}
	}
}

// outcomeOfPart decides what the refusal of a part means for the batch: an outcome or an
// error. If it left the part out and the other parts have to be sent again, it returns no
// outcome and no error.
func (c *Client) outcomeOfPart(ctx context.Context, s *changeSet, position int, e *Error) (Outcome, error) {
	part, err := c.equivalentDelete(ctx, s, position, e)
	if err != nil {
		return "", err
	}
	if position != s.left[0] {
		part.Impersonate = operation.Impersonation{} // the user exists: an earlier operation was carried out for the user
	}
	outcome, err := c.outcomeOf(ctx, part, e)
	switch {
	case outcome == Exists && s.isAboutOtherRow(position, e):
		outcome, err = "", e.ofOtherRow()
	case err != nil && e.finding == "" && part.Kind == operation.Create && e.saysConflict() && s.forecast(position).Makes(&s.op.Operations[position]):
		e.Hint = "the row was not created: an earlier operation of the batch makes it"
	}
	if err != nil {
		attributeToKey(part, e) // also if the part is a page of HTML, because the whole response is from Dataverse
	}
	switch {
	case outcome != "" && part.Derived:
		return Exists, nil
	case err != nil && ClassOf(err) != operation.Rejected:
		return "", err
	}
	switch done, doubt := c.isProven(ctx, s); {
	case doubt != nil:
		return "", doubt
	case done:
		return Exists, nil
	}
	if err != nil {
		return "", err
	}
	s.leaveOut(position)
	count := countOf(ctx)
	count.bind(s)
	if s.surveys < maxSurveys {
		if err := c.leaveOutDone(ctx, s, position); err != nil {
			return "", err
		}
		count.bind(s)
	}
	if len(s.left) == 0 {
		return outcome, nil
	}
	return "", nil
}

// isProven reports whether the batch has run before, as far as a row can prove it. A row
// that may not be read proves nothing. The error may pass, or says that the set-up is
// wrong.
func (c *Client) isProven(ctx context.Context, s *changeSet) (bool, error) {
	proof := s.op.Proof()
	if proof < 0 {
		return false, nil
	}
	found, err := c.isThere(ctx, s.part(proof))
	if err != nil && ClassOf(err) == operation.Rejected {
		err = nil
	}
	return found, err
}

// equivalentDelete decides about a part that was refused because a row does not exist.
// If a later operation of the batch deletes that row, and the row really is gone, it
// returns that delete, because nothing is left to do for both. Otherwise it returns the
// part itself: another row may be missing, such as the target of a lookup. The
// application user reads the rows. The error is one that may pass.
func (c *Client) equivalentDelete(ctx context.Context, s *changeSet, position int, e *Error) (operation.Operation, error) {
	if e.saysAbsent() {
		for _, ending := range s.laterDeletes(position) {
			there, err := c.isThere(ctx, ending)
			switch {
			case err != nil && ClassOf(err) != operation.Rejected:
				return operation.Operation{}, err
			case err == nil && !there:
				return ending, nil
			}
			e.unconfirmed = true // the row may exist now
		}
	}
	return s.part(position), nil
}
