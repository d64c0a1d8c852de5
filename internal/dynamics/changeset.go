package dynamics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"sns-dynamics/internal/dynamics/changeset"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// changeSet is a batch with the operations that are left to do.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
type changeSet struct {
	op      operation.Operation
	left    []int // their positions in the batch
	surveys int   // the number of surveys so far
	// guard is the row that the sequence of the batch guards; nil for a batch without one.
	guard *guard
}

func newChangeSet(op operation.Operation) *changeSet {
	s := &changeSet{op: op, left: make([]int, len(op.Operations))}
	for i := range s.left {
		s.left[i] = i
	}
	return s
}

// part returns an operation of the batch as a single operation, with the user and the
// options of the batch.
func (s *changeSet) part(i int) operation.Operation {
	return s.op.Part(i)
}

// position returns the position of the operation with a Content-ID.
func (s *changeSet) position(contentID string) (int, bool) {
	n, err := strconv.Atoi(contentID)
	if err != nil || n < 1 || n > len(s.left) {
		return 0, false
	}
	return s.left[n-1], true
}

// isAboutOtherRow reports whether Dataverse refused the create at a position because of another
// row, which has one of its alternate keys or counts as its duplicate. A read shows the row of
// the create as it is without the change set. If an earlier operation removes that row, it
// cannot be the reason. If an earlier operation may remove it, the code decides.
func (s *changeSet) isAboutOtherRow(position int, e *Error) bool {
	p := &s.op.Operations[position]
	if p.Kind != operation.Create || p.Derived {
		return false
	}
	switch s.forecast(position).Keeps(p) {
	case changeset.IsGone:
		return true
	case changeset.Unknown:
		code := errorcode.Number(e.Code)
		return code == errorcode.DuplicateKey || code == errorcode.DuplicatesFound
	}
	return false
}

// forecast returns the forecast of the operations that are left before a position.
func (s *changeSet) forecast(position int) *changeset.Forecast {
	f := changeset.NewForecast()
	for _, i := range s.left {
		if i < position {
			f.Add(&s.op.Operations[i])
		}
	}
	return f
}

// laterDeletes returns the later deletes of a row that the operation at a position
// updates or associates. If the row is already gone, both operations are already done.
// This recognises a batch that ran before.
func (s *changeSet) laterDeletes(position int) []operation.Operation {
	if kind := s.op.Operations[position].Kind; kind != operation.Update && kind != operation.Associate {
		return nil
	}
	var all []operation.Operation
	rows := s.op.Operations[position].RowIdentities()
	for _, i := range s.left {
		p := s.part(i)
		row := p.Target().Identity()
		if i > position && p.Kind == operation.Delete && slices.Contains(rows, row) {
			all = append(all, p)
			rows = slices.DeleteFunc(rows, func(other string) bool { return other == row }) // one delete of a row is enough
		}
	}
	return all
}

// leaveOutDeleted removes the operations that update or associate a row which a later
// delete of the batch removes, if the row is already gone.
func (s *changeSet) leaveOutDeleted() {
	left := map[int]bool{}
	for _, i := range s.left {
		left[i] = true
	}
	// The loop starts at the end, so that the later deletes are known.
	gone := map[string]bool{}
	for i := len(s.op.Operations) - 1; i >= 0; i-- {
		p := &s.op.Operations[i]
		switch row := p.Target().Identity(); {
		case p.Kind == operation.Delete && !left[i] && row != "":
			gone[row] = true
		case p.Kind == operation.Create || p.Kind == operation.Upsert:
			delete(gone, row) // the row exists when the earlier operations run
		case (p.Kind == operation.Update || p.Kind == operation.Associate) && left[i] && slices.ContainsFunc(p.RowIdentities(), func(row string) bool { return gone[row] }):
			s.leaveOut(i)
		}
	}
}

// leaveOut removes an operation that has nothing left to do.
func (s *changeSet) leaveOut(position int) {
	s.left = slices.DeleteFunc(s.left, func(i int) bool { return i == position })
}

// sendChangeSet sends the operations that are left. The error is an *Error. If one part
// was refused, the error is about it, and position is its position.
func (c *Client) sendChangeSet(ctx context.Context, as webapi.UserHeader, s *changeSet) (a response, position int, err error) {
	a, err = c.send(ctx, as, func(root webapi.Root) webapi.Request {
		return webapi.NewChangeSetRequest(root, as, s.op, s.left, s.conditions())
	})
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		if e, position = c.refusedPart(a, as, s); e != nil {
			return a, position, e
		}
		return a, 0, nil
	case ok && e.Op == string(operation.Batch):
		if position, ok := s.position(e.contentID); ok {
			s.name(e, position)
			return a, position, e
		}
	}
	return a, 0, err
}

// refusedPart looks for a refusal in the response to a change set. A response that does
// not report every operation says nothing about what was done.
func (c *Client) refusedPart(a response, as webapi.UserHeader, s *changeSet) (refusal *Error, position int) {
	whole := webapi.Request{Op: string(operation.Batch), Method: http.MethodPost, Path: "$batch"}
	parts, err := webapi.ReadBatch(a.header, a.body)
	for _, p := range parts {
		e := c.partError(p, whole, as, a)
		if e == nil {
			continue
		}
		e.undone = true
		position, ok := s.position(p.ContentID)
		if ok {
			s.name(e, position)
		}
		e.RequestID = cmp.Or(e.RequestID, a.requestID)
		return e, position
	}
	if err == nil && len(parts) != len(s.left) {
		err = fmt.Errorf("the response has the results of %d operations, expected %d", len(parts), len(s.left))
	}
	if err == nil {
		return nil, 0
	}
	return &Error{Op: whole.Op, Method: whole.Method, Path: whole.Path, RequestID: a.requestID, Impersonated: as.Name != "", sent: true, Err: err}, 0
}

// name says which operation an error is about.
func (s *changeSet) name(e *Error, position int) {
	r := webapi.NewRequest(s.part(position), webapi.Root{})
	e.Part, e.Method, e.Path, e.undone = operation.PartPointer(position), r.Method, r.Path, true
}
