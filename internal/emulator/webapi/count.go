package webapi

import (
	"net/http"
	"strconv"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/query"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// countSegment is the last segment of a path that asks for the number of rows.
var countSegment = odata.Segment{Name: "$count"}

// byteOrderMark stands before the number. It is a doubt whether Dataverse writes it: users
// report it of the Web API and of other servers with ASP.NET. The documents cannot show it.
const byteOrderMark = "\ufeff"

// count serves GET of $count of an entity set: the number alone, as text, limited to the
// size of a page.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
func (c *request) count(t *schema.Table, all func() []*store.Row) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.Need(schema.VerbRead, t); err != nil {
		return response.Response{}, err
	}
	if err := c.Query.Only("$filter"); err != nil {
		return response.Response{}, err
	}
	keep, err := query.Filter(t, c.Query, c.Store, c.Now)
	if err != nil {
		return response.Response{}, err
	}
	n := 0
	for _, r := range all() {
		if keep(r) {
			n++
		}
	}
	return response.Response{
		Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}},
		Body: strconv.AppendInt([]byte(byteOrderMark), int64(min(n, maxCount(t))), 10),
	}, nil
}

// countRelated serves GET of $count of a collection-valued navigation
// property.
func (c *request) countRelated(r *store.Row, n *schema.Navigation) (response.Response, error) {
	if err := c.Need(schema.VerbRead, r.Table); err != nil {
		return response.Response{}, err
	}
	return c.count(n.Target, func() []*store.Row { return c.Store.Related(r, n) })
}
