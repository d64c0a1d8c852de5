package dynamicstest

import (
	"net/http"
	"slices"
	"strings"
)

// definitions answers GET of EntityDefinitions, of one of them, and of what
// one has. Without $select comes what the emulator knows, which is a part of the
// properties that Dataverse tells of. It takes prvReadEntity.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c *call) definitions(path []segment) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, notKnown("%s of EntityDefinitions", c.method)
	}
	if err := c.needNamed("prvReadEntity", nil); err != nil {
		return answer{}, err
	}
	if !path[0].hasArgs {
		if len(path) > 1 {
			return answer{}, c.unknownSegment(path[1].name)
		}
		return c.describeAll("EntityDefinitions", entityDefinition, c.schema.sortedTables())
	}
	t, err := c.definition(path[0].args)
	if err != nil {
		return answer{}, err
	}
	if len(path) == 1 {
		return c.describeOne(t)
	}
	context := "EntityDefinitions('" + t.Name + "')/" + path[1].name
	d, known := details[path[1].name]
	if !known {
		return answer{}, notKnown("%s of EntityDefinitions", path[1].name)
	}
	if len(path) > 2 {
		if path[1].name != "Attributes" || path[2].hasArgs {
			return answer{}, notKnown("a path as long as this one below EntityDefinitions")
		}
		if d, err = d.castTo(strings.TrimPrefix(path[2].name, namespace)); err != nil {
			return answer{}, err
		}
		context += "/" + path[2].name
	}
	switch {
	case len(path) == 4 && path[1].hasArgs && !path[3].hasArgs:
		return c.describeOptionSet(context, d, t, path[1].args, path[3].name)
	case len(path) > 3:
		return answer{}, notKnown("a path as long as this one below EntityDefinitions")
	case path[1].hasArgs:
		return c.describeItem(context, d, t, path[1].args, "LogicalName", "SchemaName")
	}
	return c.describeAll(context, d, []*table{t})
}

// describeItem answers with the one item that the key names: by its MetadataId, or
// by a name, which the item has under one of the names given.
func (c *call) describeItem(context string, d description, t *table, args string, names ...string) (answer, error) {
	if err := c.query.only("$select", "$expand"); err != nil {
		return answer{}, err
	}
	sel, err := d.parseSelection(c.query.options["$select"], c.query.options["$expand"])
	if err != nil {
		return answer{}, err
	}
	o, err := c.findItem(d, t, args, names...)
	if err != nil {
		return answer{}, err
	}
	body := object{{"@odata.context", c.root + "$metadata#" + context + sel.context() + "/$entity"}}
	return entityAnswer(http.StatusOK, append(body, sel.render(t, o)...)), nil
}

// findItem returns the item that the key names, as describeItem has it.
func (c *call) findItem(d description, t *table, args string, names ...string) (object, error) {
	by, want := "MetadataId", args
	if name, literal, named := strings.Cut(args, "="); named && slices.Contains(names, name) {
		if by = name; !strings.HasPrefix(literal, "'") {
			return nil, querySyntax("the value of key property '" + name + "' is not a string")
		}
		var err error
		if want, _, err = unquote(literal); err != nil {
			return nil, err
		}
	} else if _, isID := parseGUID(args); !isID {
		return nil, notKnown("the key (%s) of %s", args, d.typeName)
	}
	for _, o := range d.of(t) {
		if v, _ := o.get(by); v == any(want) {
			return o, nil
		}
	}
	if t == nil {
		return nil, refuse(http.StatusNotFound, "0x80060888", "Could not find %s with the key '%s'.", d.typeName, want)
	}
	return nil, refuse(http.StatusNotFound, "0x80041103", "'%s' entity doesn't contain attribute with Name = '%s' and NameMapping = 'Logical'.", t.Name, want)
}

// definition finds the table that a key of EntityDefinitions names.
func (c *call) definition(args string) (*table, error) {
	id, isID := parseGUID(args)
	name, named := strings.CutPrefix(args, "LogicalName=")
	if !isID && !named {
		return nil, notKnown("the key (%s) of EntityDefinitions", args)
	}
	if named {
		var err error
		if name, named, err = unquote(name); err != nil || !named {
			return nil, querySyntax("the value of key property 'LogicalName' is not a string")
		}
	}
	for _, t := range c.schema.Tables {
		if isID && id == t.metadataID() || named && t.Name == name {
			return t, nil
		}
	}
	return nil, refuse(http.StatusNotFound, "0x80041102", "The entity with a name = '%s' with namemapping = 'Logical' was not found in the MetadataCache.", name)
}

// describeAll answers with what the description says of each table.
func (c *call) describeAll(context string, d description, tables []*table) (answer, error) {
	if err := c.query.only("$select", "$filter", "$expand"); err != nil {
		return answer{}, err
	}
	sel, err := d.parseSelection(c.query.options["$select"], c.query.options["$expand"])
	if err != nil {
		return answer{}, err
	}
	keep, err := d.parseFilter(c.query.options["$filter"])
	if err != nil {
		return answer{}, err
	}
	found := []any{}
	for _, t := range tables {
		for _, o := range d.of(t) {
			if keep(o) {
				found = append(found, sel.render(t, o))
			}
		}
	}
	return entityAnswer(http.StatusOK, object{{"@odata.context", c.root + "$metadata#" + context + sel.context()}, {"value", found}}), nil
}

func (c *call) describeOne(t *table) (answer, error) {
	if err := c.query.only("$select", "$expand"); err != nil {
		return answer{}, err
	}
	sel, err := entityDefinition.parseSelection(c.query.options["$select"], c.query.options["$expand"])
	if err != nil {
		return answer{}, err
	}
	body := object{{"@odata.context", c.root + "$metadata#EntityDefinitions" + sel.context() + "/$entity"}}
	return entityAnswer(http.StatusOK, append(body, sel.render(t, entityDefinition.of(t)[0])...)), nil
}
