package operation

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

const addToQueue = "AddToQueue"

// addToQueue is the AddToQueue action: it puts a row into the queue, by a new queue item
// or by the active item that the row has in another queue. The queue and the row of
// QueueItemProperties are ignored.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/addtoqueue
// and https://learn.microsoft.com/dotnet/api/microsoft.crm.sdk.messages.addtoqueuerequest.queueitemproperties
func (c *Invocation) addToQueue(queue *store.Row) (response.Response, error) {
	items := queue.Table.CollectionValued("queue_entries")
	if items == nil {
		return response.Response{}, odata.NotCovered("%s without the tables it works on", addToQueue)
	}
	given, err := c.parameters(addToQueue, func(p string) bool { return p == "Target" || p == "SourceQueue" || p == "QueueItemProperties" })
	if err != nil {
		return response.Response{}, err
	}
	v, _ := given.Get("Target")
	target, err := c.rowParameter(addToQueue, "Target", v, nil)
	if err != nil {
		return response.Response{}, err
	}
	navigation := "objectid_" + target.Table.Name
	if items.Target.SingleValued(navigation) == nil {
		return response.Response{}, odata.NotCovered("rows of %s in a queue", target.Table.Name)
	}
	if err := mayEnter(queue, target); err != nil {
		return response.Response{}, err
	}
	item, err := c.itemOf(given, target, items.Target.EntitySet)
	if err != nil {
		return response.Response{}, err
	}
	if item != nil && item.Pointer("queueid").ID == queue.ID {
		return response.Response{}, odata.NotCovered("%s of a row that is in the queue already", addToQueue)
	}
	body, err := itemBody(given)
	if err != nil {
		return response.Response{}, err
	}
	if item != nil {
		item, err = c.Change(item, func(ch *engine.RowChange) error { return c.enter(ch, queue, body) })
	} else {
		body = append(append(body, bindTo("queueid", queue)...), bindTo(navigation, target)...)
		item, err = c.Insert(items.Target, body, nil, map[string]any{"enteredon": c.Now.Format(odata.TimeLayout)})
	}
	if err != nil {
		return response.Response{}, err
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{Name: "@odata.context", Value: c.Endpoint.Root + "$metadata#" + odata.Namespace + "AddToQueueResponse"},
		{Name: "QueueItemId", Value: item.ID},
	}), nil
}

// mayEnter refuses a queue or a row that is not active. The list of error codes has both
// codes.
func mayEnter(queue, target *store.Row) error {
	if queue.Integer("statecode") != 0 {
		return odata.Refuse(http.StatusBadRequest, "0x80040522", "You cannot add items to an inactive queue. Select another queue and try again.")
	}
	if target.Integer("statecode") != 0 && !engine.IsOpenActivity(target) {
		return odata.Refuse(http.StatusBadRequest, "0x8004051e", "Deactivated object cannot be added to queue.")
	}
	return nil
}

// enter moves an item to another queue, which an update of the item cannot.
func (c *Invocation) enter(ch *engine.RowChange, queue *store.Row, body orderedjson.Object) error {
	if err := c.Need(schema.VerbAppendTo, queue.Table); err != nil {
		return err
	}
	ch.Row.Cells["queueid"], ch.Row.Cells["enteredon"] = queue.Reference(), c.Now.Format(odata.TimeLayout)
	return ch.Apply(body)
}

// itemOf returns the active queue item of a row; nil if the row has no active item. With
// SourceQueue the item must be in that queue.
func (c *Invocation) itemOf(given orderedjson.Object, target *store.Row, set string) (*store.Row, error) {
	isItem := func(item *store.Row) bool {
		return item.Pointer("objectid") == target.Reference() && item.Integer("statecode") == 0
	}
	all := c.Store.List(c.Schema.BySet[set])
	v, _ := given.Get("SourceQueue")
	if v != nil {
		source, err := c.rowParameter(addToQueue, "SourceQueue", v, c.Schema.ByName["queue"])
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(item *store.Row) bool { return isItem(item) && item.Pointer("queueid") == source.Reference() })
		if i < 0 {
			return nil, odata.Refuse(http.StatusBadRequest, "0x80040524", "Could not find any queue item associated with the Target in the specified SourceQueueId. Either the SourceQueueId or Target is invalid or the queue item does not exist.")
		}
		return all[i], nil
	}
	if i := slices.IndexFunc(all, isItem); i >= 0 {
		return all[i], nil
	}
	return nil, nil
}

// itemBody is QueueItemProperties without its queue and its row.
func itemBody(given orderedjson.Object) (orderedjson.Object, error) {
	v, _ := given.Get("QueueItemProperties")
	if v == nil {
		return nil, nil
	}
	properties, err := objectParameter(addToQueue, given, "QueueItemProperties")
	if err != nil {
		return nil, err
	}
	ignored := func(m orderedjson.Member) bool {
		return strings.HasPrefix(m.Name, "queueid") || strings.HasPrefix(m.Name, "objectid")
	}
	return slices.DeleteFunc(slices.Clone(properties), ignored), nil
}
