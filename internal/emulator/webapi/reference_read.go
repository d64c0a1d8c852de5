package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// readReferences serves GET of the references of a collection-valued navigation
// property: the URIs of its rows.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview#entity-collections
func (c referenceRequest) readReferences(n *schema.Navigation) (response.Response, error) {
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	if err := c.needBoth(c.row.Table, n.Target); err != nil {
		return response.Response{}, err
	}
	list := []any{}
	for _, target := range c.Store.Related(c.row, n) {
		list = append(list, orderedjson.Object{{"@odata.id", c.uri(target)}})
	}
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#Collection($ref)"}, {"value", list}}), nil
}

// readReference serves GET of the reference of a single-valued navigation property. An
// empty lookup has no content.
func (c referenceRequest) readReference(navs []*schema.Navigation) (response.Response, error) {
	target := c.Store.Pointed(c.row, navs)
	if target == nil {
		return response.Empty(), c.Need(schema.VerbRead, c.row.Table)
	}
	if err := c.needBoth(c.row.Table, target.Table); err != nil {
		return response.Response{}, err
	}
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#$ref"}, {"@odata.id", c.uri(target)}}), nil
}

// uri is the URI of a row.
func (c referenceRequest) uri(r *store.Row) string {
	return c.Endpoint.Root + r.Table.EntitySet + "(" + r.ID + ")"
}
