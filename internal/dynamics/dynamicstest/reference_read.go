package dynamicstest

import "net/http"

// readReferences answers GET of the references of a collection-valued navigation
// property: the URIs of its rows.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview#entity-collections
func (c *call) readReferences(r *row, n *navigation) (answer, error) {
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	if err := c.needBoth(r.table, n.target); err != nil {
		return answer{}, err
	}
	list := []any{}
	for _, target := range c.store.related(r, n) {
		list = append(list, object{{"@odata.id", c.uri(target)}})
	}
	return entityAnswer(http.StatusOK, object{{"@odata.context", c.root + "$metadata#Collection($ref)"}, {"value", list}}), nil
}

// readReference answers GET of the reference of a single-valued navigation property;
// there is no content where the lookup is empty.
func (c *call) readReference(r *row, navs []*navigation) (answer, error) {
	target := c.pointed(r, navs)
	if target == nil {
		return emptyAnswer(), c.need(verbRead, r.table)
	}
	if err := c.needBoth(r.table, target.table); err != nil {
		return answer{}, err
	}
	return entityAnswer(http.StatusOK, object{{"@odata.context", c.root + "$metadata#$ref"}, {"@odata.id", c.uri(target)}}), nil
}

// retrieveMember answers GET of one row of a collection-valued navigation property,
// which a key names. A row that is not among its rows is not there.
func (c *call) retrieveMember(r *row, n *navigation, args string) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.needBoth(r.table, n.target); err != nil {
		return answer{}, err
	}
	a, err := n.target.parseAddress(args)
	if err != nil {
		return answer{}, err
	}
	target, err := a.resolve(c.store)
	if err != nil {
		return answer{}, err
	}
	for _, related := range c.store.related(r, n) {
		if related == target {
			return c.retrieved(target)
		}
	}
	return answer{}, noSuchRow(n.target, target.id)
}

// needBoth refuses who may not read rows of both tables.
func (c *call) needBoth(one, other *table) error {
	if err := c.need(verbRead, one); err != nil {
		return err
	}
	return c.need(verbRead, other)
}

// uri is where a row is.
func (c *call) uri(r *row) string { return c.root + r.table.EntitySet + "(" + r.id + ")" }
