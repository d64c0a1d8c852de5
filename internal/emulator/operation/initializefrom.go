package operation

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// mapping names the columns that a new row copies from another row, and the lookup that
// leads back to that row.
type mapping struct {
	from, to string
	lookup   string
	columns  []string
}

// mappings are the mappings in Microsoft's documents.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#initialize-a-new-table-row-from-an-existing-row
var mappings = []mapping{
	{"account", "account", "parentaccountid", []string{
		"transactioncurrencyid", "address1_line1", "address1_line2", "address1_city", "address1_stateorprovince", "address1_postalcode", "address1_country",
	}},
}

// initializeFrom is the InitializeFrom function. It responds with the body of a row to
// create, and creates no row.
func (c *Invocation) initializeFrom(args map[string]string) (response.Response, error) {
	to, err := textArgument(args, "TargetEntityName")
	if err != nil {
		return response.Response{}, err
	}
	if args["TargetFieldType"] != odata.Namespace+"TargetFieldType'ValidForCreate'" {
		return response.Response{}, odata.NotCovered("the TargetFieldType %.80s", args["TargetFieldType"])
	}
	source, err := c.moniker(args["EntityMoniker"])
	if err != nil {
		return response.Response{}, err
	}
	if err := c.Need(schema.VerbRead, source.Table); err != nil {
		return response.Response{}, err
	}
	target := c.Schema.ByName[to]
	for _, m := range mappings {
		if m.from == source.Table.Name && m.to == to && target != nil {
			return response.Entity(http.StatusOK, c.initialized(source, target, m)), nil
		}
	}
	return response.Response{}, odata.NotCovered("what a row of %.60s takes over from one of %s", to, source.Table.Name)
}

// moniker finds the row in a parameter such as {'@odata.id':'accounts(…)'}. The documents
// show it in single quotes.
func (c *Invocation) moniker(literal string) (*store.Row, error) {
	o, err := orderedjson.Decode([]byte(strings.ReplaceAll(literal, "'", `"`)))
	if err != nil {
		return nil, odata.QuerySyntax("the parameter 'EntityMoniker' is no object")
	}
	v, _ := o.Get("@odata.id")
	uri, isText := v.(string)
	if !isText || len(o) != 1 {
		return nil, odata.QuerySyntax("the parameter 'EntityMoniker' has no @odata.id")
	}
	return c.Resolve(uri, false)
}

func (c *Invocation) initialized(source *store.Row, target *schema.Table, m mapping) orderedjson.Object {
	o := orderedjson.Object{
		{"@odata.context", c.Endpoint.Root + "$metadata#" + target.EntitySet + "/$entity"},
		{"@odata.type", "#" + odata.Namespace + target.Name},
		{m.lookup + "@odata.bind", source.Table.EntitySet + "(" + source.ID + ")"},
	}
	for _, name := range m.columns {
		switch v := source.Cells[name].(type) {
		case nil:
		case schema.Reference:
			o = append(o, orderedjson.Member{name + "@odata.bind", v.Table.EntitySet + "(" + v.ID + ")"})
		default:
			o = append(o, orderedjson.Member{name, v})
		}
	}
	return o
}
