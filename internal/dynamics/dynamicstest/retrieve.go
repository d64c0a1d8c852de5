package dynamicstest

import "net/http"

// retrieve answers GET of one row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-entity-using-web-api
func (c *call) retrieve(a address) (answer, error) {
	if err := c.need(verbRead, a.table); err != nil {
		return answer{}, err
	}
	r, err := a.resolve(c.store)
	if before, is := c.before(a.table, func(key string) bool { return a.key == nil && key == storeKey(a.id, a.partition) }); is {
		if r, err = before, nil; r == nil {
			err = noSuchRow(a.table, a.id)
		}
	}
	if err != nil {
		return answer{}, err
	}
	return c.retrieved(r)
}

func (c *call) retrieved(r *row) (answer, error) {
	if err := c.query.only("$select", "$expand"); err != nil {
		return answer{}, err
	}
	sel, err := c.selection(r.table)
	if err != nil {
		return answer{}, err
	}
	if err := c.when.allow(r); err != nil {
		return answer{}, err
	}
	if c.when.noneMatch == r.etag() {
		return answer{status: http.StatusNotModified, header: http.Header{"Etag": {r.etag()}}}, nil
	}
	a := entityAnswer(http.StatusOK, c.render(r, sel, sel.context(c.root, r.table)+"/$entity"))
	a.header.Set("ETag", r.etag())
	return a, nil
}

// retrieveRelated answers GET of the row a lookup holds.
func (c *call) retrieveRelated(r *row, navs []*navigation) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	target := c.pointed(r, navs)
	if target == nil {
		return emptyAnswer(), nil
	}
	if err := c.need(verbRead, target.table); err != nil {
		return answer{}, err
	}
	return c.retrieved(target)
}

// pointed returns the row that the lookup behind the navigation property
// holds, if it is of a table the property leads to.
func (c *call) pointed(r *row, navs []*navigation) *row {
	for _, n := range navs {
		if ref, ok := r.cells[n.lookup.name].(reference); ok && ref.table == n.target {
			return c.store.find(ref.table, ref.id)
		}
	}
	return nil
}
