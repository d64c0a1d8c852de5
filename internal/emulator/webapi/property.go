package webapi

import (
	"fmt"
	"net/http"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// property serves GET, PUT and DELETE of a single column.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#update-a-single-property-value
func (c *request) property(r *store.Row, col *schema.Column) (response.Response, error) {
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	switch c.Method {
	case http.MethodDelete:
		if col.Kind == schema.KindFile {
			return c.file(r, col).remove()
		}
		return c.writeProperty(r, col, nil)
	case http.MethodGet:
		return c.readProperty(r, col)
	case http.MethodPut:
		body, err := c.decodeBody(r.Table)
		if err != nil {
			return response.Response{}, err
		}
		v, found := body.Get("value")
		if !found || len(body) != 1 {
			return response.Response{}, schema.PayloadError(r.Table, "Microsoft.OData.ODataException: The property with name 'value' was not found where a value of the property '%s' was expected.", col.Property())
		}
		return c.writeProperty(r, col, v)
	}
	return response.Response{}, odata.WrongMethod(c.Method)
}

func (c *request) readProperty(r *store.Row, col *schema.Column) (response.Response, error) {
	if err := c.Need(schema.VerbRead, r.Table); err != nil {
		return response.Response{}, err
	}
	v := r.Property(col)
	if v == nil {
		return response.Empty(), nil
	}
	context := c.Endpoint.Root + "$metadata#" + r.Table.EntitySet + "(" + r.ID + ")/" + col.Property()
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", context}, {"value", v}}), nil
}

// rawProperty serves GET of the value of a single column, as text.
func (c *request) rawProperty(r *store.Row, col *schema.Column) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	if err := c.Need(schema.VerbRead, r.Table); err != nil {
		return response.Response{}, err
	}
	v := r.Property(col)
	if v == nil {
		return response.Empty(), nil
	}
	return response.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(fmt.Sprint(v))}, nil
}

func (c *request) writeProperty(r *store.Row, col *schema.Column, v any) (response.Response, error) {
	_, err := c.Change(r, func(ch *engine.RowChange) error {
		return ch.Apply(orderedjson.Object{{col.Property(), v}})
	})
	return response.Empty(), err
}
