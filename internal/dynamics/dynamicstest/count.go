package dynamicstest

import (
	"net/http"
	"strconv"
)

// countSegment ends the path that asks how many rows there are.
var countSegment = segment{name: "$count"}

// count answers GET of $count of an entity set: the number alone, as text, and
// no more than a page holds.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
func (c *call) count(t *table, all func() []*row) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.need(verbRead, t); err != nil {
		return answer{}, err
	}
	if err := c.query.only("$filter"); err != nil {
		return answer{}, err
	}
	keep, err := parseFilter(t, c.query, c.store)
	if err != nil {
		return answer{}, err
	}
	n := 0
	for _, r := range all() {
		if keep(r) {
			n++
		}
	}
	return answer{
		status: http.StatusOK, header: http.Header{"Content-Type": {"text/plain"}},
		body: strconv.AppendInt(nil, int64(min(n, maxPage)), 10),
	}, nil
}

// countRelated answers GET of $count of a collection-valued navigation
// property.
func (c *call) countRelated(r *row, n *navigation) (answer, error) {
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	return c.count(n.target, func() []*row { return c.store.related(r, n) })
}
