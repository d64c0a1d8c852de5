package engine

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/store"
)

// checkQueueItem gives a queue item the name of its row as its title, and refuses a second active
// queue item for a row. An email may have an item in
// each queue, as the text of its code says; it is a doubt whether a request can make the second
// item, and the emulator does not cover it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/queueitem
// and https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkQueueItem() error {
	item := ch.Row
	of := item.Pointer("objectid")
	if item.Table.Name != "queueitem" || of.Table == nil {
		return nil
	}
	object := ch.Store.Find(of.Table, of.ID)
	if name, named := of.Table.NameColumn().(string); named && ch.before == nil && object.Text(name) != "" {
		item.Cells["title"] = object.Text(name)
	}
	if item.Integer("statecode") != 0 {
		return nil
	}
	others := slices.DeleteFunc(ch.itemsOf(object), func(other *store.Row) bool {
		return other.ID == item.ID || other.Integer("statecode") != 0
	})
	isHere := func(other *store.Row) bool { return other.Pointer("queueid") == item.Pointer("queueid") }
	switch {
	case len(others) == 0:
		return nil
	case of.Table.Name != "email":
		return odata.Refuse(http.StatusBadRequest, "0x80040526", "An active queue item already exists for the given object. Cannot create more than one active queue item for this object.")
	case slices.ContainsFunc(others, isHere):
		return odata.Refuse(http.StatusBadRequest, "0x80040523", "You cannot add this e-mail to the selected queue. A queue item for this e-mail already exists in the queue. You can delete the item from the queue, and then try again.")
	}
	return odata.NotCovered("an email in a second queue")
}

// itemsOf are the queue items of a row.
func (ch *RowChange) itemsOf(r *store.Row) []*store.Row {
	for _, navs := range r.Table.Navs {
		for _, n := range navs {
			if n.Collection && n.Target == ch.Row.Table && n.Lookup != nil && n.Lookup.Name == "objectid" {
				return ch.Store.Related(r, n)
			}
		}
	}
	return nil
}
