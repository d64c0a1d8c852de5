package dynamicstest

import "net/http"

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

func (c *call) writeProperty(r *row, col *column, v any) (answer, error) {
	_, err := c.change(r, func(ch *change) error {
		return ch.apply(object{{col.property(), v}})
	})
	return emptyAnswer(), err
}
