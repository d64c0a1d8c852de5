package dynamicstest

import (
	"fmt"
	"net/http"
)

// property answers GET, PUT and DELETE of a single column.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#update-a-single-property-value
func (c *call) property(r *row, col *column) (answer, error) {
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	switch c.method {
	case http.MethodDelete:
		if col.kind == kindFile {
			return c.removeFile(r, col)
		}
		return c.writeProperty(r, col, nil)
	case http.MethodGet:
		return c.readProperty(r, col)
	case http.MethodPut:
		body, err := c.decodeBody(r.table)
		if err != nil {
			return answer{}, err
		}
		v, found := body.get("value")
		if !found || len(body) != 1 {
			return answer{}, payload(r.table, "Microsoft.OData.ODataException: The property with name 'value' was not found where a value of the property '%s' was expected.", col.property())
		}
		return c.writeProperty(r, col, v)
	}
	return answer{}, wrongMethod(c.method)
}

func (c *call) readProperty(r *row, col *column) (answer, error) {
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	v := r.property(col)
	if v == nil {
		return emptyAnswer(), nil
	}
	context := c.root + "$metadata#" + r.table.EntitySet + "(" + r.id + ")/" + col.property()
	return entityAnswer(http.StatusOK, object{{"@odata.context", context}, {"value", v}}), nil
}

// rawProperty answers GET of the value of a single column, as text.
func (c *call) rawProperty(r *row, col *column) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	v := r.property(col)
	if v == nil {
		return emptyAnswer(), nil
	}
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"text/plain"}}, body: []byte(fmt.Sprint(v))}, nil
}

func (c *call) writeProperty(r *row, col *column, v any) (answer, error) {
	_, err := c.change(r, func(ch *change) error {
		return ch.apply(object{{col.property(), v}})
	})
	return emptyAnswer(), err
}
