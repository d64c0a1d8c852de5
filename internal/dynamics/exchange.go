package dynamics

import (
	"errors"
	"time"
)

// Exchange is a request that was sent, and its answer. It holds nothing of what
// either said.
type Exchange struct {
	// IsForToken tells a request to the token endpoint from one to Dataverse.
	IsForToken bool
	// Status is that of the answer, 0 where none came.
	Status int
	// RetryAfter is the wait that the answer asks for, 0 where it asks for none.
	RetryAfter time.Duration
	// Took is the time from the request to the whole of its answer, or to the end
	// of the wait for one.
	Took time.Duration
}

// tell tells of a request to Dataverse, unless it never was sent.
func (c *Client) tell(began time.Time, a answer, err error) {
	x := Exchange{Status: a.status, Took: time.Since(began)}
	if err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.sent {
			return
		}
		x.Status, x.RetryAfter = e.Status, e.RetryAfter
	}
	c.watch(x)
}
