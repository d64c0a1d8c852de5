package dynamics

import (
	"net/http"
	"strconv"
)

// defaultParallel is how many requests are under way at a time unless Config says
// otherwise: few enough that several functions stay below the 52 that Dataverse
// takes of one user.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
const defaultParallel = 8

// parallel is how many requests may be under way at a time: what was configured,
// or fewer where Dataverse advises so.
func (c *Client) parallel() int {
	most := c.most
	if hint := int(c.hint.Load()); hint > 0 {
		most = min(most, hint)
	}
	return max(1, most)
}

// heedHint keeps the degree of parallelism that Dataverse advises.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/send-parallel-requests
func (c *Client) heedHint(h http.Header) {
	if n, err := strconv.Atoi(h.Get("X-Ms-Dop-Hint")); err == nil && n > 0 {
		c.hint.Store(int64(n))
	}
}
