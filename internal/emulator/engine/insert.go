package engine

import (
	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Insert makes a row from a body. The address is the address of an upsert, or nil; preset
// holds cells that the body does not change. The error is an *odata.Error.
func (s *Session) Insert(t *schema.Table, body orderedjson.Object, at *store.Address, preset map[string]any) (*store.Row, error) {
	if err := s.Need(schema.VerbCreate, t); err != nil {
		return nil, err
	}
	if t.Fixed {
		return nil, schema.NoMessage(t, "Create")
	}
	if t.ByService {
		return nil, odata.NotCovered("a new row of %s, which only actions make", t.Name)
	}
	ch := &RowChange{Session: s, Row: &store.Row{Table: t, ID: guid.New(), Cells: map[string]any{}}, at: at, set: map[string]bool{}}
	if at != nil && at.Key == nil {
		ch.Row.ID = at.ID
	}
	if len(t.States) > 0 {
		ch.Row.SetInteger("statecode", 0)
	}
	if err := ch.Apply(body); err != nil {
		return nil, err
	}
	for name, v := range preset {
		ch.Row.Cells[name] = v
	}
	if at != nil {
		if err := ch.takeKey(at); err != nil {
			return nil, err
		}
	}
	if t.Elastic {
		if err := ch.Row.ChoosePartition(at); err != nil {
			return nil, err
		}
	}
	if s.Store.Find(t, ch.Row.Key()) != nil {
		return nil, schema.Taken(t)
	}
	if s.IsImpersonating() {
		ch.Row.Cells["createdonbehalfby"] = s.App.Row.Reference()
		ch.Row.Cells["modifiedonbehalfby"] = s.App.Row.Reference()
	}
	if given := ch.Row.Cells["overriddencreatedon"]; given != nil && t.Columns["createdon"] != nil {
		// createdon then holds the time in the body, and overriddencreatedon the time of the
		// creation.
		ch.Row.Cells["createdon"], ch.Row.Cells["overriddencreatedon"] = given, s.stamp()
	}
	ch.Row.SetDefaults(s.Schema, s.Store, s.stamp(), s.User.Row.Reference())
	err := ch.commit()
	return ch.Row, err
}

// takeKey sets the columns of the alternate key in the URL, unless the body has them.
func (ch *RowChange) takeKey(at *store.Address) error {
	for name, v := range at.Cells {
		if ch.set[name] {
			continue
		}
		lookup := ch.Row.Table.Columns[name]
		id, isText := v.(string)
		if lookup.Kind != schema.KindLookup || !isText {
			ch.Row.Cells[name] = v
			continue
		}
		target := ch.lookupTarget(lookup, id)
		if target == nil {
			return schema.NoSuchKey(ch.Row.Table)
		}
		ch.Row.Cells[name] = target.Reference()
	}
	return nil
}

func (ch *RowChange) lookupTarget(lookup *schema.Column, id string) *store.Row {
	for _, navs := range ch.Row.Table.Navs {
		for _, n := range navs {
			if n.Lookup == lookup && !n.Collection && ch.Store.Find(n.Target, id) != nil {
				return ch.Store.Find(n.Target, id)
			}
		}
	}
	return nil
}

// commit stores the draft, unless it violates a demand of the table, an alternate key or a
// duplicate rule. Then it makes the related rows of a deep insert. After that, the row of the
// change is the row in the store, with the totals of its lines.
func (ch *RowChange) commit() error {
	for _, check := range []func() error{ch.checkDemands, ch.checkCurrency, ch.checkListCurrency, ch.checkQueueItem, ch.checkParty, ch.checkFile, ch.priceLine, ch.checkPriceList} {
		if err := check(); err != nil {
			return err
		}
	}
	ch.setTotals(ch.Row)
	if err := ch.checkKeys(); err != nil {
		return err
	}
	if err := ch.checkDuplicates(); err != nil {
		return err
	}
	ch.Store.Put(ch.Row)
	ch.storeTotals(ch.before)
	ch.storeTotals(ch.Row)
	for _, related := range ch.later {
		if err := related(); err != nil {
			return err
		}
	}
	if now := ch.Store.Find(ch.Row.Table, ch.Row.Key()); now != nil {
		ch.Row = now
	}
	return nil
}

func (s *Session) stamp() string { return s.Now.Format(odata.TimeLayout) }
