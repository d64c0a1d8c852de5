package dynamics

import (
	"context"
	"net/http"
)

// leaveOutAbsent takes out of a batch the deletes whose rows are gone, by reading
// all of them in one request: a batch carried out before would otherwise be sent
// as often as it has deletes. The reads are the application user's own. The error
// is one that passes; where there is any other, nothing is left out.
func (c *Client) leaveOutAbsent(ctx context.Context, s *changeSet) error {
	suspects := s.deletes()
	if len(suspects) < 2 {
		return nil
	}
	read := request{op: "read the rows to delete", method: http.MethodGet}
	a, err := c.send(ctx, caller{}, func(root Root) request {
		reads := make([]request, len(suspects))
		for n, i := range suspects {
			p := s.part(i)
			reads[n] = read
			reads[n].url = root.row(p.EntitySet, p.Row)
		}
		return batch(root, read.op, caller{}, reads, false)
	})
	if err != nil && ClassOf(err) != Rejected {
		return err
	}
	// What the answer does not tell of stays in.
	parts, _ := a.parts()
	for n, p := range parts[:min(len(parts), len(suspects))] {
		switch e := c.partError(p, read, caller{}, a); {
		case e == nil:
		case e.saysAbsent():
			s.leaveOut(suspects[n])
		case e.RetryAfter > 0:
			return e // nothing may be sent before the wait is over
		}
	}
	return nil
}

// deletes are the deletes left whose rows are as they are before the batch: no
// operation before them makes rows.
func (s *changeSet) deletes() []int {
	var all []int
	for _, i := range s.left {
		switch p := s.op.Operations[i]; p.Kind {
		case Create, Upsert, Action:
			return all
		case Delete:
			if p.keyHint() == "" {
				all = append(all, i)
			}
		}
	}
	return all
}

// comesTo is what an operation that was refused for a row which is not there comes
// to: the delete of that row later in the batch, where that row is gone indeed. It
// may be another that is missing, such as the one that a lookup is bound to. The
// reads are the application user's own, and the error is one that passes.
func (c *Client) comesTo(ctx context.Context, s *changeSet, position int, e *Error) (Operation, error) {
	if e.saysAbsent() {
		for _, ending := range s.endings(position) {
			there, err := c.isThere(ctx, ending)
			switch {
			case err != nil && ClassOf(err) != Rejected:
				return Operation{}, err
			case err == nil && !there:
				return ending, nil
			}
			e.doubted = true // the row may have come since
		}
	}
	return s.part(position), nil
}
