package dynamics

import "context"

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
