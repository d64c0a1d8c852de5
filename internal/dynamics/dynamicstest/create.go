package dynamicstest

import "net/http"

// create answers POST to an entity set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (c *call) create(t *table) (answer, error) {
	body, err := c.decodeBody(t)
	if err != nil {
		return answer{}, err
	}
	if t.Elastic && t.holdsRelated(body) {
		return answer{}, refuse(http.StatusBadRequest, "0x80040265", "Cannot create related entities. Create has to be called individually for each entity.")
	}
	r, err := c.insert(t, body, nil, nil)
	if err != nil {
		return answer{}, err
	}
	return c.written(r, r.id, http.StatusCreated)
}

// insert makes a row from a body. The address, if any, is the one an upsert
// named; preset holds cells that are set whatever the body says.
func (c *call) insert(t *table, body object, at *address, preset map[string]any) (*row, error) {
	if err := c.need(verbCreate, t); err != nil {
		return nil, err
	}
	ch := &change{call: c, row: &row{table: t, id: newGUID(), cells: map[string]any{}}, at: at, set: map[string]bool{}}
	if at != nil && at.key == nil {
		ch.row.id = at.id
	}
	if len(t.States) > 0 {
		ch.row.setInteger("statecode", 0)
	}
	if err := ch.apply(body); err != nil {
		return nil, err
	}
	for name, v := range preset {
		ch.row.cells[name] = v
	}
	if at != nil {
		if err := ch.takeKey(at); err != nil {
			return nil, err
		}
	}
	if t.Elastic {
		if err := ch.row.settlePartition(at); err != nil {
			return nil, err
		}
	}
	if c.store.find(t, ch.row.key()) != nil {
		return nil, taken(t)
	}
	if c.impersonating() {
		ch.row.cells["createdonbehalfby"] = c.app.row.reference()
		ch.row.cells["modifiedonbehalfby"] = c.app.row.reference()
	}
	if given := ch.row.cells["overriddencreatedon"]; given != nil && t.columns["createdon"] != nil {
		// The row tells the time that was given as createdon, and in its place when it
		// was made.
		ch.row.cells["createdon"], ch.row.cells["overriddencreatedon"] = given, c.stamp()
	}
	ch.row.setDefaults(c.schema, c.store, c.stamp(), c.user.row.reference())
	return ch.row, ch.commit()
}

// takeKey sets the columns of the alternate key that the URL gave, as far as the body
// leaves them out.
func (ch *change) takeKey(at *address) error {
	for name, v := range at.cells {
		if ch.set[name] {
			continue
		}
		lookup := ch.row.table.columns[name]
		id, isText := v.(string)
		if lookup.kind != kindLookup || !isText {
			ch.row.cells[name] = v
			continue
		}
		target := ch.lookupTarget(lookup, id)
		if target == nil {
			return noSuchKey(ch.row.table)
		}
		ch.row.cells[name] = target.reference()
	}
	return nil
}

func (ch *change) lookupTarget(lookup *column, id string) *row {
	for _, navs := range ch.row.table.navs {
		for _, n := range navs {
			if n.lookup == lookup && !n.collection && ch.store.find(n.target, id) != nil {
				return ch.store.find(n.target, id)
			}
		}
	}
	return nil
}

// commit stores the draft, unless that breaks an alternate key or a
// duplicate rule, and then makes the related rows of a deep insert.
func (ch *change) commit() error {
	if err := ch.checkKeys(); err != nil {
		return err
	}
	if err := ch.checkDuplicates(); err != nil {
		return err
	}
	ch.store.put(ch.row)
	for _, related := range ch.later {
		if err := related(); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) stamp() string { return c.now.Format(timeLayout) }
