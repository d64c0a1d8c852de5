package metadata

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// Definitions serves GET of EntityDefinitions, of one definition, and of the columns, keys
// and relationships of one definition. Without $select the response has the properties that
// the emulator knows, which are a part of Dataverse's. It needs prvReadEntity. The error is
// an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c Request) Definitions(path []odata.Segment) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.NotCovered("%s of EntityDefinitions", c.Method)
	}
	if err := c.identity.NeedNamed("prvReadEntity", nil); err != nil {
		return response.Response{}, err
	}
	if !path[0].HasArgs {
		if len(path) > 1 {
			return response.Response{}, c.schema.UnknownSegment(path[1].Name)
		}
		return c.describeAll("EntityDefinitions", entityDefinition, c.schema.SortedTables())
	}
	t, err := c.Table(path[0].Args)
	if err != nil {
		return response.Response{}, err
	}
	if len(path) == 1 {
		return c.describeOne(t)
	}
	context := "EntityDefinitions('" + t.Name + "')/" + path[1].Name
	d, known := details[path[1].Name]
	if !known {
		return response.Response{}, odata.NotCovered("%s of EntityDefinitions", path[1].Name)
	}
	if len(path) > 2 {
		if path[1].Name != "Attributes" || path[2].HasArgs {
			return response.Response{}, odata.NotCovered("a path as long as this one below EntityDefinitions")
		}
		if d, err = d.castTo(strings.TrimPrefix(path[2].Name, odata.Namespace)); err != nil {
			return response.Response{}, err
		}
		context += "/" + path[2].Name
	}
	switch {
	case len(path) == 4 && path[1].HasArgs && !path[3].HasArgs:
		return c.describeOptionSet(context, d, t, path[1].Args, path[3].Name)
	case len(path) > 3:
		return response.Response{}, odata.NotCovered("a path as long as this one below EntityDefinitions")
	case path[1].HasArgs:
		return c.describeItem(context, d, t, path[1].Args, "LogicalName", "SchemaName")
	}
	return c.describeAll(context, d, []*schema.Table{t})
}

// describeItem responds with the item that the key names: by its MetadataId, or by a name
// in one of the given properties.
func (c Request) describeItem(context string, d description, t *schema.Table, args string, names ...string) (response.Response, error) {
	if err := c.Query.Only("$select", "$expand"); err != nil {
		return response.Response{}, err
	}
	sel, err := d.parseSelection(c.Query.Options["$select"], c.Query.Options["$expand"])
	if err != nil {
		return response.Response{}, err
	}
	o, err := c.findItem(d, t, args, names...)
	if err != nil {
		return response.Response{}, err
	}
	body := orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#" + context + sel.context() + "/$entity"}}
	return response.Entity(http.StatusOK, append(body, sel.render(t, o)...)), nil
}

// findItem returns the item that the key names; see describeItem.
func (c Request) findItem(d description, t *schema.Table, args string, names ...string) (orderedjson.Object, error) {
	by, want := "MetadataId", args
	if name, literal, named := strings.Cut(args, "="); named && slices.Contains(names, name) {
		if by = name; !strings.HasPrefix(literal, "'") {
			return nil, odata.QuerySyntax("the value of key property '" + name + "' is not a string")
		}
		var err error
		if want, _, err = odata.Unquote(literal); err != nil {
			return nil, err
		}
	} else if _, isID := guid.Parse(args); !isID {
		return nil, odata.NotCovered("the key (%s) of %s", args, d.typeName)
	}
	for _, o := range d.of(t) {
		if v, _ := o.Get(by); v == any(want) {
			return o, nil
		}
	}
	if isRelationship(d) && c.schema.IsDocumentedRelationship(want) || t != nil && t.LacksColumn(want) {
		return nil, odata.NotCovered("%s of %s", want, d.typeName)
	}
	if t == nil {
		return nil, odata.Refuse(http.StatusNotFound, "0x80060888", "Could not find %s with the key '%s'.", d.typeName, want)
	}
	return nil, odata.Refuse(http.StatusNotFound, "0x80041103", "'%s' entity doesn't contain attribute with Name = '%s' and NameMapping = 'Logical'.", t.Name, want)
}

// Table finds the table that a key of EntityDefinitions names. The error is an
// *odata.Error.
func (c Request) Table(args string) (*schema.Table, error) {
	id, isID := guid.Parse(args)
	name, named := strings.CutPrefix(args, "LogicalName=")
	if !isID && !named {
		return nil, odata.NotCovered("the key (%s) of EntityDefinitions", args)
	}
	if named {
		var err error
		if name, named, err = odata.Unquote(name); err != nil || !named {
			return nil, odata.QuerySyntax("the value of key property 'LogicalName' is not a string")
		}
	}
	for _, t := range c.schema.Tables {
		if isID && id == TableID(t) || named && t.Name == name {
			return t, nil
		}
	}
	return nil, c.schema.NoSuchTable(name)
}

// describeAll responds with the description of each table.
func (c Request) describeAll(context string, d description, tables []*schema.Table) (response.Response, error) {
	if err := c.Query.Only("$select", "$filter", "$expand"); err != nil {
		return response.Response{}, err
	}
	sel, err := d.parseSelection(c.Query.Options["$select"], c.Query.Options["$expand"])
	if err != nil {
		return response.Response{}, err
	}
	keep, err := d.parseFilter(c.Query)
	if err != nil {
		return response.Response{}, err
	}
	if err := c.refuseLacking(d, sel, tables); err != nil {
		return response.Response{}, err
	}
	found := []any{}
	for _, t := range tables {
		for _, o := range d.of(t) {
			if keep(o) {
				found = append(found, sel.render(t, o))
			}
		}
	}
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#" + context + sel.context()}, {"value", found}}), nil
}

func (c Request) describeOne(t *schema.Table) (response.Response, error) {
	if err := c.Query.Only("$select", "$expand"); err != nil {
		return response.Response{}, err
	}
	sel, err := entityDefinition.parseSelection(c.Query.Options["$select"], c.Query.Options["$expand"])
	if err != nil {
		return response.Response{}, err
	}
	if err := c.refuseLacking(entityDefinition, sel, []*schema.Table{t}); err != nil {
		return response.Response{}, err
	}
	body := orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#EntityDefinitions" + sel.context() + "/$entity"}}
	return response.Entity(http.StatusOK, append(body, sel.render(t, entityDefinition.of(t)[0])...)), nil
}
