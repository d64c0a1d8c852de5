package dynamics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// changeSet is the operations of a batch as far as they are left to do.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
type changeSet struct {
	op      Operation
	left    []int // their positions in the batch
	surveys int   // how often what was done was read
}

func newChangeSet(op Operation) *changeSet {
	s := &changeSet{op: op, left: make([]int, len(op.Operations))}
	for i := range s.left {
		s.left[i] = i
	}
	return s
}

// part is an operation of the batch as it would be alone: for the same user, with
// the same options.
func (s *changeSet) part(i int) Operation {
	p := s.op.Operations[i]
	p.Published = s.op.Published
	p.Impersonate, p.DetectDuplicates, p.Bypass, p.Tag = s.op.Impersonate, s.op.DetectDuplicates, s.op.Bypass, s.op.Tag
	return p
}

func (s *changeSet) request(root Root, as caller) request {
	requests := make([]request, len(s.left))
	for n, i := range s.left {
		requests[n] = s.part(i).request(root)
	}
	r := batch(root, string(Batch), as, requests, true)
	r.timeToBegin, r.once = s.op.timeToBegin(), s.op.MayDouble()
	return r
}

// makesOwnRow reports whether a create makes a row that nothing else makes.
func (op Operation) makesOwnRow() bool {
	return op.Derived || op.Row.IsZero() || op.Row.ID == "" && op.OwnID != "" && op.HasRelated()
}

// position finds the operation that a Content-ID stands for.
func (s *changeSet) position(contentID string) (int, bool) {
	n, err := strconv.Atoi(contentID)
	if err != nil || n < 1 || n > len(s.left) {
		return 0, false
	}
	return s.left[n-1], true
}

// endings are the later operations that delete a row which the one at a position
// changes or joins. Where that row is gone already, neither has anything left to
// do: so a batch carried out before is not taken for one that cannot be.
func (s *changeSet) endings(position int) []Operation {
	if kind := s.op.Operations[position].Kind; kind != Update && kind != Associate {
		return nil
	}
	var all []Operation
	rows := s.op.Operations[position].touches()
	for _, i := range s.left {
		p := s.part(i)
		row := Reference{p.EntitySet, p.Row}.Identity()
		if i > position && p.Kind == Delete && slices.Contains(rows, row) {
			all = append(all, p)
			rows = slices.DeleteFunc(rows, func(other string) bool { return other == row }) // once is enough
		}
	}
	return all
}

// leaveOutEnded takes out the operations that change or join a row which a later
// delete was to remove, and which is gone already.
func (s *changeSet) leaveOutEnded() {
	left := map[int]bool{}
	for _, i := range s.left {
		left[i] = true
	}
	// From the end, so that the later deletes are known.
	gone := map[string]bool{}
	for i := len(s.op.Operations) - 1; i >= 0; i-- {
		p := &s.op.Operations[i]
		switch row := (Reference{p.EntitySet, p.Row}).Identity(); {
		case p.Kind == Delete && !left[i] && row != "":
			gone[row] = true
		case p.Kind == Create || p.Kind == Upsert:
			delete(gone, row) // it is there when the earlier ones run
		case (p.Kind == Update || p.Kind == Associate) && left[i] && slices.ContainsFunc(p.touches(), func(row string) bool { return gone[row] }):
			s.leaveOut(i)
		}
	}
}

// leaveOut takes out an operation that has nothing left to do.
func (s *changeSet) leaveOut(position int) {
	s.left = slices.DeleteFunc(s.left, func(i int) bool { return i == position })
}

// MayDouble reports whether running the operation twice may do something twice: an
// action that does not say otherwise does, and a batch with such an action, unless
// one of its creates shows that all of it was done.
func (op Operation) MayDouble() bool {
	if op.Kind == Batch {
		return op.proof() < 0 && slices.ContainsFunc(op.Operations, Operation.MayDouble)
	}
	return op.Kind == Action && !op.Repeatable
}

// sendChangeSet sends what is left of a batch. The error is an *Error about the
// part that was refused, if one was, and position is then that part's.
func (c *Client) sendChangeSet(ctx context.Context, as caller, s *changeSet) (a answer, position int, err error) {
	a, err = c.send(ctx, as, func(root Root) request { return s.request(root, as) })
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		if e, position = c.refusedPart(a, as, s); e != nil {
			return a, position, e
		}
		return a, 0, nil
	case ok && e.Op == string(Batch):
		if position, ok := s.position(e.contentID); ok {
			s.name(e, position)
			return a, position, e
		}
	}
	return a, 0, err
}

// refusedPart looks for a refusal in the answer to a change set. An answer that
// does not tell of every operation says nothing of what was done.
func (c *Client) refusedPart(a answer, as caller, s *changeSet) (refusal *Error, position int) {
	whole := request{op: string(Batch), method: http.MethodPost, path: "$batch"}
	parts, err := a.parts()
	for _, p := range parts {
		e := c.partError(p, whole, as, a)
		if e == nil {
			continue
		}
		e.undone = true
		position, ok := s.position(p.contentID)
		if ok {
			s.name(e, position)
		}
		e.RequestID = cmp.Or(e.RequestID, a.requestID)
		return e, position
	}
	if err == nil && len(parts) != len(s.left) {
		err = fmt.Errorf("the answer tells of %d operations, expected %d", len(parts), len(s.left))
	}
	if err == nil {
		return nil, 0
	}
	return &Error{Op: whole.op, Method: whole.method, Path: whole.path, RequestID: a.requestID, Impersonated: as.header != "", sent: true, Err: err}, 0
}

// name says which operation an error is about.
func (s *changeSet) name(e *Error, position int) {
	r := s.part(position).request(Root{})
	e.Part, e.Method, e.Path, e.undone = partPointer(position), r.method, r.path, true
}

// partPointer is the JSON pointer of an operation of a batch.
func partPointer(position int) string { return "/operations/" + strconv.Itoa(position) }
