package dynamics

import (
	"context"
	"errors"
)

// runBatch carries out the operations of a batch in one change set, all or none.
// Its operations are as [Client.resolve] made them.
//
// What a refusal means is asked of the row of a create that nothing else makes,
// where the batch has one: it is there if the batch was carried out before, and
// then there is nothing left to do, whichever operation was refused first. Else an
// operation that has nothing left to do, as it would say alone, is left out, and
// the others are sent again.
func (c *Client) runBatch(ctx context.Context, op Operation, as caller) (Result, error) {
	s := newChangeSet(op)
	for raced := false; ; {
		a, position, err := c.sendChangeSet(ctx, as, s)
		if err == nil {
			return Result{Outcome: Done, Status: a.status, RequestID: a.requestID}, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Op != string(Batch) {
			return Result{}, err
		}
		result := Result{Status: e.Status, RequestID: e.RequestID}
		switch {
		case e.Part == "" && e.undone && ClassOf(e) == Rejected:
			// Nobody says which part was refused, and so why.
			if done, doubt := c.isProven(ctx, s); done || doubt != nil {
				result.Outcome = Exists
				return result, doubt
			}
			return result, e
		case e.Part == "":
			e.outcomeUnknown = e.mayHaveRun() && op.MayDouble()
			return result, e
		case !raced && s.part(position).Kind == Upsert && e.saysMade():
			// As in runPlain: now there is a row to update.
			raced = true
			continue
		case s.op.Operations[position].isPatchedCreate() && codeNumber(e.Code) == codeNoMessage:
			c.tables.lack(s.op.Operations[position].EntitySet, createByPatch)
			if s.op, err = c.resolve(ctx, s.op); err != nil {
				return result, err
			}
			continue
		}
		result.Outcome, err = c.settlePart(ctx, s, position, e)
		switch {
		case err != nil, result.Outcome != "":
			return result, err
		case (op.MayDouble() || s.surveys == maxSurveys) && !IsTimeFor(ctx):
			// Cut off by the deadline, it would count as one that may have run.
			return result, notBegun(op)
		}
	}
}

// settlePart decides what the refusal of a part means for the batch: its outcome,
// or an error; or neither, when the part was left out and the others are to be
// sent again.
func (c *Client) settlePart(ctx context.Context, s *changeSet, position int, e *Error) (Outcome, error) {
	part, err := c.comesTo(ctx, s, position, e)
	if err != nil {
		return "", err
	}
	outcome, err := c.settle(ctx, part, e)
	if err != nil {
		part.doubtKey(e) // a page too, as the answer around it is Dataverse's
	}
	switch {
	case outcome != "" && part.Derived:
		return Exists, nil
	case err != nil && ClassOf(err) != Rejected:
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
	if s.surveys < maxSurveys {
		if err := c.leaveOutDone(ctx, s, position); err != nil {
			return "", err
		}
	}
	if len(s.left) == 0 {
		return outcome, nil
	}
	return "", nil
}

// isProven reports whether the batch was carried out before, as far as a row can
// prove it. One that may not be read proves nothing, and the error is one that
// passes, or somebody's to mend.
func (c *Client) isProven(ctx context.Context, s *changeSet) (bool, error) {
	proof := s.op.proof()
	if proof < 0 {
		return false, nil
	}
	found, err := c.isThere(ctx, s.part(proof))
	if err != nil && ClassOf(err) == Rejected {
		err = nil
	}
	return found, err
}
