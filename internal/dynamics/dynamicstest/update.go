package dynamicstest

import "net/http"

// upsert answers PATCH of a row: an update if the row is there, else a
// create, as far as If-Match and If-None-Match let it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api
func (c *call) upsert(a address) (answer, error) {
	body, err := c.decodeBody(a.table)
	if err != nil {
		return answer{}, err
	}
	if a.table.holdsRelated(body) {
		// Before it is known whether the row is there, and so for a create too.
		return answer{}, deepUpdate()
	}
	if c.when.noneMatch != "" && (c.when.noneMatch != "*" || c.when.match != "") {
		return answer{}, notKnown("PATCH with If-None-Match %s and If-Match %s", c.when.noneMatch, c.when.match)
	}
	a = a.inPartitionOf(body)
	r := a.find(c.store)
	switch {
	case r == nil && c.when.match != "":
		_, err := a.resolve(c.store)
		return answer{}, err
	case r == nil:
		if r, err = c.insert(a.table, body, &a, nil); err != nil {
			return answer{}, err
		}
		return c.written(r, a.text, http.StatusCreated)
	case c.when.noneMatch == "*" && a.table.Elastic && c.elastic.Conflict:
		return answer{}, taken(a.table)
	case c.when.noneMatch == "*":
		return answer{}, alreadyExists()
	}
	change := c.update
	if a.table.Elastic && c.when.match == "" {
		change = c.replace
	}
	if r, err = change(r, body, &a); err != nil {
		return answer{}, err
	}
	return c.written(r, a.text, http.StatusOK)
}

func (c *call) update(r *row, body object, at *address) (*row, error) {
	return c.change(r, func(ch *change) error {
		ch.at = at
		return ch.apply(body)
	})
}

// change stores a changed copy of the row, with who changed it and when.
func (c *call) change(r *row, edit func(*change) error) (*row, error) {
	if err := c.need(verbWrite, r.table); err != nil {
		return nil, err
	}
	if err := c.when.allow(r); err != nil {
		return nil, err
	}
	ch := &change{call: c, row: r.draft(), before: r, set: map[string]bool{}}
	if err := edit(ch); err != nil {
		return nil, err
	}
	ch.row.cells["modifiedon"] = c.stamp()
	ch.row.cells["modifiedby"] = c.user.row.reference()
	delete(ch.row.cells, "modifiedonbehalfby")
	if c.impersonating() {
		ch.row.cells["modifiedonbehalfby"] = c.app.row.reference()
	}
	ch.row.setFullName()
	return ch.row, ch.commit()
}

// remove answers DELETE of a row. Lookups that held the row are cleared, which
// is how most of Dataverse's own relationships behave.
func (c *call) remove(a address) (answer, error) {
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	r, err := a.resolve(c.store)
	if err != nil {
		return answer{}, err
	}
	if err := c.need(verbDelete, r.table); err != nil {
		return answer{}, err
	}
	if err := c.when.allow(r); err != nil {
		return answer{}, err
	}
	c.store.remove(r)
	return emptyAnswer(), nil
}
