package dynamicstest

import "net/http"

// describeOptionSet answers GET of the choices of a column, by their own path below
// its type of metadata.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api#retrieving-attributes
func (c *call) describeOptionSet(context string, d description, t *table, args, name string) (answer, error) {
	of, known := d.expandable(name)
	if !known {
		return answer{}, notKnown("%s below %s", name, d.typeName)
	}
	if err := c.query.only("$select"); err != nil {
		return answer{}, err
	}
	sel, err := of.parseSelection(c.query.options["$select"], "")
	if err != nil {
		return answer{}, err
	}
	column, err := c.findItem(d, t, args, "LogicalName", "SchemaName")
	if err != nil {
		return answer{}, err
	}
	found, _ := column.get(name)
	set, there := found.(object)
	if !there {
		return emptyAnswer(), nil
	}
	body := object{{"@odata.context", c.root + "$metadata#" + context + "/" + name + sel.context() + "/$entity"}}
	return entityAnswer(http.StatusOK, append(body, sel.render(t, set)...)), nil
}
