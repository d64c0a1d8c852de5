package dynamicstest

import (
	"net/http"
)

// collectionReference answers GET, POST and DELETE of the references of a
// collection-valued navigation property.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c *call) collectionReference(r *row, n *navigation, s segment) (answer, error) {
	switch {
	case c.method == http.MethodPost && !s.hasArgs:
		target, err := c.bodyReference(r.table)
		if err != nil {
			return answer{}, err
		}
		if err := c.query.only(); err != nil {
			return answer{}, err
		}
		return emptyAnswer(), c.join(r, n, target)
	case c.method == http.MethodDelete:
		target, err := c.namedReference(n, s)
		if err != nil {
			return answer{}, err
		}
		return emptyAnswer(), c.part(r, n, target)
	case c.method == http.MethodGet && !s.hasArgs:
		return c.readReferences(r, n)
	}
	return answer{}, wrongMethod(c.method)
}

// namedReference returns the row to disassociate: by $id in the query, or by
// the key behind the navigation property.
func (c *call) namedReference(n *navigation, s segment) (*row, error) {
	if err := c.query.only("$id"); err != nil {
		return nil, err
	}
	uri, given := c.query.options["$id"]
	switch {
	case s.hasArgs && !given:
		a, err := n.target.parseAddress(s.args)
		if err != nil {
			return nil, err
		}
		return a.resolve(c.store)
	case given && !s.hasArgs:
		return c.reference(uri, true)
	}
	return nil, refuse(http.StatusBadRequest, "0x80060888", "The row to disassociate must be named once: by $id or by a key behind '%s'.", n.name)
}

// bodyReference returns the row that @odata.id in the body names.
func (c *call) bodyReference(t *table) (*row, error) {
	body, err := c.decodeBody(t)
	if err != nil {
		return nil, err
	}
	v, found := body.get("@odata.id")
	uri, isText := v.(string)
	if _, hasContext := body.get("@odata.context"); !found || !isText || len(body) > 2 || len(body) == 2 && !hasContext {
		return nil, payload(t, "Microsoft.OData.ODataException: The body of a reference holds '@odata.id' and nothing else.")
	}
	return c.reference(uri, true)
}

// singleReference answers GET, PUT and DELETE of the reference of a single-valued
// navigation property.
func (c *call) singleReference(r *row, navs []*navigation) (answer, error) {
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	var edit func(*change) error
	switch c.method {
	case http.MethodPut:
		target, err := c.bodyReference(r.table)
		if err != nil {
			return answer{}, err
		}
		edit = func(ch *change) error { return ch.point(navs, target) }
	case http.MethodDelete:
		edit = func(ch *change) error { return ch.clear(navs[0].lookup) }
	case http.MethodGet:
		return c.readReference(r, navs)
	default:
		return answer{}, wrongMethod(c.method)
	}
	_, err := c.change(r, edit)
	return emptyAnswer(), err
}

// join associates two rows. Joining a pair twice changes nothing where a
// lookup joins them, and fails in a many-to-many relationship, whose pairs
// are rows with a unique key of their own.
func (c *call) join(r *row, n *navigation, target *row) error {
	if target.table != n.target {
		return payload(r.table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", n.name, target.table.Name)
	}
	if n.lookup != nil {
		return c.repoint(r, n, target, r.reference())
	}
	if err := c.mayJoin(r.table, target.table); err != nil {
		return err
	}
	if n.rel.Name == "systemuserroles_association" && r.cells["businessunitid"] != target.cells["businessunitid"] {
		return refuse(http.StatusBadRequest, "0x8004140d", "The role of another business unit cannot be given to a user.")
	}
	l := n.link(r, target)
	if _, linked := c.store.links[l]; linked {
		return duplicateKey()
	}
	c.store.link(l)
	return nil
}

// part disassociates two rows, and refuses a pair that is not associated.
func (c *call) part(r *row, n *navigation, target *row) error {
	if target.table != n.target {
		return payload(r.table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", n.name, target.table.Name)
	}
	if n.lookup != nil {
		if target.cells[n.lookup.name] != r.reference() {
			return noSuchRow(target.table, target.id)
		}
		return c.repoint(r, n, target, nil)
	}
	if err := c.mayJoin(r.table, target.table); err != nil {
		return err
	}
	l := n.link(r, target)
	if _, linked := c.store.links[l]; !linked {
		return noSuchRow(target.table, target.id)
	}
	c.store.unlink(l)
	return nil
}

// repoint sets or clears the lookup of the row at the many end.
func (c *call) repoint(one *row, n *navigation, many *row, to any) error {
	if err := c.mayJoin(many.table, one.table); err != nil {
		return err
	}
	if many.cells[n.lookup.name] == to {
		return nil
	}
	d := many.draft()
	if d.cells[n.lookup.name] = to; to == nil {
		delete(d.cells, n.lookup.name)
	}
	return (&change{call: c, row: d, before: many}).commit()
}

func (n *navigation) link(r, target *row) link {
	l := link{relationship: n.rel.Name}
	l.ends[n.side], l.ends[1-n.side] = r.id, target.id
	return l
}
