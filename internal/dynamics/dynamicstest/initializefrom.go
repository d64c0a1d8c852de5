package dynamicstest

import (
	"net/http"
	"strings"
)

// mapping is what a new row takes over from the row that it is made of: the
// lookup that leads back, other lookups, and columns.
type mapping struct {
	from, to string
	lookup   string
	columns  []string
}

// mappings are the ones that Microsoft's documents show.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#initialize-a-new-table-row-from-an-existing-row
var mappings = []mapping{
	{"account", "account", "parentaccountid", []string{
		"transactioncurrencyid", "address1_line1", "address1_line2", "address1_city", "address1_stateorprovince", "address1_postalcode", "address1_country",
	}},
}

// initializeFrom is the InitializeFrom function: it answers with the body of a
// row to create, and creates none.
func (c *call) initializeFrom(args map[string]string) (answer, error) {
	to, err := textArgument(args, "TargetEntityName")
	if err != nil {
		return answer{}, err
	}
	if args["TargetFieldType"] != namespace+"TargetFieldType'ValidForCreate'" {
		return answer{}, notKnown("the TargetFieldType %.80s", args["TargetFieldType"])
	}
	source, err := c.moniker(args["EntityMoniker"])
	if err != nil {
		return answer{}, err
	}
	if err := c.need(verbRead, source.table); err != nil {
		return answer{}, err
	}
	target := c.schema.byName[to]
	for _, m := range mappings {
		if m.from == source.table.Name && m.to == to && target != nil {
			return entityAnswer(http.StatusOK, c.initialized(source, target, m)), nil
		}
	}
	return answer{}, notKnown("what a row of %.60s takes over from one of %s", to, source.table.Name)
}

// moniker finds the row that a parameter such as {'@odata.id':'accounts(…)'}
// names. The documents show it in single quotes.
func (c *call) moniker(literal string) (*row, error) {
	o, err := decodeObject([]byte(strings.ReplaceAll(literal, "'", `"`)))
	if err != nil {
		return nil, querySyntax("the parameter 'EntityMoniker' is no object")
	}
	v, _ := o.get("@odata.id")
	uri, isText := v.(string)
	if !isText || len(o) != 1 {
		return nil, querySyntax("the parameter 'EntityMoniker' has no @odata.id")
	}
	return c.reference(uri, false)
}

func (c *call) initialized(source *row, target *table, m mapping) object {
	o := object{
		{"@odata.context", c.root + "$metadata#" + target.EntitySet + "/$entity"},
		{"@odata.type", "#" + namespace + target.Name},
		{m.lookup + "@odata.bind", source.table.EntitySet + "(" + source.id + ")"},
	}
	for _, name := range m.columns {
		switch v := source.cells[name].(type) {
		case nil:
		case reference:
			o = append(o, member{name + "@odata.bind", v.table.EntitySet + "(" + v.id + ")"})
		default:
			o = append(o, member{name, v})
		}
	}
	return o
}
