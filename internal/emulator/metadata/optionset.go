package metadata

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// describeOptionSet serves GET of the choices of a column, by their own path below
// its type of metadata.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api#retrieving-attributes
func (c Request) describeOptionSet(context string, d description, t *schema.Table, args, name string) (response.Response, error) {
	of, known := d.expandable(name)
	if !known {
		return response.Response{}, odata.NotCovered("%s below %s", name, d.typeName)
	}
	if err := c.Query.Only("$select"); err != nil {
		return response.Response{}, err
	}
	sel, err := of.parseSelection(c.Query.Options["$select"], "")
	if err != nil {
		return response.Response{}, err
	}
	column, err := c.findItem(d, t, args, "LogicalName", "SchemaName")
	if err != nil {
		return response.Response{}, err
	}
	found, _ := column.Get(name)
	set, there := found.(orderedjson.Object)
	if !there {
		return response.Empty(), nil
	}
	body := orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#" + context + "/" + name + sel.context() + "/$entity"}}
	return response.Entity(http.StatusOK, append(body, sel.render(t, set)...)), nil
}
